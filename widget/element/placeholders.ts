import { make } from './make.ts';

/** What stands over the frame until there is something in it. Its words come from `speak`. */
export function loadingSlot(): HTMLSlotElement {
  return make('slot', { name: 'loading' }, make('p', { role: 'status' }));
}

/**
 * What stands in the place of the frame when it could not be opened: words for readers, which come from `speak`, words
 * for developers, and a way on.
 */
export function errorSlot(message: string, onclick: () => void): HTMLSlotElement {
  return make(
    'slot',
    { name: 'error' },
    make('p', { role: 'alert' }),
    make('p', { lang: 'en' }, make('small', {}, message)),
    make('button', { onclick }),
  );
}
