import type { TranslationKey } from '../locales/en.ts';
import { fillTemplate } from '../protocol/fill-template.ts';
import { plainText } from './plain-text.ts';

/** Says one sentence in the reader's language, with values put in for its `{names}`. */
export type Say = (key: TranslationKey, values?: Readonly<Record<string, string | number>>) => string;

/**
 * Binds {@link Say} to the sentences of one page. Where it has none for a problem, which no dialog was expected to meet,
 * it says that something went wrong; any other sentence that is missing is said as its key.
 *
 * Values are cleaned of controls and direction signs, and what stands in braces inside a value stays as it is.
 */
export function sayWith(messages: Readonly<Record<string, string>>): Say {
  return (key, values = {}) => {
    const sentence = messages[key] ?? messages[key.replace(/^problem\.\w+/, 'problem.internal')] ?? key;
    return fillTemplate(sentence, values, (value) => plainText(String(value)));
  };
}
