import type { DialogEvent } from '../../protocol/dialog-event.ts';
import type { DialogState } from './dialog-state.ts';
import type { StateEvent } from './state-event.ts';

type Reduce = (state: DialogState, event: StateEvent) => DialogState;

/**
 * What an application adds to the state of its page. Only the page of an application contains the code for it, and that
 * code replaces these functions before the page starts.
 */
export const applicationPart: {
  /** Returns the state after an event, with the function that does so in other pages. */
  reduce: (state: DialogState, event: StateEvent, reducePage: Reduce) => DialogState;
  /** The messages that the host receives before those of the dialog. */
  events: (before: DialogState, after: DialogState) => readonly DialogEvent[];
} = { reduce: (state, event, reducePage) => reducePage(state, event), events: () => [] };
