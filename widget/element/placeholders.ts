import { make } from './make.ts';
import type { Sentences } from './sentences.ts';

/** What stands over the frame until there is something in it. */
export function loadingSlot([, loading]: Sentences): HTMLSlotElement {
  return make('slot', { name: 'loading' }, make('p', { role: 'status' }, loading));
}

/** What stands in the place of the frame when it could not be opened: words for readers, for developers, and a way on. */
export function errorSlot([, , failed, retry]: Sentences, message: string, onclick: () => void): HTMLSlotElement {
  return make(
    'slot',
    { name: 'error' },
    make('p', { role: 'alert' }, failed),
    make('p', { lang: 'en' }, make('small', {}, message)),
    make('button', { onclick }, retry),
  );
}
