import { fillTemplate } from '../../../widget/protocol/fill-template.ts';
import { sanitizeProviderText } from '../../connectors/provider-text.ts';
import { escapeHtml } from '../../http/escape-html.ts';

/** Values for the `{names}` in a sentence. They may come from outside. */
export type TextValues = Readonly<Record<string, string>>;

/** Translates sentences of one language for pages that the server renders itself. */
export class WindowText {
  readonly #translations: Readonly<Record<string, string>>;

  constructor(sentences: Readonly<Record<string, string>>) {
    this.#translations = sentences;
  }

  /** Returns a sentence as text, not yet escaped. */
  text(key: string, values: TextValues = {}): string {
    return fillTemplate(this.#translate(key), values, cleanName);
  }

  /**
   * Returns a sentence as HTML. Each value is isolated, so that its text direction does not affect its surroundings.
   */
  html(key: string, values: TextValues = {}): string {
    return fillTemplate(escapeHtml(this.#translate(key)), values, nameHtml);
  }

  /** Tells whether the language has a sentence. */
  has(key: string): boolean {
    return Object.hasOwn(this.#translations, key);
  }

  #translate(key: string): string {
    return this.#translations[key] ?? key;
  }
}

/** Returns a name from outside as HTML. */
export function nameHtml(name: string): string {
  return `<bdi>${escapeHtml(cleanName(name))}</bdi>`;
}

/** Cleans a name like a provider's message, because it can contain the same hostile characters. */
function cleanName(name: string): string {
  return sanitizeProviderText(name) ?? '';
}
