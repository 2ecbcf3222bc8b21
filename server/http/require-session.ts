import { createMiddleware } from 'hono/factory';
import type { Logger } from 'pino';
import type { Permission } from '../../widget/protocol/permissions.ts';
import { hashTimedToken } from '../auth/opaque-token.ts';
import {
  SESSION_EXTEND_AFTER_SECONDS,
  SESSION_TOKEN_PREFIX,
  sessionExpiresAt,
  parseSessionContext,
} from '../auth/session.ts';
import type { SessionContext } from '../auth/session.ts';
import type { OrganizationConfig } from '../config/config.ts';
import { isSignedOut } from '../connections/sign-out.ts';
import { NotPermittedError, SessionExpiredError, StorageUnavailableError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import type { TenantScope } from '../store/tenant-store.ts';
import type { AppEnv } from './app-env.ts';
import { clientAddress } from './request-scope.ts';
import { isAccessTokenLive } from '../auth/access-token.ts';
import type { RefusalLimiter } from './refusal-limiter.ts';

/** The session of a dialog request. */
export interface Session {
  /** Identifies the session where its requests are counted: the hash of its bearer in base64url. */
  readonly id: string;
  readonly organization: OrganizationConfig;
  readonly scope: TenantScope;
  readonly context: SessionContext;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/** The environment of a request behind {@link requireSession}. */
export interface SessionEnv extends AppEnv {
  readonly Variables: AppEnv['Variables'] & { readonly session: Session };
}

/** What checking a session requires. */
export interface SessionGuardDeps {
  readonly store: Store;
  readonly organizations: ReadonlyMap<string, OrganizationConfig>;
  readonly limiter: RefusalLimiter;
  readonly trustProxy: number;
  readonly now: () => number;
}

/**
 * Lets a request pass if it has the bearer of a live session, and sets `session`.
 *
 * Each use extends the session by an hour, up to twelve hours after it started. If the extension cannot be stored, the
 * request continues and the session keeps its end. Throws `SessionExpiredError`, without a limit on repetitions: the
 * dialog then asks its host for a new token.
 */
export function requireSession(deps: SessionGuardDeps) {
  return createMiddleware<SessionEnv>(async function requireSession(c, next) {
    const session = await findSession(deps, c.req.header('authorization'), c.var.log);
    if (!session) {
      await deps.limiter.recordUnknownSecret(c.var.log, clientAddress(c, deps.trustProxy));
      throw new SessionExpiredError();
    }
    c.set('session', session);
    await next();
  });
}

/** Refuses a request whose session does not have a permission. Throws `NotPermittedError`. Runs behind {@link requireSession}. */
export function requirePermission(permission: Permission) {
  return createMiddleware<SessionEnv>(async function requirePermission(c, next) {
    if (!c.var.session.context.permissions.includes(permission)) throw new NotPermittedError(permission);
    await next();
  });
}

/**
 * Tells whether a session is still live. It ends when it expires, when newer sessions of the same token replace it, when its
 * tenant or user is signed out, or with the access token that it depends on.
 */
export async function isSessionLive(
  deps: Pick<SessionGuardDeps, 'store' | 'now'>,
  { id, scope, context, createdAt }: Session,
): Promise<boolean> {
  if (!(await deps.store.sessions.find(Buffer.from(id, 'base64url'), deps.now()))) return false;
  if (await isSignedOut(deps.store, { scope, userKey: context.userKey, createdAt })) return false;
  return hasLiveAccessToken(deps, scope.organization, context);
}

async function hasLiveAccessToken(
  deps: Pick<SessionGuardDeps, 'store' | 'now'>,
  organization: string,
  { accessTokenId }: Pick<SessionContext, 'accessTokenId'>,
): Promise<boolean> {
  return accessTokenId === undefined || isAccessTokenLive(deps, organization, accessTokenId);
}

async function findSession(
  deps: SessionGuardDeps,
  authorization: string | undefined,
  log: Logger,
): Promise<Session | undefined> {
  const [scheme, bearer] = (authorization ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || !bearer?.startsWith(SESSION_TOKEN_PREFIX)) return undefined;
  const now = deps.now();
  const tokenHash = hashTimedToken(SESSION_TOKEN_PREFIX, bearer);
  const stored = await deps.store.sessions.find(tokenHash, now);
  // A session ends when its organization leaves the configuration.
  const organization = stored && deps.organizations.get(stored.organization);
  const context = stored && parseSessionContext(stored.context);
  if (!stored || !organization) return undefined;
  if (!context) {
    log.warn({ organization: organization.slug }, 'this build does not understand the context of the session');
    return undefined;
  }
  if (!(await hasLiveAccessToken(deps, organization.slug, context))) return undefined;
  const { tenantId, createdAt } = stored;
  const scope = { organization: organization.slug, tenantId };
  if (await isSignedOut(deps.store, { scope, userKey: context.userKey, createdAt })) return undefined;
  const expiresAt = sessionExpiresAt(stored.createdAt, now);
  if (expiresAt - stored.expiresAt > SESSION_EXTEND_AFTER_SECONDS * 1000) {
    try {
      await deps.store.write(({ sessions }) => sessions.extend(tokenHash, expiresAt));
    } catch (error) {
      // Requests that only read also work while the disk is full.
      if (!(error instanceof StorageUnavailableError)) throw error;
      log.warn({ err: error.cause ?? error }, 'the session could not be extended');
    }
  }
  return { id: Buffer.from(tokenHash).toString('base64url'), organization, scope, context, createdAt };
}
