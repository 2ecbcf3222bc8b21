import type { ConnectionDetails } from '../../protocol/connection.ts';
import type { SessionClient } from '../effects/session-client.ts';
import type { Dialog } from './dialog-state.ts';
import type { StateEvent } from './state-event.ts';
import type { Task } from './tasks.ts';

/** A call that adds a connection, or removes one that was added. */
export type AdditionTask = Extract<Task, { readonly type: 'add-connection' | 'discard' }>;

/**
 * Holds the functions that add a connection and remove it, in the state of a dialog and on the server. The code of the view
 * that offers it sets them, so that other pages do not contain it. Before that, none is called, because the tasks that need
 * them wait for the same code.
 */
export const additionsPart: {
  /** Appends a connection that the person has added to its connector's list, and selects it. */
  add: (dialog: Dialog, connection: ConnectionDetails) => Dialog;
  /** Selects the connection that the person has added last, if it is still unused. */
  show: (dialog: Dialog) => Dialog | undefined;
  /** Removes the selected connection from the list, and selects the one that was selected before it was added. */
  remove: (dialog: Dialog) => Dialog;
  /** Performs the call. Unset until the code has loaded. Rejects as the session client does. */
  perform?: (task: AdditionTask, client: SessionClient, signal: AbortSignal) => Promise<StateEvent>;
} = { add: (dialog) => dialog, show: () => undefined, remove: (dialog) => dialog };
