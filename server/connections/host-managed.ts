import { createHash } from 'node:crypto';
import type { ConnectorDefinition } from '../connectors/definition.ts';
import { serializeCredentials } from '../connectors/stored-credentials.ts';
import type { Credentials } from '../connectors/stored-credentials.ts';
import { nextVerifyTime } from '../connectors/due-times.ts';
import { EmbedError, StorageUnavailableError } from '../errors.ts';
import type { ConnectionChange, StoredConnection } from '../store/connection-store.ts';
import type { Stores } from '../store/store.ts';
import type { Tenant } from '../store/tenant-store.ts';
import type { SecretLocation, Vault } from '../store/vault.ts';
import { pickCause } from '../webhooks/event.ts';
import type { EventCause } from '../webhooks/event.ts';
import { recordEvent } from '../webhooks/record-event.ts';
import { credentialsChange } from './accepted-credentials.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import { canRefresh, isRefreshDue } from './refresh-due.ts';
import { refreshConnection } from './refresh-connection.ts';
import type { RefreshDeps } from './refresh-connection.ts';
import { verifyConnection } from './verify-connection.ts';

/** Hosts do not say when an access token ends. Without a refresh, one that can be refreshed would just stop to work. */
const ASSUMED_LIFETIME_MS = 60 * 60_000;

/** Credentials that a host hands over with a token, for a connection that it manages itself. Never shown or logged. */
export interface HostCredential {
  /** Name of the connector. */
  readonly connector: string;
  readonly definition: ConnectorDefinition;
  readonly credentials: Credentials;
  /** What to call the connection. */
  readonly name?: string;
  /** When the token was issued, in ms since 1970. */
  readonly issuedAt: number;
}

/** A token has credentials that the server cannot use. */
export interface UnusableHostCredential {
  /** In English, for developers. Has no value of the credentials. */
  readonly problem: string;
}

/** Credentials to store, and the tenant or user to store them for. */
export interface StoreHostCredentialOptions extends EventCause {
  readonly tenant: Tenant;
  /** `null` for a connection of the whole tenant. */
  readonly userKey: string | null;
  readonly credential: HostCredential;
  readonly now: number;
}

/** The connection that a host manages. */
export interface HostManagedConnection {
  readonly connection: StoredConnection;
  /** The credentials of this token were stored. */
  readonly isApplied: boolean;
}

/**
 * Stores the credentials of a token in the connection that the host manages. Creates the connection if it does not exist.
 * Never writes to a connection that a person made.
 *
 * The credentials are applied only if the token is newer than the last one, and if they differ from the last ones. So an
 * old tab does not bring back old credentials, and a refresh token that was exchanged meanwhile does not return.
 *
 * Runs within the caller's transaction. The connection counts as connected at once, and {@link verifyHostManaged} asks the
 * provider afterwards.
 */
export async function storeHostCredential(
  stores: Stores,
  vault: Vault,
  options: StoreHostCredentialOptions,
): Promise<HostManagedConnection> {
  const { tenant, userKey, credential, now } = options;
  const { connector, credentials, issuedAt } = credential;
  const scope = { organization: tenant.organization, tenantId: tenant.id };
  // Locks the row of the tenant, so that concurrent pages create one connection.
  await stores.tenants.ensure(tenant.organization, tenant.key, now);
  const found = await stores.connections.findHostManaged(scope, { connector, userKey });
  const hash = hashOf(credentials);
  if (found?.value) {
    const { connection, value } = found;
    if (issuedAt <= value.issuedAt) return { connection, isApplied: false };
    if (vault.open(hashLocation(connection), value.sealedHash) === hash) {
      // Tokens between the two have older credentials.
      await stores.connections.setHostValue(connection, { ...value, issuedAt });
      return { connection, isApplied: false };
    }
  }
  const before = found?.connection ?? (await createConnection(stores, options));
  const connection = await stores.connections.change(before, changeOf({ vault }, options, before), now);
  if (!connection) throw new TypeError('The connection changed within the transaction.');
  const sealedHash = vault.seal(hashLocation(connection), hash);
  await stores.connections.setHostValue(connection, { sealedHash, issuedAt });
  const event = { type: 'connection.connected', connection, otherAccount: false } as const;
  await recordEvent(stores, { ...event, ...pickCause(options), now });
  return { connection, isApplied: true };
}

/**
 * Asks the provider whether it accepts the credentials that were just stored, after an exchange for tokens if the connector
 * needs one. Stores and logs the result. Rejects only if the storage fails.
 */
export async function verifyHostManaged(
  deps: RefreshDeps,
  { connection, definition }: { readonly connection: StoredConnection; readonly definition: ConnectorDefinition },
): Promise<void> {
  try {
    const current = isRefreshDue(connection, deps.now())
      ? await refreshConnection(deps, { connection, definition })
      : connection;
    if (definition.verify === undefined) return;
    // One connection says nothing about the provider as a whole.
    await verifyConnection({ ...deps, breaker: new CircuitBreaker() }, { connection: current, definition });
  } catch (error) {
    // The refresh has stored and logged it.
    if (!(error instanceof EmbedError) || error instanceof StorageUnavailableError) throw error;
  }
}

async function createConnection(stores: Stores, options: StoreHostCredentialOptions): Promise<StoredConnection> {
  const { tenant, userKey, credential, now } = options;
  const { connector, definition, name = definition.name } = credential;
  const scope = { organization: tenant.organization, tenantId: tenant.id };
  const connection = await stores.connections.create(scope, { userKey, connector, name, now, hostManaged: true });
  await recordEvent(stores, { type: 'connection.created', connection, ...pickCause(options), now });
  return connection;
}

function changeOf(
  deps: { readonly vault: Vault },
  { credential, now }: StoreHostCredentialOptions,
  connection: StoredConnection,
): ConnectionChange {
  const { definition, credentials, name } = credential;
  const stored = credentialsChange(deps, { connection, definition, credentials });
  const refreshAt = firstRefreshTime(credentials, stored, now);
  return {
    ...stored,
    refreshAt,
    status: 'connected',
    verified: false,
    account: null,
    problem: null,
    connectedAt: now,
    ...(name !== undefined && { name }),
    verifyAt: definition.verify === undefined ? nextVerifyTime(definition, now) : now,
    // The provider has never accepted these credentials, so one refusal decides, unless a refresh could still help.
    verifyRefusals: canRefresh({ refreshAt, expiresAt: stored.expiresAt ?? null }) ? 0 : 1,
  };
}

function firstRefreshTime(
  { tokens }: Credentials,
  { expiresAt = null, refreshAt = null }: ConnectionChange,
  now: number,
): number | null {
  // Tokens that are still to be issued have expired already.
  if (expiresAt !== null && expiresAt <= now) return now;
  return tokens?.refreshToken !== undefined && expiresAt === null ? now + ASSUMED_LIFETIME_MS : refreshAt;
}

/** Returns a hash of everything that the host hands over. The times of tokens are not part of it. */
function hashOf({ values, tokens }: Credentials): string {
  const timeless = tokens && { ...tokens, obtainedAt: 0, ...(tokens.expiresAt !== undefined && { expiresAt: 0 }) };
  const text = serializeCredentials({ values, ...(timeless && { tokens: timeless }) });
  return createHash('sha256').update(text).digest('base64url');
}

/** The hash is sealed, since a short password could be guessed from it. */
function hashLocation({ organization, tenantId, id }: StoredConnection): SecretLocation {
  return { organization, tenantId, record: `connection:${id}`, field: 'host_value_hash' };
}
