import { PAGE_SENTENCES_ID, PAGE_STATE_ID, type PageState } from '../protocol/page-state.ts';
import { isPageState, isTranslations } from './page-state-guard.ts';

/**
 * Takes the state of the page out of the document, so that the bearer in it stands nowhere that other scripts or a
 * saved copy of the page could find it.
 *
 * @throws {TypeError} If there is no state or it is not one that this version reads. The element is gone all the same.
 */
export function takePageState(from: Document): PageState {
  const state = takeJson(from, PAGE_STATE_ID);
  if (!isPageState(state)) throw new TypeError('This page has no state that its script can read.');
  const shared = takeJson(from, PAGE_SENTENCES_ID);
  return isTranslations(shared) ? { ...state, translations: { ...shared, ...state.translations } } : state;
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
    // Not thrown on: the parser's message quotes the text, and the bearer may be in it.
    return undefined;
  }
}
