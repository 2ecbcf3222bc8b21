import { providerText } from '../connectors/provider-text.ts';
import { escapeHtml } from './escape-html.ts';

/** Values for the `{names}` of a sentence. They may come from outside. */
export type SpokenValues = Readonly<Record<string, string>>;

/** Says the sentences of one language where the server itself writes what a person reads. */
export class WindowSpeech {
  readonly #sentences: Readonly<Record<string, string>>;

  constructor(sentences: Readonly<Record<string, string>>) {
    this.#sentences = sentences;
  }

  /** A sentence as text, still to be escaped. */
  text(key: string, values: SpokenValues = {}): string {
    return fill(this.#sentence(key), values, shownName);
  }

  /** A sentence as HTML. Each value is isolated, so that its direction changes nothing around it. */
  html(key: string, values: SpokenValues = {}): string {
    return fill(escapeHtml(this.#sentence(key)), values, nameHtml);
  }

  #sentence(key: string): string {
    return this.#sentences[key] ?? key;
  }
}

/** A name from outside as HTML. */
export function nameHtml(name: string): string {
  return `<bdi>${escapeHtml(shownName(name))}</bdi>`;
}

/** Names can be as treacherous as what a system says, and are cleaned alike. */
function shownName(name: string): string {
  return providerText(name) ?? '';
}

/** What stands in braces inside a value stays as it is. */
function fill(sentence: string, values: SpokenValues, show: (value: string) => string): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : show(value);
  });
}
