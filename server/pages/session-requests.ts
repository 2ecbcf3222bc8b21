import { createMiddleware } from 'hono/factory';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { requireConnector, sessionConnection } from '../connections/visible-connections.ts';
import type { ConnectorDefinition } from '../connectors/definition.ts';
import { ConflictError, RateLimitedError } from '../errors.ts';
import type { Session, SessionEnv } from '../http/require-session.ts';
import type { StoredConnection } from '../store/connection-store.ts';
import type { Store } from '../store/store.ts';
import { requestedId } from './requested-id.ts';

/**
 * Finds the connection in a path that a person wants to change. Throws `NotFoundError` if it does not belong to the session,
 * and `ConflictError` if the host manages it.
 */
export async function requestedConnection(store: Store, session: Session, id: string): Promise<StoredConnection> {
  const connection = await sessionConnection(store, { ...session, id: requestedId(id) });
  if (connection.hostManaged) throw new ConflictError('The host page manages this connection.');
  return connection;
}

/** The connector of a session's connection. Throws `NotFoundError` when the configuration no longer has it. */
export function connectorOf(
  { organization }: Session,
  { connector }: Pick<StoredConnection, 'connector'>,
): ConnectorDefinition {
  return requireConnector(organization, connector);
}

/** More than a person clicks. */
const CHANGES_PER_SESSION = 60;
const CHANGES_SECONDS = 60;

/**
 * Limits how often one session adds, removes, renames and disconnects connections. Each change writes to the database and to
 * the activity log, so the holder of a bearer could fill both.
 *
 * Throws `RateLimitedError`. Each process counts the changes that it makes.
 *
 * @param perMinute Default: as many as a person clicks.
 */
export function limitChanges(perMinute = CHANGES_PER_SESSION) {
  const changes = new RateLimiterMemory({ points: perMinute, duration: CHANGES_SECONDS });
  return createMiddleware<SessionEnv>(async function limitChanges(c, next) {
    await changes.consume(c.var.session.id).catch((error: unknown) => {
      throw error instanceof RateLimiterRes
        ? new RateLimitedError(Math.ceil(error.msBeforeNext / 1000), 'Too many changes.')
        : error;
    });
    await next();
  });
}
