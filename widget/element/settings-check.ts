import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { type CheckedSettings, attributeAdvice } from './attribute-advice.ts';

/** Frameworks set properties after they have inserted the element. After this time, missing settings are reported. */
const SETTINGS_TIMEOUT_MS = 1500;

/**
 * Checks the settings of the tag, some time after it was inserted or opened. Warns in the console about attributes and
 * values that have no effect, once each. Then calls back, so that the tag reports missing settings.
 */
export class SettingsCheck implements ReactiveController {
  readonly #element: Element & CheckedSettings;
  readonly #reportMissing: () => void;
  readonly #given = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(element: ReactiveControllerHost & Element & CheckedSettings, reportMissing: () => void) {
    this.#element = element;
    this.#reportMissing = reportMissing;
    element.addController(this);
  }

  hostConnected(): void {
    this.start();
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }

  /** Restarts the timer. */
  start(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#check(), SETTINGS_TIMEOUT_MS);
  }

  #check(): void {
    for (const advice of attributeAdvice(this.#element, this.#element)) {
      if (this.#given.has(advice)) continue;
      this.#given.add(advice);
      console.warn(`embed-connection: ${advice}`);
    }
    this.#reportMissing();
  }
}
