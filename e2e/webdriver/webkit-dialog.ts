import { sentence } from '../harness/dialog-page.ts';
import type { MessageKey } from '../../widget/locales/en.ts';
import type { BrowsingContext } from './browsing-context.ts';
import type { WebElement } from './element.ts';
import { alertWith, findNamed } from './named-element.ts';

/** The dialog as a person finds it in its frame: by what it says. All lookups wait for what they look for. */
export class WebKitDialog {
  readonly frame: BrowsingContext;
  /** What people call the system that is being connected. */
  readonly #system: string;

  constructor(frame: BrowsingContext, system: string) {
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
    await (await this.field(label)).click();
    await this.frame.keyboard.press('Control+a');
    await this.frame.keyboard.type(value);
    await (await findNamed(this.frame, 'button', /^(Connect|Try again|Replace details)$/)).click();
  }
}
