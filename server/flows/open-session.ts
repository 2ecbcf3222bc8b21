import { newOpaqueToken } from '../auth/opaque-token.ts';
import { SESSION_SECONDS, SESSION_TOKEN_PREFIX } from '../auth/session.ts';
import type { SessionContext } from '../auth/session.ts';
import { NotFoundError, TokenReplayedError } from '../errors.ts';
import type { StoredConnection } from '../store/connection-store.ts';
import type { Stores } from '../store/store.ts';
import type { Tenant } from '../store/tenant-store.ts';
import { connectionActivity } from './connection-activity.ts';
import type { FlowDeps } from './flow-deps.ts';
import { sessionConnections } from './session-connections.ts';

/** A verified token, as far as opening a dialog goes. */
export interface SessionRequest {
  /** Slug of the organization that signed the token. */
  readonly organization: string;
  readonly tenantKey: string;
  readonly context: SessionContext;
  /** What to call a connection that has to be made. */
  readonly connectionName: string;
  /** Set when this token may be used once: its id and until when to remember it, in ms since 1970. */
  readonly singleUse?: { readonly tokenId: string; readonly rememberUntil: number };
}

/** A dialog that may start. */
export interface OpenedSession {
  readonly bearer: string;
  readonly tenant: Tenant;
  /** What the dialog may see, oldest first. */
  readonly connections: readonly [StoredConnection, ...StoredConnection[]];
}

/**
 * Opens a session for a verified token, in one transaction with the use of the token.
 *
 * Throws `NotFoundError` when the connection that the session names is absent or not this caller's, which does not use
 * up the token, and `TokenReplayedError` when the token was used before: of many parallel uses, exactly one succeeds.
 */
export async function openSession(deps: FlowDeps, request: SessionRequest): Promise<OpenedSession> {
  const now = deps.now();
  const { token: bearer, hash: tokenHash } = newOpaqueToken(SESSION_TOKEN_PREFIX);
  return deps.store.write(async (stores) => {
    const opened =
      request.context.connectionId === null
        ? await openConnector(stores, request, now)
        : await openConnection(stores, request);
    if (request.singleUse) {
      const { tokenId, rememberUntil } = request.singleUse;
      const first = await stores.usedTokens.use(request.organization, tokenId, rememberUntil, now);
      if (!first) throw new TokenReplayedError();
    }
    await stores.sessions.create({
      tokenHash,
      organization: request.organization,
      tenantId: opened.tenant.id,
      context: JSON.stringify(request.context),
      expiresAt: now + SESSION_SECONDS * 1000,
    });
    return { bearer, ...opened };
  });
}

async function openConnection(stores: Stores, { organization, tenantKey, context }: SessionRequest) {
  const tenant = await stores.tenants.findByKey(organization, tenantKey);
  if (!tenant) throw new NotFoundError('There is no such connection.');
  const [connection] = await sessionConnections(stores, { organization, tenantId: tenant.id }, context);
  if (!connection) throw new NotFoundError('There is no such connection.');
  return { tenant, connections: [connection] as const };
}

async function openConnector(stores: Stores, request: SessionRequest, now: number) {
  const { organization, tenantKey, context, connectionName } = request;
  const tenant = await stores.tenants.ensure(organization, tenantKey, now);
  const scope = { organization, tenantId: tenant.id };
  const [oldest, ...others] = await sessionConnections(stores, scope, context);
  if (oldest) return { tenant, connections: [oldest, ...others] as const };
  const connection = await stores.connections.create(scope, {
    userKey: context.sharing === 'user' ? context.userKey : null,
    connector: context.connector,
    name: connectionName,
    now,
  });
  await stores.activity.add(connectionActivity(connection, { type: 'connection.created', actor: context.actor, now }));
  return { tenant, connections: [connection] as const };
}
