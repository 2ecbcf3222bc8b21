import type { Logger } from 'pino';
import { verifyStored } from '../../connectors/verify.ts';
import { nextVerifyTime, refusedVerifyTime, retryVerifyTime } from '../../connectors/verify-schedule.ts';
import { InvalidCredentialsError, ProviderUnavailableError } from '../../errors.ts';
import type { ConnectionChange } from '../../store/connection-store.ts';
import type { FlowDeps } from '../flow-deps.ts';
import { canBeRenewed } from './due.ts';
import { MISFIT_MS, openCredentials, settleRefused, settleWork, WORK_TIMEOUT_MS } from './leased-work.ts';
import type { ConnectionWork, LeasedWork } from './leased-work.ts';
import { OPENS_AT } from './refusal-breaker.ts';
import type { RefusalBreaker } from './refusal-breaker.ts';

/** Refusals in a row that end a connection. One alone may be a fault of the provider that passes. */
const REFUSALS_MAX = 2;

/** What the operator reads when the breaker opens. */
const REFUSES_ALL =
  `the provider refused the stored credentials of ${OPENS_AT} connections and accepted none between them: until it accepts some, ` +
  'no connection becomes needs_reauth and each is verified every hour. Look for an outage of the provider, a changed API, ' +
  'and a mistake in `verify` of the connector (`url`, `headers`, `expect`)';

/** What verifying works with. */
export interface VerificationDeps extends FlowDeps {
  readonly log: Logger;
  /** Shared by all connections whose credentials the same provider verifies. */
  readonly breaker: RefusalBreaker;
}

/**
 * Verifies the stored credentials of one connection, once among all processes that try, and stores what that says.
 *
 * The second refusal in a row makes the connection `needs_reauth`. After the first, tokens that can be renewed are renewed
 * before the second try: the provider may have ended the access token alone. No answer counts as neither yes nor no, and
 * so does a refusal while the breaker is open. Rejects only when the result could not be stored.
 */
export async function verifyConnection(deps: VerificationDeps, order: ConnectionWork): Promise<void> {
  const lease = await deps.store.write(({ connections }) => connections.lease(order.connection, deps.now()));
  // Another process works on it.
  if (!lease) return;
  const work = { ...order, lease };
  let change: ConnectionChange;
  try {
    change = await verified(deps, work);
  } catch (error) {
    await (error instanceof InvalidCredentialsError
      ? storeRefusal(deps, work, error)
      : storeFailure(deps, work, error));
    return;
  }
  await settleWork(deps, work, change);
}

async function verified(deps: VerificationDeps, { connection, definition }: LeasedWork): Promise<ConnectionChange> {
  const credentials = await openCredentials(deps, connection);
  const access = { ...deps, signal: AbortSignal.timeout(WORK_TIMEOUT_MS) };
  const result = credentials && (await verifyStored(definition, credentials, access));
  const now = deps.now();
  // The connector is another one than these credentials were made for, which may be a mistake that is corrected soon.
  if (!result) return { verifyAt: now + MISFIT_MS };
  if (deps.breaker.isOpen) {
    deps.log.info({ connector: connection.connector }, 'the provider accepts stored credentials again');
  }
  deps.breaker.accepted();
  const account = connection.account ?? result.account ?? null;
  return { verified: true, account, verifyAt: nextVerifyTime(definition, now), verifyRefusals: 0 };
}

async function storeRefusal(deps: VerificationDeps, work: LeasedWork, error: InvalidCredentialsError): Promise<void> {
  const { connection } = work;
  const fields = { connectionId: connection.id, connector: connection.connector, err: error };
  const wasOpen = deps.breaker.isOpen;
  deps.breaker.refused(connection.id);
  const now = deps.now();
  if (deps.breaker.isOpen) {
    if (wasOpen) deps.log.warn(fields, 'the refusal does not count: the provider refuses all stored credentials');
    else deps.log.error(fields, REFUSES_ALL);
    await settleWork(deps, work, { verifyAt: refusedVerifyTime(now) });
    return;
  }
  const verifyRefusals = connection.verifyRefusals + 1;
  if (verifyRefusals >= REFUSALS_MAX) {
    if (await settleRefused(deps, work, error)) {
      deps.log.warn(fields, 'the provider refuses the stored credentials: the person has to connect again');
    }
    return;
  }
  const change: ConnectionChange = {
    verifyRefusals,
    verifyAt: refusedVerifyTime(now),
    ...(canBeRenewed(connection) && { renewAt: now }),
  };
  if (await settleWork(deps, work, change)) {
    deps.log.warn(fields, 'the provider refused the stored credentials: they are verified once more');
  }
}

async function storeFailure(deps: VerificationDeps, work: LeasedWork, error: unknown): Promise<void> {
  const { connection, definition } = work;
  const unavailable = error instanceof ProviderUnavailableError ? error : undefined;
  const verifyAt = retryVerifyTime(definition, deps.now(), { askedForSeconds: unavailable?.retryAfterSeconds });
  await settleWork(deps, work, { verifyAt });
  const fields = { connectionId: connection.id, connector: connection.connector, err: error };
  deps.log[unavailable?.retry === 'later' ? 'warn' : 'error'](fields, 'could not verify stored credentials');
}
