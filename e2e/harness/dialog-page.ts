import type { Frame, FrameLocator, Locator, Page } from '@playwright/test';

import { en } from '../../widget/locales/en.ts';
import type { TranslationKey } from '../../widget/locales/en.ts';

/** A sentence of the dialog, with its values filled in. */
export function translate(key: TranslationKey, values: Readonly<Record<string, string>> = {}): string {
  return en[key].replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}

/** Finds the dialog's elements by the text that a person reads. */
export class DialogPage {
  readonly frame: FrameLocator;
  readonly #element: Locator;
  /** What people call the provider that is being connected. */
  readonly #provider: string;

  /** @param selector Selects the iframe. */
  constructor(page: Page, provider: string, selector = '[data-widget]') {
    this.#element = page.locator(selector);
    this.#provider = provider;
    this.frame = this.#element.contentFrame();
  }

  heading(key: TranslationKey): Locator {
    return this.frame.getByRole('heading', { name: translate(key, { provider: this.#provider }), exact: true });
  }

  button(key: TranslationKey): Locator {
    return this.frame.getByRole('button', { name: translate(key, { provider: this.#provider }), exact: true });
  }

  text(key: TranslationKey): Locator {
    return this.frame.getByText(translate(key, { provider: this.#provider }));
  }

  /** The heading after an integration was installed. */
  get done(): Locator {
    return this.frame.getByRole('heading', { name: translate('install.done', { integration: '' }) });
  }

  alert(key: TranslationKey): Locator {
    return this.frame.getByRole('alert').filter({ hasText: translate(key, { provider: this.#provider }) });
  }

  field(label: string): Locator {
    return this.frame.getByLabel(label, { exact: true });
  }

  /** Replaces the text of a field. In Firefox, `fill` adds to the text of an e-mail field. */
  async replace(label: string, text: string): Promise<void> {
    await this.field(label).press('ControlOrMeta+a');
    await this.field(label).pressSequentially(text);
  }

  /** Fills in one field and submits the form. */
  async submit(label: string, value: string): Promise<void> {
    await this.field(label).fill(value);
    await this.frame.getByRole('button', { name: /^(Connect|Try again|Update details)$/ }).click();
  }

  /** The document inside the iframe, for tests that run scripts in it. */
  async content(): Promise<Frame> {
    const handle = await this.#element.elementHandle();
    const content = await handle.contentFrame();
    if (!content) throw new Error('The page has no frame.');
    return content;
  }
}
