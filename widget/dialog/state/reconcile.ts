import type { ConnectionDetails } from '../../protocol/connection.ts';
import { type Dialog, findConnection, hasDraft, selected } from './dialog-state.ts';
import { firstStep, select, show, store } from './steps.ts';

/**
 * Replaces the connections by the server's present ones. Keeps a view with typed values, unless the dialog itself made
 * the change.
 *
 * Returns `undefined` if no connection is left.
 */
export function reconcile(
  dialog: Dialog,
  connectors: Dialog['connectors'],
  /** The changes were made elsewhere, so a notice says what has changed. */
  { isElsewhere }: { readonly isElsewhere: boolean },
): Dialog | undefined {
  const { connection: before, connector } = selected(dialog);
  const now = findConnection(connectors, dialog.selectedId)?.connection;
  const next = {
    ...dialog,
    connectors: now ? connectors : withConnection(connectors, connector.name, asDeleted(before)),
  };
  // The response for which the dialog waits sets the next step and informs the host.
  if (isExpectingChange(dialog, connectors)) return store(next, now ? before : undefined);
  if (!now) return withoutSelected(next, connectors);
  if (!isChanged(before, now)) return next;
  if (!isElsewhere) return show(next, firstStep(next));
  return { ...keepOrShow(next, now), elsewhere: elsewhereChange(before, now) };
}

/** Whether the selected connection has changed, and the dialog waits for a response that may be the reason. */
export function isExpectingChange(dialog: Dialog, connectors: Dialog['connectors']): boolean {
  const { step, call, signIn, poll } = dialog;
  const now = findConnection(connectors, dialog.selectedId)?.connection;
  if (now && !isChanged(selected(dialog).connection, now)) return false;
  if (step.name === 'signing-in' || call?.type === 'save-credentials' || call?.type === 'disconnect') return true;
  // A link may be opened without an event. The dialog checks its sign-in to find out.
  const isChecking = (signIn.checksLeft ?? 0) > 0 && !poll.isRecheck;
  return step.name === 'sign-in' && (signIn.call !== undefined || isChecking);
}

/** Whether a connection has changed for the host. A new name is not such a change. */
export function isChanged(before: ConnectionDetails, now: ConnectionDetails): boolean {
  return (
    before.status !== now.status ||
    before.connectedAt !== now.connectedAt ||
    before.verified !== now.verified ||
    before.problem?.code !== now.problem?.code
  );
}

/** The connection that a host receives after its deletion. */
export function asDeleted({ id, connector, name }: ConnectionDetails): ConnectionDetails {
  return { id, connector, name, status: 'disconnected', verified: false };
}

/** Shows the step of the selected connection. Keeps a step with typed values. */
function keepOrShow(dialog: Dialog, now: ConnectionDetails): Dialog {
  const { step } = dialog;
  const hasTypedValues = (step.name === 'form' || step.name === 'sign-in') && hasDraft(dialog);
  if (!hasTypedValues) return show(dialog, firstStep(dialog));
  return { ...dialog, step: { ...step, replacing: now.status === 'connected' } };
}

/**
 * Selects another connection in place of a deleted one, unless it has typed values: of the same connector, else of another
 * one of the page.
 */
function withoutSelected(dialog: Dialog, connectors: Dialog['connectors']): Dialog | undefined {
  const { connector, connection } = selected(dialog);
  const elsewhere = 'deleted';
  if (hasDraft(dialog) || dialog.rename) return { ...keepOrShow(dialog, connection), elsewhere };
  const same = connectors.filter((entry) => entry.connector.name === connector.name);
  const [other] = [...same, ...connectors].flatMap(({ connections }) => connections);
  if (!other) return undefined;
  return { ...select({ ...dialog, connectors }, other.id), elsewhere };
}

function withConnection(
  connectors: Dialog['connectors'],
  name: string,
  added: ConnectionDetails,
): Dialog['connectors'] {
  return connectors.map((entry) => {
    if (entry.connector.name !== name) return entry;
    return { ...entry, connections: [...entry.connections, added].toSorted((one, other) => one.id - other.id) };
  });
}

function elsewhereChange(before: ConnectionDetails, { status, connectedAt }: ConnectionDetails): Dialog['elsewhere'] {
  // The view itself says that the connection no longer works, and why.
  if (status === 'needs_reauth') return undefined;
  const isNew = status !== before.status;
  if (isNew && (status === 'connected' || status === 'disconnected')) return status;
  return isNew || connectedAt !== before.connectedAt ? 'changed' : undefined;
}
