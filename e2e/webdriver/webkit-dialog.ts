import type { WebElement } from 'selenium-webdriver';

import { translate } from '../harness/dialog-page.ts';
import type { TranslationKey } from '../../widget/locales/en.ts';
import { findAlert, findByName } from './named-element.ts';
import type { Session } from './session.ts';

/** Finds the dialog's elements by the text that a person reads. Each method waits for its element. */
export class WebKitDialog {
  readonly frame: Session;
  /** What people call the provider that is being connected. */
  readonly #provider: string;

  constructor(frame: Session, provider: string) {
    this.frame = frame;
    this.#provider = provider;
  }

  heading(key: TranslationKey): Promise<WebElement> {
    return findByName(this.frame, 'heading', translate(key, { provider: this.#provider }));
  }

  button(key: TranslationKey): Promise<WebElement> {
    return findByName(this.frame, 'button', translate(key, { provider: this.#provider }));
  }

  field(label: string): Promise<WebElement> {
    return findByName(this.frame, 'field', label);
  }

  alert(key: TranslationKey): Promise<WebElement> {
    return findAlert(this.frame, translate(key, { provider: this.#provider }));
  }

  /** Replaces the value of one field and submits the form. */
  async submit(label: string, value: string): Promise<void> {
    await this.frame.click(await this.field(label));
    await this.frame.press('Control+a');
    await this.frame.type(value);
    await this.frame.click(await findByName(this.frame, 'button', /^(Connect|Try again|Update details)$/));
  }
}
