import type { SignInReturn } from '../../connectors/auth-type.ts';
import type { BoundSignIn } from '../../connectors/auth-types.ts';
import type { Credentials } from '../../connectors/stored-credentials.ts';
import type { Values } from '../../connectors/template.ts';
import { verifyCredentials } from '../../connectors/verify.ts';
import type { Verified } from '../../connectors/verify.ts';
import { NotFoundError, ProviderUnavailableError } from '../../errors.ts';
import type { StoredFlow } from '../../store/flow-store.ts';
import { acceptedAccount, otherAccount, storeAccepted } from '../accepted-credentials.ts';
import { installOfContext } from '../install.ts';
import { persistently } from '../persistently.ts';
import { isRefusal } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { revokeLater } from '../revoke.ts';
import { failFlow } from './fail-flow.ts';
import { subjectOf } from './sign-in-deps.ts';
import type { SignInDeps } from './sign-in-deps.ts';

/** For all that the system is asked together; a person looks at a blank window meanwhile. */
const FINISH_TIMEOUT_MS = 22_000;

/** A browser that came back, was checked, and whose state is used up. */
export interface CheckedReturn {
  readonly flow: StoredFlow;
  readonly values: Values;
  readonly back: SignInReturn;
  readonly signIn: BoundSignIn;
}

/**
 * Exchanges what the browser brought, tries it, and stores credentials, status, activity and the flow's end in one
 * transaction. What goes wrong is stored as the end of the flow; what nobody expected is thrown as well.
 *
 * @param stop Aborts when the server stops.
 */
export async function finishSignIn(deps: SignInDeps, back: CheckedReturn, stop: AbortSignal): Promise<void> {
  const timeout = AbortSignal.timeout(FINISH_TIMEOUT_MS);
  try {
    const { credentials, verified } = await exchange(deps, back, AbortSignal.any([stop, timeout]));
    await keep(deps, back.flow, { credentials, verified });
  } catch (error) {
    const late = timeout.aborted ? new ProviderUnavailableError('it took too long in all', { cause: error }) : error;
    await persistently(() => failFlow(deps, back.flow, late));
    if (!isRefusal(late)) throw late;
    logRefusal(deps, back.flow, late);
  }
}

function logRefusal(deps: SignInDeps, { id, connectionId, connector }: StoredFlow, refusal: Refusal): void {
  const isForOperator = refusal instanceof ProviderUnavailableError && refusal.retry === 'operator';
  const { code, message: reason } = refusal;
  const later = refusal instanceof ProviderUnavailableError && {
    retry: refusal.retry,
    retryAfterSeconds: refusal.retryAfterSeconds,
  };
  const fields = { flowId: id, connectionId, connector, code, reason, ...later };
  deps.log[isForOperator ? 'error' : 'warn'](fields, 'a sign-in failed');
}

interface SignedIn {
  readonly credentials: Credentials;
  readonly verified: Verified;
}

async function exchange(
  deps: SignInDeps,
  { flow, values, back, signIn }: CheckedReturn,
  signal: AbortSignal,
): Promise<SignedIn> {
  const { definition } = subjectOf(deps, flow);
  const access = { ...deps, signal };
  const credentials = { values, tokens: await signIn.finish(values, back, access) };
  return { credentials, verified: await verifyCredentials(definition, credentials, access) };
}

/** Stores what the system gave. If the connection was deleted in the meantime, revokes the new tokens instead. */
async function keep(deps: SignInDeps, flow: StoredFlow, signedIn: SignedIn): Promise<void> {
  try {
    await persistently(() => storeSignIn(deps, flow, signedIn));
  } catch (error) {
    const { definition } = subjectOf(deps, flow);
    const account = acceptedAccount({ ...signedIn, definition });
    const connection = { ...flow, id: flow.connectionId, account };
    if (error instanceof NotFoundError) revokeLater(deps, { ...signedIn, connection, definition });
    throw error;
  }
}

/** A success wins over whatever became of the connection meanwhile, other than its end. */
async function storeSignIn(deps: SignInDeps, flow: StoredFlow, signedIn: SignedIn): Promise<void> {
  const { organization, definition, context } = subjectOf(deps, flow);
  const now = deps.now();
  await deps.store.write(async (stores) => {
    const connection = await stores.connections.find(flow, flow.connectionId);
    const current = await stores.flows.find(flow, flow.id);
    if (!connection || !current) throw new NotFoundError('The connection was deleted meanwhile.');
    const order = { connection, definition, actor: context.actor, ...signedIn, now };
    const connected = await storeAccepted(stores, deps.vault, order);
    if (!connected) throw new TypeError('A connection has changed within a transaction.');
    const previousAccount = otherAccount(connection, connected) ?? null;
    await stores.flows.change(current, { status: 'succeeded', secrets: null, previousAccount }, now);
    await installOfContext(stores, deps.vault, { organization, scope: flow, context, now });
  });
  deps.news.tell(flow.id);
}
