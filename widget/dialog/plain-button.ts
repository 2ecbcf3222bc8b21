import { html, type TemplateResult } from 'lit';
import type { TranslationKey } from '../locales/en.ts';
import type { DialogContext } from './dialog-context.ts';

/** A button beside the primary one. */
export function plainButton(
  { translate }: Pick<DialogContext, 'translate'>,
  key: TranslationKey,
  onClick: () => void,
): TemplateResult {
  return html`<button type="button" class="plain" @click=${onClick}>${translate(key)}</button>`;
}
