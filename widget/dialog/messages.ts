import type { TranslationKey } from '../locales/en.ts';
import { fillTemplate } from '../protocol/fill-template.ts';
import { plainText } from './plain-text.ts';

/** Returns one sentence in the reader's language, with values for its `{names}`. */
export type Translate = (key: TranslationKey, values?: Readonly<Record<string, string | number>>) => string;

/**
 * Makes the {@link Translate} of one language. A problem without a sentence, which no dialog was expected to meet, gets
 * the sentence of `internal`. Any other missing sentence is its key.
 *
 * Values lose their control and direction characters. Braces inside a value stay as they are.
 */
export function translator(translations: Readonly<Record<string, string>>): Translate {
  return (key, values = {}) => {
    const sentence = translations[key] ?? translations[key.replace(/^problem\.\w+/, 'problem.internal')] ?? key;
    return fillTemplate(sentence, values, (value) => plainText(String(value)));
  };
}
