import type { ConnectionDetails } from '../../protocol/connection.ts';
import { additionsPart } from './additions-part.ts';
import { type Dialog, findConnection, selected } from './dialog-state.ts';
import { select } from './steps.ts';

additionsPart.add = addConnection;
additionsPart.show = showAdded;
additionsPart.remove = removeSelected;

function addConnection(dialog: Dialog, connection: ConnectionDetails): Dialog {
  const connectors = dialog.connectors.map((entry) =>
    entry.connector.name === connection.connector
      ? { ...entry, connections: [...entry.connections, connection] }
      : entry,
  );
  return { ...select({ ...dialog, connectors }, connection.id), added: { id: connection.id, from: dialog.selectedId } };
}

function showAdded(dialog: Dialog): Dialog | undefined {
  const { added, connectors, selectedId } = dialog;
  const isUnused = added && findConnection(connectors, added.id)?.connection.isRemovable;
  return isUnused ? { ...select(dialog, added.id), added: { id: added.id, from: selectedId } } : undefined;
}

function removeSelected(dialog: Dialog): Dialog {
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
