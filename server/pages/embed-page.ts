import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { EXCHANGE_PATH } from '../../widget/protocol/session-api.ts';
import type { PublicApplicationResponse, TokenExchangeResponse } from '../../widget/protocol/session-api.ts';
import { TOKEN_LENGTH_MAX } from '../../widget/protocol/token-parameter.ts';
import type { EmbedError } from '../errors.ts';
import { compressedJson, jsonBody } from '../http/json-body.ts';
import { jsonError, publicReason, toEmbedError } from '../http/error-response.ts';
import { canEmbed, isFrameRequest, isFromOwnPage } from '../http/request-origin.ts';
import type { OrganizationConfig } from '../config/config.ts';
import {
  CrossSiteRequestError,
  InvalidRequestError,
  NotFoundError,
  RateLimitedError,
  TokenInvalidError,
  TokenMissingError,
} from '../errors.ts';
import type { AppEnv } from '../http/app-env.ts';
import { clientAddress } from '../http/request-scope.ts';
import { lazySchema } from '../lazy-schema.ts';
import { dialogPage, refusalPage, topLevelPage, waitingPage, pageLocale } from './page-response.ts';
import type { PageDeps, PageRoute, PageScope } from './page-route.ts';
import type { PageDialect, PageDialects } from './page-dialect.ts';

/** Adds a page at a path, and the address at which the page exchanges a token that it received by message. */
export function addPage(app: Hono<AppEnv>, path: string, deps: PageDeps, route: PageRoute): void {
  app.get(path, (c) => showPage(deps, route, c));
  app.post(path + EXCHANGE_PATH, (c) => exchangeToken(deps, route, c));
}

/** Checks whether the request may use the token, and renders every refusal. */
export async function showPage(deps: PageDeps, route: PageRoute, c: Context<AppEnv>): Promise<Response> {
  const dialect = requestedDialect(c, route.dialect, deps.dialects);
  const app = route.findApplication?.(c);
  if (route.findApplication && !app) {
    if (isScript(c)) return c.notFound();
    return refusalPage(deps, c, { dialect, scope: {}, error: new NotFoundError('There is no such application.') });
  }
  const token = (route.tokenParameter !== undefined && c.req.query(route.tokenParameter)) || undefined;
  const waitsForToken = token === undefined && dialect.tokenByMessage && route.namesOrganization;
  // A page that waits is the same in a frame and at top level: see `waitingPage`.
  if (!isFrameRequest(c.req) && !(waitsForToken && route.findOrganization(c, undefined))) {
    if (isScript(c) && route.namesOrganization && !route.findOrganization(c, undefined)) return c.notFound();
    return topLevelPage(deps, c, dialect);
  }
  const scope: PageScope = { app };
  try {
    scope.organization = route.findOrganization(c, token);
    scope.rateLimitKey = scope.organization?.slug;
    scope.connector = scope.organization && route.findConnector?.(c, scope.organization);
    rejectUnknownDialect(c, deps.dialects);
    if (token === undefined) {
      if (route.namesOrganization && !scope.organization)
        c.var.log.warn('the address names no configured organization');
      if (!waitsForToken || !scope.organization) throw new TokenMissingError();
      warnAboutUnlistedOrigin(c, scope.organization);
      return await waitingPage(deps, c, { dialect, scope });
    }
    const grant = await route.open({ c, token, arrival: 'url', host: {}, dialect, scope });
    warnAboutUnlistedOrigin(c, scope.organization);
    return await dialogPage(deps, c, { dialect: scope.dialect ?? dialect, scope, grant });
  } catch (thrown) {
    const error = await handleTokenError(deps, c, { scope, thrown });
    return refusalPage(deps, c, { dialect: scope.dialect ?? dialect, scope, error });
  }
}

/** Query parameter with which a host asks for another dialect than the route's own. */
const DIALECT_PARAMETER = 'dialect';

/** Returns the dialect of a page. If the address asks for an unknown dialect, it is the route's own. */
function requestedDialect(c: Context<AppEnv>, own: PageDialect, { everyPage }: PageDialects): PageDialect {
  return c.req.query(DIALECT_PARAMETER) === everyPage.name ? everyPage : own;
}

/** Throws `InvalidRequestError` if the address asks for a dialect that pages do not speak on request. */
function rejectUnknownDialect(c: Context<AppEnv>, { everyPage }: PageDialects): void {
  const requested = c.req.query(DIALECT_PARAMETER);
  if (requested !== undefined && requested !== everyPage.name)
    throw new InvalidRequestError('This dialect does not exist.');
}

/** On another origin, the tag asks why its frame stays empty. See `diagnose` in the tag. */
function isScript(c: Context<AppEnv>): boolean {
  return c.req.header('sec-fetch-mode') === 'cors';
}

/**
 * Logs why a frame will stay empty: the browser is going to refuse the page that the server answered.
 *
 * The log line is only a hint, because a page can leave out or shorten the referrer.
 */
function warnAboutUnlistedOrigin(c: Context<AppEnv>, organization: OrganizationConfig | undefined): void {
  const referrer = URL.parse(c.req.header('referer') ?? '');
  if (!organization || !referrer || canEmbed(referrer.origin, organization)) return;
  c.var.log.warn(
    { organization: organization.slug, origin: referrer.origin },
    'the page that embeds this one is not on allowedOrigins',
  );
}

/** Longer than every origin that is not made up. */
const MAX_ORIGIN_LENGTH = 512;

/** Longer tokens are refused before anything is decoded. */
const tokenSchema = () => z.string().min(1).max(TOKEN_LENGTH_MAX);
const originSchema = () => z.string().max(MAX_ORIGIN_LENGTH).optional();
/** Without a token, only the page of an application shows something. */
const exchangeTokenBody = lazySchema(() => z.strictObject({ token: tokenSchema().nullable(), origin: originSchema() }));
const applicationBody = lazySchema(() =>
  exchangeTokenBody().extend({
    properties: z.record(z.string(), z.unknown()).optional(),
    path: z.string().optional(),
  }),
);

/**
 * Exchanges a token that a page received by message. The checks and the session are the same as for a token in the
 * address. See `widget/protocol/session-api.ts`.
 *
 * Throws errors of the request itself. A refusal of the token is answered here, so that it is counted.
 */
export async function exchangeToken(deps: PageDeps, route: PageRoute, c: Context<AppEnv>): Promise<Response> {
  // A page on another site could not read the answer, but it could use up a person's token.
  if (!isFromOwnPage(c.req)) throw new CrossSiteRequestError();
  rejectUnknownDialect(c, deps.dialects);
  const dialect = requestedDialect(c, route.dialect, deps.dialects);
  if (!dialect.tokenByMessage) throw new NotFoundError('Pages of this dialect take no token by message.');
  const { token, ...host } = await jsonBody(c, route.openWithoutToken ? applicationBody() : exchangeTokenBody());
  const scope: PageScope = {};
  try {
    scope.organization = route.findOrganization(c, token ?? undefined);
    scope.rateLimitKey = scope.organization?.slug;
    if (token === null) {
      const shown = route.openWithoutToken?.({ c, host, dialect, scope });
      if (!shown) throw new TokenMissingError();
      const locale = pageLocale(deps, c, scope);
      return await compressedJson(c, { ...shown, locale } satisfies PublicApplicationResponse);
    }
    const grant = await route.open({ c, token, arrival: 'message', host, dialect, scope });
    return await compressedJson(c, { ...grant, locale: pageLocale(deps, c, scope) } satisfies TokenExchangeResponse);
  } catch (thrown) {
    const error = await handleTokenError(deps, c, { scope, thrown });
    return jsonError(
      c,
      error,
      publicReason(deps.reasonVisibility, error, { isTokenVerified: scope.isTokenVerified === true }),
    );
  }
}

/**
 * Returns the error to answer after a token was not accepted. Logs what was thrown, and counts tokens with a wrong
 * signature. After too many of them it returns a `RateLimitedError` instead. Sets `scope.isTokenVerified`.
 *
 * A token with a correct signature is not a guess, so its error is returned unchanged. The dialog asks for a new token
 * when a token has expired or was used before.
 */
async function handleTokenError(
  { limiter, trustProxy }: Pick<PageDeps, 'limiter' | 'trustProxy'>,
  c: Context<AppEnv>,
  { scope, thrown }: { readonly scope: PageScope; readonly thrown: unknown },
): Promise<EmbedError> {
  const error = toEmbedError(c.var.log.child({ organization: scope.rateLimitKey }), thrown);
  if (error instanceof TokenMissingError) return error;
  scope.isTokenVerified = !(error instanceof TokenInvalidError && !error.refusal.verified);
  if (scope.isTokenVerified) return error;
  try {
    await limiter.countRefusal({ address: clientAddress(c, trustProxy), organization: scope.rateLimitKey });
    return error;
  } catch (limited) {
    if (limited instanceof RateLimitedError) return limited;
    throw limited;
  }
}
