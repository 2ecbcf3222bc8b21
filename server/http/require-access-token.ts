import { createMiddleware } from 'hono/factory';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { isAccessToken } from '../auth/access-token.ts';
import { hashOpaqueToken } from '../auth/opaque-token.ts';
import type { OrganizationConfig } from '../config/config.ts';
import { ForbiddenError, RateLimitedError, StorageUnavailableError, UnauthorizedError } from '../errors.ts';
import type { AccessScope, AccessTokenType, StoredAccessToken } from '../store/access-token-store.ts';
import type { Actor } from '../store/activity-store.ts';
import type { Store } from '../store/store.ts';
import type { AppEnv } from './app-env.ts';
import { clientAddress } from './request-scope.ts';
import type { RefusalLimiter } from './refusal-limiter.ts';

/** Requests of one token per minute and process. A back end that reads a thousand credentials at once stays below it. */
const MAX_REQUESTS_PER_MINUTE = 3000;
const WINDOW_SECONDS = 60;
/** The last use is recorded once in this time, so that a request costs no write. */
const USE_RESOLUTION_MS = 60_000;

/** The access token of a request from a back end. */
export interface AccessToken {
  readonly id: number;
  readonly name: string;
  readonly type: AccessTokenType;
  readonly scopes: ReadonlySet<AccessScope>;
  readonly organization: OrganizationConfig;
  /** Keys of the only tenants that the token may read and change. `null`: all tenants of the organization. */
  readonly tenants: ReadonlySet<string> | null;
  /** Who acts, in the activity log. */
  readonly actor: Actor;
}

/** Tells whether an access token may see a tenant and what belongs to it. */
export function mayUseTenant({ tenants }: Pick<AccessToken, 'tenants'>, key: string): boolean {
  return tenants === null || tenants.has(key);
}

/** The environment of a request behind {@link AccessTokens.require}. */
export interface AccessTokenEnv extends AppEnv {
  readonly Variables: AppEnv['Variables'] & { readonly accessToken: AccessToken };
}

/** What checking an access token requires. */
export interface AccessTokenDeps {
  readonly store: Store;
  readonly organizations: ReadonlyMap<string, OrganizationConfig>;
  readonly limiter: RefusalLimiter;
  readonly trustProxy: number;
  readonly now: () => number;
  /** Default: {@link MAX_REQUESTS_PER_MINUTE}. */
  readonly requestsPerMinute?: number | undefined;
}

/** Checks the access tokens of back ends. Each process has one of these, because it counts the requests of each token. */
export class AccessTokens {
  readonly #deps: AccessTokenDeps;
  readonly #requests: RateLimiterMemory;

  constructor(deps: AccessTokenDeps) {
    this.#deps = deps;
    const { requestsPerMinute: points = MAX_REQUESTS_PER_MINUTE } = deps;
    this.#requests = new RateLimiterMemory({ points, duration: WINDOW_SECONDS });
  }

  /**
   * Lets a request pass if it has a valid access token of this type, and sets `accessToken`.
   *
   * Reads the database for each request, so that every process refuses a revoked token at once. Throws
   * `UnauthorizedError`, `ForbiddenError` for a token of another type, and `RateLimitedError`.
   */
  require(type: AccessTokenType) {
    return createMiddleware<AccessTokenEnv>(async (c, next) => {
      try {
        c.set('accessToken', await this.find(c.req.header('authorization')));
      } catch (error) {
        if (error instanceof UnauthorizedError) {
          await this.#deps.limiter.recordUnknownSecret(c.var.log, clientAddress(c, this.#deps.trustProxy));
        }
        throw error;
      }
      const { accessToken } = c.var;
      if (accessToken.type !== type) throw new ForbiddenError(`This needs an access token of the type ${type}.`);
      c.set('log', c.var.log.child({ accessToken: accessToken.id, organization: accessToken.organization.slug }));
      await next();
    });
  }

  /**
   * Finds the access token of an `Authorization` header, counts the request, and records the use. Throws
   * `UnauthorizedError` and `RateLimitedError`.
   */
  async find(authorization: string | undefined): Promise<AccessToken> {
    const { store, organizations, now } = this.#deps;
    const token = bearerOf(authorization);
    const stored = await store.accessTokens.findByHash(hashOpaqueToken(token));
    if (!stored) throw new UnauthorizedError('the access token is unknown');
    if (stored.revokedAt !== null) throw new UnauthorizedError('the access token was revoked');
    if (stored.expiresAt !== null && stored.expiresAt <= now()) {
      throw new UnauthorizedError('the access token has expired');
    }
    const organization = organizations.get(stored.organization);
    if (!organization) throw new UnauthorizedError('the organization of the access token is not configured');
    await this.#countRequest(stored.id);
    await this.#recordUse(stored);
    const { id, name, type, scopes, tenants } = stored;
    return {
      ...{ id, name, type, organization },
      scopes: new Set(scopes),
      tenants: tenants && new Set(tenants),
      actor: { id: `access token ${id}`, name },
    };
  }

  async #countRequest(id: number): Promise<void> {
    try {
      await this.#requests.consume(id);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      throw new RateLimitedError(Math.ceil(error.msBeforeNext / 1000), 'Too many requests with this access token.');
    }
  }

  async #recordUse({ id, lastUsedAt }: StoredAccessToken): Promise<void> {
    const usedAt = Math.floor(this.#deps.now() / USE_RESOLUTION_MS) * USE_RESOLUTION_MS;
    if (lastUsedAt !== null && lastUsedAt >= usedAt) return;
    try {
      await this.#deps.store.write(({ accessTokens }) => accessTokens.recordUse(id, usedAt));
    } catch (error) {
      // Requests that only read also work while the disk is full.
      if (!(error instanceof StorageUnavailableError)) throw error;
    }
  }
}

/** Refuses a request whose access token lacks a scope. Throws `ForbiddenError`. Runs behind {@link AccessTokens.require}. */
export function requireScope(scope: AccessScope) {
  return createMiddleware<AccessTokenEnv>(async function requireScope(c, next) {
    if (!c.var.accessToken.scopes.has(scope)) {
      throw new ForbiddenError(`The access token does not have the scope ${scope}.`);
    }
    await next();
  });
}

function bearerOf(authorization: string | undefined): string {
  if (authorization === undefined) throw new UnauthorizedError('there is no access token');
  const [scheme, token = ''] = authorization.split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || !isAccessToken(token)) {
    throw new UnauthorizedError('the Authorization header has no access token');
  }
  return token;
}
