import type { Dialog } from './dialog-state.ts';
import type { StateEvent } from './state-event.ts';

type ReduceSignIn = (dialog: Dialog, event: StateEvent, id: number) => Dialog;

/** How many times the dialog looks at a link that may be followed from a menu. At 2 s each, as long as a sign-in may take. */
export const LOOKS_MAX = 300;

/**
 * What an event changes in a sign-in. It comes with the view of a sign-in, so that other pages do not contain it. No event
 * of a sign-in happens before that: its tasks wait for the view too.
 */
export const signInReducer: { reduce: ReduceSignIn } = { reduce: (dialog) => dialog };
