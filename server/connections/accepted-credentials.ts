import pRetry from 'p-retry';
import { authenticator } from '../connectors/auth-types.ts';
import type { ConnectorDefinition } from '../connectors/definition.ts';
import { sanitizeProviderText, secretVariants } from '../connectors/provider-text.ts';
import { nextRefreshTime, nextVerifyTime } from '../connectors/due-times.ts';
import { serializeCredentials } from '../connectors/stored-credentials.ts';
import type { Credentials } from '../connectors/stored-credentials.ts';
import { credentialSecrets } from '../connectors/verify.ts';
import type { VerifyResult } from '../connectors/verify.ts';
import type { ConnectionChange, StoredConnection } from '../store/connection-store.ts';
import type { Stores } from '../store/store.ts';
import type { Vault, SecretLocation } from '../store/vault.ts';
import { pickCause } from '../webhooks/event.ts';
import type { EventCause } from '../webhooks/event.ts';
import { recordEvent } from '../webhooks/record-event.ts';
import type { EventStores } from '../webhooks/record-event.ts';
import type { UseCaseDeps } from './use-case-deps.ts';
import { StorageUnavailableError } from '../errors.ts';

/** Credentials, with the connection and the connector that they belong to. */
export interface ConnectionCredentials {
  readonly connection: Pick<StoredConnection, 'organization' | 'tenantId' | 'id'>;
  readonly definition: ConnectorDefinition;
  readonly credentials: Credentials;
}

/** Credentials that the provider has accepted. */
export interface AcceptedCredentials extends ConnectionCredentials, EventCause {
  /** The connection as it was read. */
  readonly connection: StoredConnection;
  readonly verified: VerifyResult;
  readonly now: number;
}

/**
 * Marks a connection connected, stores its sealed credentials and records the event.
 *
 * Runs within the caller's transaction. Writes nothing and resolves to `undefined` if the connection changed or was deleted
 * since it was read.
 */
export async function storeAcceptedCredentials(
  stores: Pick<Stores, 'connections'> & EventStores,
  vault: Vault,
  accepted: AcceptedCredentials,
): Promise<StoredConnection | undefined> {
  const { connection, definition, verified, now } = accepted;
  const change: ConnectionChange = {
    status: 'connected',
    verified: verified.verified,
    account: acceptedAccount(accepted),
    problem: null,
    connectedAt: now,
    verifyAt: nextVerifyTime(definition, now),
    verifyRefusals: 0,
    ...credentialsChange({ vault }, accepted),
  };
  const changed = await stores.connections.change(connection, change, now);
  if (!changed) return undefined;
  const otherAccount = replacedAccount(connection, changed) !== undefined;
  await recordEvent(stores, {
    type: 'connection.connected',
    connection: changed,
    otherAccount,
    ...pickCause(accepted),
    now,
  });
  return changed;
}

/**
 * Returns the account that accepted credentials belong to: the account that the verification found, otherwise the account
 * that the sign-in captured. Plain text of at most 200 characters; `null` when the provider named no account.
 */
export function acceptedAccount({
  definition,
  credentials,
  verified,
}: Pick<AcceptedCredentials, 'definition' | 'credentials' | 'verified'>): string | null {
  const secrets = secretVariants(credentialSecrets(definition, credentials), { headers: {} });
  return verified.account ?? sanitizeProviderText(credentials.tokens?.captured['account'], secrets) ?? null;
}

/** Builds the part of a change that replaces the credentials of a connection. */
export function credentialsChange(
  { vault }: Pick<UseCaseDeps, 'vault'>,
  { connection, definition, credentials }: ConnectionCredentials,
): ConnectionChange {
  const { tokens } = credentials;
  return {
    credentials: vault.seal(credentialsLocation(connection), serializeCredentials(credentials)),
    expiresAt: tokens?.expiresAt ?? null,
    refreshAt: tokens ? nextRefreshTime(authenticator(definition), tokens) : null,
    refreshFailures: 0,
  };
}

/** Returns the previous account of a connection that now belongs to a different account. */
export function replacedAccount(
  before: StoredConnection,
  after: Pick<StoredConnection, 'account'>,
): string | undefined {
  const previous = before.account ?? undefined;
  return after.account !== null && after.account !== previous ? previous : undefined;
}

/** Returns the location that the vault binds the credentials of a connection to. */
export function credentialsLocation({
  organization,
  tenantId,
  id,
}: Pick<StoredConnection, 'organization' | 'tenantId' | 'id'>): SecretLocation {
  return { organization, tenantId, record: `connection:${id}`, field: 'credentials' };
}

/** Five more tries after 0.25 to 4 s: long enough for a lock or a database restart, short enough for a person who waits. */
const RETRIES = { retries: 5, factor: 2, minTimeout: 250 };

/**
 * Retries a write while the database is unavailable. For results that cannot be fetched again, such as a rotated token.
 *
 * Rejects with the error of `work`. With `StorageUnavailableError`, it rejects only after the last try.
 */
export async function retryStorage<T>(work: () => Promise<T>): Promise<T> {
  return pRetry(work, { ...RETRIES, shouldRetry: ({ error }) => error instanceof StorageUnavailableError });
}
