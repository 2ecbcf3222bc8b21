import type { Dialog } from './dialog-state.ts';
import type { StateEvent } from './state-event.ts';

type ReduceSignIn = (dialog: Dialog, event: StateEvent, id: number) => Dialog;

/** How many times the dialog checks a link that the person may have opened from a menu. At 2 s each, as long as a sign-in may take. */
export const CHECKS_MAX = 300;

/**
 * Holds the function that applies events to a sign-in. The code of the sign-in view sets it, so that other pages do not
 * contain it. Before that, no event of a sign-in can happen, because the tasks of a sign-in wait for the same code.
 */
export const signInReducer: { reduce: ReduceSignIn } = { reduce: (dialog) => dialog };
