import type { TranslationKey } from '../locales/en.ts';
import { fillTemplate } from '../protocol/fill-template.ts';
import { isRecord, isString } from '../protocol/guards.ts';
import { chunkSentences } from './chunks.ts';
import { plainText } from './plain-text.ts';
import type { Language } from './state/dialog-state.ts';

/** Whether an unchecked value is an object of sentences. Does not check the keys. */
export function isTranslations(value: unknown): value is Readonly<Record<string, string>> {
  return isRecord(value) && Object.values(value).every(isString);
}

/** Returns one sentence in the reader's language, with values for its `{names}`. */
export type Translate = (key: TranslationKey, values?: Readonly<Record<string, string | number>>) => string;

/**
 * Makes the {@link Translate} of one language, with the sentences of the page and of all loaded chunks. A sentence
 * that could not be loaded is replaced by that of `internal`: all such sentences are about problems.
 *
 * Values lose their control and direction characters. Braces inside a value stay as they are.
 */
export function translator({ locale, translations }: Pick<Language, 'locale' | 'translations'>): Translate {
  const find = (key: string) => translations[key] ?? chunkSentences(locale)[key];
  return (key, values = {}) => {
    const sentence = find(key) ?? find(`problem.internal.${key.includes('title') ? 'title' : 'text'}`) ?? key;
    return fillTemplate(sentence, values, (value) => plainText(String(value)));
  };
}
