import type { ConnectionDetails } from '../../protocol/connection.ts';
import type { ConnectorView } from '../../protocol/connector.ts';
import type { Dialog, Failure, Step, StepProblem } from './dialog-state.ts';
import { selected } from './dialog-state.ts';

/** The first step of the selected connection. */
export function firstStep(dialog: Dialog): Step {
  const { connection, connector } = selected(dialog);
  const { status, problem } = connection;
  if (status === 'connected') return { name: 'connected' };
  if (connection.isManaged || !dialog.permissions.includes('connect')) return { name: 'forbidden' };
  // `needs_reauth` has its own explanation, which is more helpful than the refusal that caused it.
  const shown = status === 'error' && problem ? { ...problem, fields: [] } : undefined;
  return { name: entryStep(connector), problem: shown, replacing: false };
}

/** The step in which a person starts to connect. */
export function entryStep({ usesSignIn, fields }: ConnectorView): 'form' | 'sign-in' {
  return usesSignIn && fields.length === 0 ? 'sign-in' : 'form';
}

/** Whether a step keeps working credentials until new ones are accepted. */
export function isReplacing(step: Step): boolean {
  return 'replacing' in step && step.replacing;
}

/**
 * Shows a step. Outside the steps of a sign-in, discards the sign-in's link and state. Also hides the notice of a
 * change, and the reason why no connection was added.
 */
export function show(dialog: Dialog, step: Step): Dialog {
  const isSignIn = step.name === 'sign-in' || step.name === 'signing-in';
  return { ...dialog, step, signIn: isSignIn ? dialog.signIn : {}, elsewhere: undefined, addProblem: undefined };
}

/** Selects a connection of the list, and shows its first step. */
export function select(dialog: Dialog, selectedId: number): Dialog {
  const next = { ...dialog, selectedId, call: undefined, rename: undefined, signIn: {} };
  return show(next, firstStep(next));
}

/** Replaces a connection of the list. */
export function store(dialog: Dialog, connection: ConnectionDetails | undefined): Dialog {
  if (!connection) return dialog;
  const connectors = dialog.connectors.map((entry) => ({
    ...entry,
    connections: entry.connections.map((known) => (known.id === connection.id ? connection : known)),
  }));
  return { ...dialog, connectors };
}

/** Stops the calls of a dialog. Keeps its step and the typed values. */
export function stop(dialog: Dialog): Dialog {
  return { ...dialog, call: undefined, signIn: { ...dialog.signIn, call: undefined, checksLeft: 0 } };
}

/** Stores the connection after credentials were accepted or a sign-in succeeded, and shows it. */
export function accept(
  dialog: Dialog,
  { connection, previousAccount }: { readonly connection: ConnectionDetails; readonly previousAccount?: string },
): Dialog {
  const next = store({ ...dialog, call: undefined }, connection);
  const step = firstStep(next);
  if (step.name !== 'connected') return show(next, step);
  return show(withoutDraft(next), previousAccount === undefined ? step : { ...step, previousAccount });
}

/** Discards the typed values of the selected connection. */
export function withoutDraft(dialog: Dialog): Dialog {
  return { ...dialog, drafts: { ...dialog.drafts, [dialog.selectedId]: {} } };
}

/** The problem that a step shows after a failed call. */
export function problemOf({ code, fields, providerMessage, requestId }: Failure): StepProblem {
  return { code, fields, providerMessage, requestId };
}
