import { fillTemplate } from '../../widget/protocol/fill-template.ts';
import { sanitizeProviderText } from '../connectors/provider-text.ts';
import { escapeHtml } from './escape-html.ts';

/** Values for the `{names}` of a sentence. They may come from outside. */
export type TextValues = Readonly<Record<string, string>>;

/** Says the sentences of one language where the server itself writes what a person reads. */
export class WindowText {
  readonly #translations: Readonly<Record<string, string>>;

  constructor(sentences: Readonly<Record<string, string>>) {
    this.#translations = sentences;
  }

  /** A sentence as text, still to be escaped. */
  text(key: string, values: TextValues = {}): string {
    return fillTemplate(this.#translate(key), values, cleanName);
  }

  /** A sentence as HTML. Each value is isolated, so that its direction changes nothing around it. */
  html(key: string, values: TextValues = {}): string {
    return fillTemplate(escapeHtml(this.#translate(key)), values, nameHtml);
  }

  #translate(key: string): string {
    return this.#translations[key] ?? key;
  }
}

/** A name from outside as HTML. */
export function nameHtml(name: string): string {
  return `<bdi>${escapeHtml(cleanName(name))}</bdi>`;
}

/** Names can be as treacherous as what a provider says, and are cleaned alike. */
function cleanName(name: string): string {
  return sanitizeProviderText(name) ?? '';
}
