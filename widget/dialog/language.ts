import { LOCALE_TAGS } from '../locales/locale-tags.ts';
import { findLocale } from '../protocol/find-locale.ts';
import { LOCALES_PATH } from '../protocol/session-api.ts';
import { type Say, sayWith } from './messages.ts';
import { isTranslations } from './page-state-guard.ts';
import { callServer } from './server-call.ts';

/** Sentences are small and near: a reader is not kept waiting for them longer than this. */
const TIMEOUT_MS = 5000;

/** The language of the page, which a host may change while the page is open. */
export class Language {
  readonly #changed: () => void;
  #locale: string;
  #say: Say;
  #loading = new AbortController();
  #changing = Promise.resolve();
  #isWished = false;

  /** @param changed Called after each change. */
  constructor(locale: string, translations: Readonly<Record<string, string>>, changed: () => void) {
    this.#locale = locale;
    this.#say = sayWith(translations);
    this.#changed = changed;
  }

  /** BCP 47 tag. */
  get locale(): string {
    return this.#locale;
  }

  /** Says things in the present language. Another function after each change. */
  get say(): Say {
    return this.#say;
  }

  /**
   * Changes to the language that serves a wish of the host. Resolves when it is there, or when it is clear that
   * everything stays: there is no such language, its sentences could not be had, or there has been another wish since.
   */
  change(wish: string): Promise<void> {
    const tag = findLocale(wish, LOCALE_TAGS);
    if (tag === undefined) return this.#changing;
    this.#isWished = true;
    return (this.#changing = this.#load(tag));
  }

  /** As {@link change}, for a wish that counts less than any of the host. */
  suggest(wish: string): Promise<void> {
    const tag = this.#isWished ? undefined : findLocale(wish, LOCALE_TAGS);
    return tag === undefined ? this.#changing : this.#load(tag);
  }

  async #load(tag: string): Promise<void> {
    this.#loading.abort();
    if (tag === this.#locale) return;
    const { signal } = (this.#loading = new AbortController());
    const path = `${LOCALES_PATH}${tag}.json`;
    const translations = await callServer({ method: 'GET', path, signal, timeoutMs: TIMEOUT_MS }).catch(
      () => undefined,
    );
    if (signal.aborted || !isTranslations(translations)) return;
    this.#locale = tag;
    this.#say = sayWith(translations);
    this.#changed();
  }
}
