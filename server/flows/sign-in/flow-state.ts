import type { ConnectionProblem } from '../../../widget/protocol/connection.ts';
import type { FlowState } from '../../../widget/protocol/session-api.ts';
import type { SessionContext } from '../../auth/session.ts';
import { FlowExpiredError, NotFoundError } from '../../errors.ts';
import type { StoredConnection } from '../../store/connection-store.ts';
import type { StoredFlow } from '../../store/flow-store.ts';
import type { TenantScope } from '../../store/tenant-store.ts';
import { connectionDetails } from '../connection-details.ts';
import { sessionConnections } from '../session-connections.ts';
import { isAbandoned, isOpen } from './flow-progress.ts';
import { openSecrets } from './flow-secrets.ts';
import { changeFlow } from './sign-in-deps.ts';
import type { SignInDeps } from './sign-in-deps.ts';

const EXPIRED: ConnectionProblem = { code: 'flow_expired' };

/** Which flow a dialog asks for. */
export interface FlowLookup {
  readonly scope: TenantScope;
  readonly context: SessionContext;
  readonly id: number;
}

/** A flow, and the connection that it is for as it stands now. */
export interface SeenFlow {
  readonly flow: StoredFlow;
  readonly connection: StoredConnection;
}

/** A flow of one of a session's connections. Throws `NotFoundError` for any other. */
export async function sessionFlow({ store }: Pick<SignInDeps, 'store'>, lookup: FlowLookup): Promise<SeenFlow> {
  const { scope, context, id } = lookup;
  const flow = await store.flows.find(scope, id);
  const connections = flow ? await sessionConnections(store, scope, context) : [];
  const connection = connections.find((candidate) => candidate.id === flow?.connectionId);
  // Absent, or somebody else's: the same answer.
  if (!flow || !connection) throw new NotFoundError('There is no such sign-in.');
  return { flow, connection };
}

/**
 * How far a flow has come, for the dialog that shows it.
 *
 * @param success Makes what the dialect adds to its message of success.
 */
export async function flowState(
  deps: Pick<SignInDeps, 'store' | 'vault' | 'now'>,
  { flow, connection }: SeenFlow,
  success: (connection: StoredConnection) => Promise<Readonly<Record<string, unknown>>>,
): Promise<FlowState> {
  const now = deps.now();
  const shown = connectionDetails(connection);
  const { status, previousAccount, problem } = flow;
  if (status === 'succeeded') {
    const details = { connection: shown, success: await success(connection) };
    return { status, ...details, ...(previousAccount !== null && { previousAccount }) };
  }
  if (status === 'failed') return { status, problem: problem ?? EXPIRED, connection: shown };
  if (status === 'cancelled') return { status };
  // Another sign-in of the connection was faster, such as one that was begun before this page was loaded anew.
  if (connection.status === 'connected' && (connection.connectedAt ?? 0) > flow.createdAt) {
    return { status: 'succeeded', connection: shown, success: await success(connection) };
  }
  const isGivenUp = status === 'exchanging' ? isAbandoned(flow, now) : !isOpen(flow, now);
  if (isGivenUp) return { status: 'failed', problem: EXPIRED, connection: shown };
  if (status !== 'confirming') return { status };
  const secrets = await openSecrets(deps, flow);
  // Over since it was read, which the next look at it tells.
  return secrets?.code === undefined ? { status: 'offered' } : { status, code: secrets.code };
}

/**
 * Ends a flow because the person wants so. Resolves to the flow as it then stands: one that is being finished, or is over,
 * stays as it is. Throws `FlowExpiredError` when it is gone.
 */
export async function cancelFlow(
  deps: Pick<SignInDeps, 'store' | 'news' | 'now'>,
  flow: StoredFlow,
): Promise<StoredFlow> {
  if (!isOpen(flow, deps.now())) return flow;
  const cancelled = await changeFlow(deps, flow, { status: 'cancelled', secrets: null });
  if (cancelled) return cancelled;
  const current = await deps.store.flows.find(flow, flow.id);
  if (!current) throw new FlowExpiredError();
  return cancelFlow(deps, current);
}

/** Whether somebody signs in for a connection now, in a window that a dialog may have forgotten. */
export async function isSignInUnderWay(
  { store, now }: Pick<SignInDeps, 'store' | 'now'>,
  connection: StoredConnection,
): Promise<boolean> {
  const open = await store.flows.listOpen(connection, now());
  return open.some(({ connectionId, status }) => connectionId === connection.id && status !== 'offered');
}
