import type { Context, Hono } from 'hono';
import { EXCHANGE_PATH } from '../../widget/protocol/session-api.ts';
import { canEmbed } from '../auth/page-origin.ts';
import type { OrganizationConfig } from '../config/config.ts';
import { NotFoundError, TokenMissingError } from '../errors.ts';
import type { AppEnv } from '../http/app-env.ts';
import { isFrameRequest } from '../http/fetch-metadata.ts';
import { dialogPage, refusalPage, topLevelPage, waitingPage } from './page-response.ts';
import type { PageDeps, PageRoute, PageScope } from './page-route.ts';
import { rejectUnknownDialect, requestedDialect } from './page-dialect.ts';
import { exchangeToken } from './token-exchange.ts';
import { handleTokenError } from './handle-token-error.ts';

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
