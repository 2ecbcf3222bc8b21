import { createTimedToken, timedHash } from '../auth/opaque-token.ts';
import {
  SESSION_TOKEN_PREFIX,
  sessionExpiresAt,
  MAX_SESSIONS_PER_TOKEN,
  serializeSessionContext,
} from '../auth/session.ts';
import type { SessionContext } from '../auth/session.ts';
import { tokenFingerprint } from '../auth/compact-jws.ts';
import { NotFoundError, TokenReplayedError } from '../errors.ts';
import type { StoredConnection } from '../store/connection-store.ts';
import type { Stores } from '../store/store.ts';
import type { Tenant } from '../store/tenant-store.ts';
import { causeOf } from '../webhooks/event.ts';
import { recordEvent } from '../webhooks/record-event.ts';
import type { UseCaseDeps } from './use-case-deps.ts';
import { visibleConnection } from './visible-connections.ts';
import type { SessionConnector } from './visible-connections.ts';
import { requireIssuedAfterSignOut } from './sign-out.ts';

/** A tenant as a verified token names it. */
export interface NamedTenant {
  /** Slug of the organization. */
  readonly organization: string;
  readonly tenantKey: string;
  /** What to call the customer account. Absent if the token does not say it. */
  readonly tenantName?: string | undefined;
}

/**
 * Finds the tenant of a verified token, or creates it.
 *
 * Pages call it before they look for what the token asks for. So the organization finds every tenant that has opened a page,
 * even if the page did not exist. It writes nothing for a known tenant: opening the session brings the name up to date.
 */
export async function ensureTenant(
  { store, now }: Pick<UseCaseDeps, 'store' | 'now'>,
  { organization, tenantKey, tenantName }: NamedTenant,
): Promise<Tenant> {
  const found = await store.tenants.findByKey(organization, tenantKey);
  if (found) return found;
  return store.write(async ({ tenants }) => {
    const tenant = await tenants.ensure(organization, tenantKey, now());
    if (tenantName === undefined || tenantName === tenant.name) return tenant;
    return (await tenants.rename(organization, tenant.id, tenantName)) ?? tenant;
  });
}

/** The parts of a verified token that opening a session needs. */
export interface OpenSessionOptions {
  /** Slug of the organization that signed the token. */
  readonly organization: string;
  /** The token itself. Only a hash of it is stored. */
  readonly token: string;
  /** Since when the token may exist. See `TokenTimes`. */
  readonly issuedAt: number;
  readonly tenant: Tenant;
  /** What to call the tenant from now on. Absent if the token does not say it. */
  readonly tenantName?: string | undefined;
  readonly context: SessionContext;
  /** Runs first in the transaction that opens the session. */
  readonly inTransaction?: (stores: Stores) => Promise<void>;
  /** Set if the token can be used only once: its id, and how long to remember the id, in ms since 1970. */
  readonly singleUse?: { readonly tokenId: string; readonly rememberUntil: number };
}

/** A session that was opened, with what its dialog shows. */
export interface OpenedSession {
  readonly bearer: string;
  readonly tenant: Tenant;
  /** The connectors of the subject, each with the connections that the dialog may see, oldest first. */
  readonly connectors: readonly SessionConnector[];
}

/**
 * Finds the connection that a page shows. Throws `NotFoundError` if it does not exist or the caller may not see it.
 *
 * Call it before the token is used, so that the token stays valid for the right address.
 */
export async function findConnection(
  { store }: Pick<UseCaseDeps, 'store'>,
  { tenant, ...wanted }: { readonly tenant: Tenant; readonly userKey: string | null; readonly id: number },
): Promise<StoredConnection> {
  const scope = { organization: tenant.organization, tenantId: tenant.id };
  const connection = await visibleConnection(store, scope, wanted);
  if (!connection) throw new NotFoundError('There is no such connection.');
  return connection;
}

/**
 * Opens a session for a connection that {@link findConnection} found, and marks the token as used in the same transaction.
 *
 * Throws `TokenExpiredError` if the tenant or the user was signed out since the token was issued, and `TokenReplayedError`
 * if a single-use token was used before. Of many parallel uses, exactly one succeeds.
 */
export async function openConnectionSession(
  deps: UseCaseDeps,
  { connection, ...request }: OpenSessionOptions & { readonly connection: StoredConnection },
): Promise<OpenedSession> {
  const { inTransaction } = request;
  return deps.store.write(async (stores) => {
    await inTransaction?.(stores);
    const current = (inTransaction && (await stores.connections.find(connection, connection.id))) ?? connection;
    const connectors = [{ name: current.connector, connections: [current] }];
    return { ...(await createSession(stores, request, deps.now())), connectors };
  });
}

/** A connector of a session to open. */
export interface ConnectorToOpen {
  readonly name: string;
  /** Name for the first connection, if it has to be created. */
  readonly connectionName: string;
}

/**
 * Opens a session for a tenant's connections of some connectors. Creates the first connection of each that has none.
 *
 * Marks the token as used in the same transaction. Throws as {@link openConnectionSession}.
 */
export async function openConnectorsSession(
  deps: UseCaseDeps,
  { connectors, ...request }: OpenSessionOptions & { readonly connectors: readonly ConnectorToOpen[] },
): Promise<OpenedSession> {
  const now = deps.now();
  const { inTransaction } = request;
  return deps.store.write(async (stores) => {
    await inTransaction?.(stores);
    const shown: SessionConnector[] = [];
    for (const connector of connectors) {
      // Here and not before the transaction, because the connection that writes has the rows at hand.
      const known = await listConnections(stores, request, connector.name);
      const hasOne = known.connections.length > 0;
      shown.push(hasOne ? known : await ensureConnections(stores, { ...request, connector }, now));
    }
    return { ...(await createSession(stores, request, now)), connectors: shown };
  });
}

/** Another subject for a session. */
export interface SwitchSessionOptions extends Pick<OpenSessionOptions, 'organization' | 'tenant' | 'context'> {
  /** Hash of the bearer. */
  readonly tokenHash: Uint8Array;
  readonly connectors: readonly ConnectorToOpen[];
}

/** Gives a session another subject. Creates the first connection of each connector that has none. */
export async function switchSession(
  deps: Pick<UseCaseDeps, 'store' | 'now'>,
  { tokenHash, connectors, ...request }: SwitchSessionOptions,
): Promise<readonly SessionConnector[]> {
  const now = deps.now();
  return deps.store.write(async (stores) => {
    const shown: SessionConnector[] = [];
    for (const connector of connectors) shown.push(await ensureConnections(stores, { ...request, connector }, now));
    await stores.sessions.setContext(tokenHash, serializeSessionContext(request.context));
    return shown;
  });
}

async function createSession(
  stores: Stores,
  { organization, token, issuedAt, tenant, tenantName, context, singleUse }: OpenSessionOptions,
  now: number,
): Promise<Omit<OpenedSession, 'connectors'>> {
  const scope = { organization, tenantId: tenant.id };
  await requireIssuedAfterSignOut(stores, { scope, userKey: context.userKey, issuedAt });
  if (singleUse) {
    const first = await stores.usedTokens.use(organization, singleUse.tokenId, singleUse.rememberUntil, now);
    if (!first) throw new TokenReplayedError();
  }
  const isRenamed = tenantName !== undefined && tenantName !== tenant.name;
  if (isRenamed) await stores.tenants.rename(organization, tenant.id, tenantName);
  const { token: bearer, hash: tokenHash } = createTimedToken(SESSION_TOKEN_PREFIX, now);
  // A single-use token has only one session, so its sessions need no count.
  const embedTokenHash = singleUse ? null : timedHash(issuedAt, tokenFingerprint(token));
  if (embedTokenHash)
    await stores.sessions.evictOldest(scope, { embedTokenHash, limit: MAX_SESSIONS_PER_TOKEN - 1, now });
  await stores.sessions.create({
    ...scope,
    tokenHash,
    embedTokenHash,
    context: serializeSessionContext(context),
    createdAt: now,
    expiresAt: sessionExpiresAt(now, now),
  });
  return { bearer, tenant: isRenamed ? { ...tenant, name: tenantName } : tenant };
}

async function listConnections(
  { connections }: Pick<Stores, 'connections'>,
  { organization, tenant, context }: Pick<OpenSessionOptions, 'organization' | 'tenant' | 'context'>,
  connector: string,
): Promise<SessionConnector> {
  const userKey = context.sharing === 'user' ? context.userKey : null;
  const scope = { organization, tenantId: tenant.id };
  return { name: connector, connections: await connections.list(scope, { connector, userKey }) };
}

async function ensureConnections(
  stores: Stores,
  {
    organization,
    tenant,
    context,
    connector,
  }: Pick<OpenSessionOptions, 'organization' | 'tenant' | 'context'> & { readonly connector: ConnectorToOpen },
  now: number,
): Promise<SessionConnector> {
  const { name, connectionName } = connector;
  const scope = { organization, tenantId: tenant.id };
  // Locks the row of the tenant, so that concurrent pages create one connection.
  await stores.tenants.ensure(organization, tenant.key, now);
  const found = await listConnections(stores, { organization, tenant, context }, name);
  if (found.connections.length > 0) return found;
  const userKey = context.sharing === 'user' ? context.userKey : null;
  const connection = await stores.connections.create(scope, { userKey, connector: name, name: connectionName, now });
  await recordEvent(stores, { type: 'connection.created', connection, ...causeOf(context), now });
  return { name, connections: [connection] };
}
