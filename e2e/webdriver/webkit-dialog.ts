import type { WebElement } from 'selenium-webdriver';

import { sentence } from '../harness/dialog-page.ts';
import type { MessageKey } from '../../widget/locales/en.ts';
import { alertWith, findNamed } from './named-element.ts';
import type { Session } from './session.ts';

/** The dialog as a person finds it in its frame: by what it says. All lookups wait for what they look for. */
export class WebKitDialog {
  readonly frame: Session;
  /** What people call the system that is being connected. */
  readonly #system: string;

  constructor(frame: Session, system: string) {
    this.frame = frame;
    this.#system = system;
  }

  heading(key: MessageKey): Promise<WebElement> {
    return findNamed(this.frame, 'heading', sentence(key, { system: this.#system }));
  }

  button(key: MessageKey): Promise<WebElement> {
    return findNamed(this.frame, 'button', sentence(key, { system: this.#system }));
  }

  field(label: string): Promise<WebElement> {
    return findNamed(this.frame, 'field', label);
  }

  alert(key: MessageKey): Promise<WebElement> {
    return alertWith(this.frame, sentence(key, { system: this.#system }));
  }

  /** Types one value, in place of what is there, and asks to connect. */
  async submit(label: string, value: string): Promise<void> {
    await this.frame.click(await this.field(label));
    await this.frame.press('Control+a');
    await this.frame.type(value);
    await this.frame.click(await findNamed(this.frame, 'button', /^(Connect|Try again|Replace details)$/));
  }
}
