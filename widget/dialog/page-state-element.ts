import { PAGE_SENTENCES_ID, PAGE_STATE_ID, type PageState } from '../protocol/page-state.ts';
import { type Guard, isRecord, oneOf } from '../protocol/guards.ts';
import { isTranslations } from './messages.ts';

const isKind: Guard<PageState['kind']> = oneOf(['dialog', 'waiting', 'notice']);

/**
 * Removes the page state from the document, so that other scripts and a saved copy of the page cannot contain its
 * bearer.
 *
 * @throws {TypeError} There is no valid state. The element is removed anyway.
 */
export function takePageState(from: Document): PageState {
  const state = takeJson(from, PAGE_STATE_ID);
  if (!isPageState(state)) throw new TypeError('This page has no state.');
  const shared = takeJson(from, PAGE_SENTENCES_ID);
  return isTranslations(shared) ? { ...state, translations: { ...shared, ...state.translations } } : state;
}

/**
 * Whether a parsed value is the state of a page. Checks its kind only: the server has written it into the same document
 * as this script.
 */
function isPageState(value: unknown): value is PageState {
  return isRecord(value) && isKind(value['kind']);
}

function takeJson(from: Document, id: string): unknown {
  const element = from.getElementById(id);
  const text = element?.textContent ?? '';
  element?.remove();
  return parse(text);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Does not rethrow: the parser's message quotes the text, which may contain the bearer.
    return undefined;
  }
}
