import type { ConnectionDetails } from '../../protocol/connection.ts';
import { type Dialog, findConnection, selected } from './dialog-state.ts';
import { select } from './steps.ts';

/** Appends a connection that the person has added to its connector's list, and selects it. */
export function addConnection(dialog: Dialog, connection: ConnectionDetails): Dialog {
  const connectors = dialog.connectors.map((entry) =>
    entry.connector.name === connection.connector
      ? { ...entry, connections: [...entry.connections, connection] }
      : entry,
  );
  return { ...select({ ...dialog, connectors }, connection.id), added: { id: connection.id, from: dialog.selectedId } };
}

/** Selects the connection that the person has added last, if it is still unused. */
export function showAdded(dialog: Dialog): Dialog | undefined {
  const { added, connectors, selectedId } = dialog;
  const isUnused = added && findConnection(connectors, added.id)?.connection.isRemovable;
  return isUnused ? { ...select(dialog, added.id), added: { id: added.id, from: selectedId } } : undefined;
}

/** Removes the selected connection from the list, and selects the one that was selected before it was added. */
export function removeSelected(dialog: Dialog): Dialog {
  const { selectedId, added, drafts } = dialog;
  const connectors = dialog.connectors.map((entry) => ({
    ...entry,
    connections: entry.connections.filter(({ id }) => id !== selectedId),
  }));
  const { connections } = selected(dialog);
  const previous = added && findConnection(connectors, added.from)?.connection;
  const next = previous ?? connections.find(({ id }) => id !== selectedId);
  if (!next) return dialog;
  return { ...select({ ...dialog, connectors, drafts: { ...drafts, [selectedId]: {} } }, next.id), added: undefined };
}
