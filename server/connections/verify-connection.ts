import type { Logger } from 'pino';
import { verifyStoredCredentials } from '../connectors/verify.ts';
import { nextVerifyTime, verifyTimeAfterRefusal, retryVerifyTime } from '../connectors/due-times.ts';
import { InvalidCredentialsError, ProviderUnavailableError } from '../errors.ts';
import type { Actor } from '../store/activity-store.ts';
import type { ConnectionChange, StoredConnection } from '../store/connection-store.ts';
import type { UseCaseDeps } from './use-case-deps.ts';
import { canRefresh } from './refresh-due.ts';
import {
  MISMATCH_RETRY_MS,
  decryptCredentials,
  storeNeedsReauth,
  storeLeaseResult,
  WORK_TIMEOUT_MS,
} from './leased-connection.ts';
import type { DueConnection, LeasedConnection } from './leased-connection.ts';
import { OPEN_THRESHOLD } from './circuit-breaker.ts';
import type { CircuitBreaker } from './circuit-breaker.ts';

/** This many refusals in a row make a connection `needs_reauth`. A single one may be a temporary fault of the provider. */
const MAX_REFUSALS = 2;

/** The log message for the operator when the breaker opens. */
const BREAKER_OPENED_MESSAGE =
  `the provider refused the stored credentials of ${OPEN_THRESHOLD} connections and accepted none in between. Until it accepts one, ` +
  'no connection becomes needs_reauth, and each is verified every hour. Check for an outage of the provider, a changed API, ' +
  'or a mistake in `verify` of the connector (`url`, `headers`, `expect`)';

/** Dependencies of a verification. */
export interface VerificationDeps extends UseCaseDeps {
  readonly log: Logger;
  /** All connections of one connector share it. */
  readonly breaker: CircuitBreaker;
}

/** A connection to verify. */
export interface VerifyOptions extends DueConnection {
  /** Who asked for the verification. Absent if it is due. */
  readonly requestedBy?: Actor;
}

/**
 * What a verification found out. `unavailable`: the provider gave no usable answer. `unsupported`: the connector cannot verify
 * credentials, or the stored ones do not fit it.
 */
export type VerificationResult = 'accepted' | 'refused' | 'unavailable' | 'unsupported';

type LeasedVerification = LeasedConnection & VerifyOptions;

/**
 * Verifies the stored credentials of one connection, and stores the result. A lease lets only one process do so at a time.
 * Resolves to `undefined` without a verification while another process works on the connection.
 *
 * The second refusal in a row makes the connection `needs_reauth`. After the first refusal, tokens that can be refreshed are
 * refreshed before the second try, because the provider may have ended only the access token. A missing answer is neither a
 * refusal nor an acceptance. A refusal while the breaker is open does not count either. Rejects only if the storage
 * fails.
 */
export async function verifyConnection(
  deps: VerificationDeps,
  options: VerifyOptions,
): Promise<VerificationResult | undefined> {
  const lease = await deps.store.write(({ connectionLeases }) =>
    connectionLeases.acquire(options.connection, deps.now()),
  );
  // Another process is working on this connection.
  if (!lease) return undefined;
  const work: LeasedVerification = { ...options, lease };
  let change: ConnectionChange;
  try {
    change = await verifyLeased(deps, work);
  } catch (error) {
    if (!(error instanceof InvalidCredentialsError)) return storeFailure(deps, work, error);
    return storeRefusal(deps, work, error);
  }
  const result = change.verified === true ? 'accepted' : 'unsupported';
  await storeResult(deps, work, change, result);
  return result;
}

async function verifyLeased(
  deps: VerificationDeps,
  { connection, definition }: LeasedConnection,
): Promise<ConnectionChange> {
  const credentials = await decryptCredentials(deps, connection);
  const access = { ...deps, signal: AbortSignal.timeout(WORK_TIMEOUT_MS) };
  const result = credentials && (await verifyStoredCredentials(definition, credentials, access));
  const now = deps.now();
  // There are no credentials any more, or they belong to another auth type. The operator may soon correct the configuration.
  if (!result) return { verifyAt: now + MISMATCH_RETRY_MS };
  if (deps.breaker.isOpen) {
    deps.log.info({ connector: connection.connector }, 'the provider accepts stored credentials again');
  }
  deps.breaker.recordAcceptance();
  const account = connection.account ?? result.account ?? null;
  return { verified: true, account, verifyAt: nextVerifyTime(definition, now), verifyRefusals: 0 };
}

/** Stores a result. Records it if it is news, or if a back end asked for the verification. */
function storeResult(
  deps: VerificationDeps,
  work: LeasedVerification,
  change: ConnectionChange,
  result: VerificationResult,
): Promise<StoredConnection | undefined> {
  const { connection, requestedBy } = work;
  const actor = requestedBy ?? null;
  const isNews = change.verified === true && (!connection.verified || change.account !== connection.account);
  if (isNews) return storeLeaseResult(deps, work, change, { type: 'connection.verified', actor });
  return storeLeaseResult(deps, work, change, requestedBy && { type: 'connection.checked', result, actor });
}

async function storeRefusal(
  deps: VerificationDeps,
  work: LeasedVerification,
  error: InvalidCredentialsError,
): Promise<VerificationResult> {
  const result = 'refused';
  const { connection } = work;
  const fields = { connectionId: connection.id, connector: connection.connector, err: error };
  const wasOpen = deps.breaker.isOpen;
  deps.breaker.recordRefusal(connection.id);
  const now = deps.now();
  if (deps.breaker.isOpen) {
    if (wasOpen)
      deps.log.warn(
        fields,
        'the refusal does not count: the provider has accepted no stored credentials since the breaker opened',
      );
    else deps.log.error(fields, BREAKER_OPENED_MESSAGE);
    await storeResult(deps, work, { verifyAt: verifyTimeAfterRefusal(now) }, result);
    return result;
  }
  const verifyRefusals = connection.verifyRefusals + 1;
  if (verifyRefusals >= MAX_REFUSALS) {
    if (await storeNeedsReauth(deps, work, error, work.requestedBy)) {
      deps.log.warn(fields, 'the provider refused the stored credentials again: the person has to connect again');
    }
    return result;
  }
  const change: ConnectionChange = {
    verifyRefusals,
    verifyAt: verifyTimeAfterRefusal(now),
    ...(canRefresh(connection) && { refreshAt: now }),
  };
  if (await storeResult(deps, work, change, result)) {
    deps.log.warn(fields, 'the provider refused the stored credentials: they will be verified once more');
  }
  return result;
}

async function storeFailure(
  deps: VerificationDeps,
  work: LeasedVerification,
  error: unknown,
): Promise<VerificationResult> {
  const { connection, definition } = work;
  const unavailable = error instanceof ProviderUnavailableError ? error : undefined;
  const verifyAt = retryVerifyTime(definition, deps.now(), { retryAfterSeconds: unavailable?.retryAfterSeconds });
  await storeResult(deps, work, { verifyAt }, 'unavailable');
  const fields = { connectionId: connection.id, connector: connection.connector, err: error };
  deps.log[unavailable?.retry === 'later' ? 'warn' : 'error'](fields, 'could not verify stored credentials');
  return 'unavailable';
}
