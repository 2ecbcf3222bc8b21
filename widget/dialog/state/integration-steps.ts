import type { ConnectorConnections } from '../../protocol/subject.ts';
import type { Dialog, DialogState } from './dialog-state.ts';
import { selected } from './dialog-state.ts';
import { select } from './steps.ts';

/** Whether a connector of an integration has a connection that works. */
export function isConnected({ connections }: ConnectorConnections): boolean {
  return connections.some(({ status }) => status === 'connected');
}

/** Selects the connector that the person should connect next. Keeps the selected one if all are connected. */
export function selectNext(dialog: Dialog): Dialog {
  const { connectors } = dialog;
  const now = connectors.findIndex(({ connector }) => connector.name === selected(dialog).connector.name);
  // The next one in the list, and after the last one those that the person has skipped.
  const next = [...connectors.slice(now), ...connectors.slice(0, now)].find((entry) => !isConnected(entry));
  const connection = next?.connections[0];
  return connection ? select(dialog, connection.id) : dialog;
}

/**
 * Goes on to the next connector of an integration after the person has connected one, and to the first one that is not
 * connected when the dialog opens.
 */
export function advance(before: DialogState, after: DialogState): DialogState {
  const { dialog } = after;
  if (dialog?.subject.kind !== 'integration' || dialog === before.dialog) return after;
  const isNew = before.dialog?.id !== dialog.id;
  return isNew || hasConnected(before.dialog, dialog) ? { ...after, dialog: selectNext(dialog) } : after;
}

/** Whether the person has just connected the selected connector. A connection that worked before stays selected. */
function hasConnected(before: Dialog, after: Dialog): boolean {
  const { connection } = selected(after);
  const known = selected(before).connection;
  return (
    known.id === connection.id &&
    known.status !== 'connected' &&
    connection.status === 'connected' &&
    after.elsewhere === undefined
  );
}
