import type { DialogEvent } from '../../protocol/dialog-event.ts';
import type { Dialog, DialogState } from './dialog-state.ts';
import type { StateEvent } from './state-event.ts';
import type { Task } from './tasks.ts';

type Reduce = (state: DialogState, event: StateEvent) => DialogState;

/**
 * What applications and install flows add to the state of a page. Only their pages contain or load the code for it, which
 * wraps these functions.
 */
export const applicationPart: {
  /** Returns the state after an event, with the function that does so in other pages. */
  reduce: (state: DialogState, event: StateEvent, reducePage: Reduce) => DialogState;
  /** The messages that the host receives before those of the dialog. */
  events: (before: DialogState, after: DialogState, event: StateEvent) => readonly DialogEvent[];
  /** The tasks of an open dialog besides those of every dialog. */
  tasks: (dialog: Dialog) => readonly Task[];
} = { reduce: (state, event, reducePage) => reducePage(state, event), events: () => [], tasks: () => [] };
