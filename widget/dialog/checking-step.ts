import { html } from 'lit/html.js';
import { DialogStep } from './dialog-step.ts';
import { waitingHead, waitingStyles } from './waiting-head.ts';

declare global {
  interface HTMLElementTagNameMap {
    'embed-checking-step': CheckingStep;
  }
}

/** Most systems answer within this time; beyond it a person wants to know that nothing is stuck. */
const SLOW_AFTER_MS = 6000;

/** Shown while the server tries what was typed against the external system. */
export class CheckingStep extends DialogStep {
  static override readonly properties = [...DialogStep.properties, 'slowAfterMs', 'slow'];

  static override readonly styles = [waitingStyles];

  /** When to say that it takes longer than usual. */
  declare slowAfterMs: number;
  declare private slow: boolean;

  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.slowAfterMs = SLOW_AFTER_MS;
    this.slow = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = setTimeout(() => (this.slow = true), this.slowAfterMs);
  }

  override disconnectedCallback(): void {
    clearTimeout(this.#timer);
  }

  override render() {
    const { say, connector } = this.context;
    const system = connector.title;
    return html`
      <div class="stack">
        ${waitingHead(connector.verifies ? say('checking.title', { system }) : say('checking.saving'))}
        <p class="muted" role="status">
          ${this.slow && connector.verifies ? say('checking.slow', { system }) : say('checking.text')}
        </p>
        <div class="row">
          <button type="button" @click=${() => void this.model.cancel()}>${say('checking.cancel')}</button>
        </div>
      </div>
    `;
  }
}
