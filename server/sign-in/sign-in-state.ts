import type { ConnectionProblem } from '../../widget/protocol/connection.ts';
import type { SignInState } from '../../widget/protocol/session-api.ts';
import { SignInExpiredError, NotFoundError } from '../errors.ts';
import type { StoredConnection } from '../store/connection-store.ts';
import type { StoredSignIn } from '../store/sign-in-store.ts';
import { connectionDetails, sessionConnections } from '../connections/visible-connections.ts';
import type { SessionView } from '../connections/visible-connections.ts';
import { isAbandoned, isOpen, openSecrets } from './stored-sign-in.ts';
import { changeSignIn } from './sign-in-deps.ts';
import type { SignInDeps } from './sign-in-deps.ts';

const EXPIRED_PROBLEM: ConnectionProblem = { code: 'sign_in_expired' };

/** The sign-in that a dialog asks for, and the dialog's session. */
export interface SignInLookup extends SessionView {
  readonly id: number;
}

/** A sign-in and the current row of its connection. */
export interface SignInWithConnection {
  readonly signIn: StoredSignIn;
  readonly connection: StoredConnection;
}

/** Finds a sign-in of one of a session's connections. Throws `NotFoundError` for any other sign-in. */
export async function findSessionSignIn(
  { store }: Pick<SignInDeps, 'store'>,
  lookup: SignInLookup,
): Promise<SignInWithConnection> {
  const signIn = await store.signIns.find(lookup.scope, lookup.id);
  const connections = signIn ? await sessionConnections(store, lookup) : [];
  const connection = connections.find((candidate) => candidate.id === signIn?.connectionId);
  // The answer does not tell whether the sign-in exists and belongs to another session.
  if (!signIn || !connection) throw new NotFoundError('There is no such sign-in.');
  return { signIn, connection };
}

/**
 * Builds the state of a sign-in for the dialog that shows it.
 *
 * @param success Returns the details that the dialect adds to its success message.
 */
export async function toSignInState(
  deps: Pick<SignInDeps, 'store' | 'vault' | 'now'>,
  { signIn, connection }: SignInWithConnection,
  success: (connection: StoredConnection) => Promise<Readonly<Record<string, unknown>>>,
): Promise<SignInState> {
  const now = deps.now();
  const shown = connectionDetails(connection);
  const { status, previousAccount, problem } = signIn;
  if (status === 'succeeded') {
    const details = { connection: shown, successDetails: await success(connection) };
    return { status, ...details, ...(previousAccount !== null && { previousAccount }) };
  }
  if (status === 'failed') return { status, problem: problem ?? EXPIRED_PROBLEM, connection: shown };
  if (status === 'cancelled') return { status };
  // Another sign-in has connected the connection, such as one that the person started before they reloaded the page.
  if (connection.status === 'connected' && (connection.connectedAt ?? 0) > signIn.createdAt) {
    return { status: 'succeeded', connection: shown, successDetails: await success(connection) };
  }
  const isGivenUp = status === 'exchanging' ? isAbandoned(signIn, now) : !isOpen(signIn, now);
  if (isGivenUp) return { status: 'failed', problem: EXPIRED_PROBLEM, connection: shown };
  if (status !== 'confirming') return { status };
  const secrets = await openSecrets(deps, signIn);
  // The sign-in has ended since it was read. The next poll returns how.
  return secrets?.code === undefined ? { status: 'created' } : { status, code: secrets.code };
}

/**
 * Cancels a sign-in for the person and resolves to its current row. Does not change a sign-in that is being finished or has
 * ended. Throws `SignInExpiredError` if it was deleted.
 */
export async function cancelSignIn(
  deps: Pick<SignInDeps, 'store' | 'events' | 'now'>,
  signIn: StoredSignIn,
): Promise<StoredSignIn> {
  if (!isOpen(signIn, deps.now())) return signIn;
  const cancelled = await changeSignIn(deps, signIn, { status: 'cancelled', secrets: null });
  if (cancelled) return cancelled;
  const current = await deps.store.signIns.find(signIn, signIn.id);
  if (!current) throw new SignInExpiredError();
  return cancelSignIn(deps, current);
}

/** Tells whether a sign-in for a connection is open in a window. After a reload, the dialog does not know of that window. */
export async function hasActiveSignIn(
  { store, now }: Pick<SignInDeps, 'store' | 'now'>,
  connection: StoredConnection,
): Promise<boolean> {
  const open = await store.signIns.listOpen(connection, now());
  return open.some(({ connectionId, status }) => connectionId === connection.id && status !== 'created');
}
