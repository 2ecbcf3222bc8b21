import type { Context } from 'hono';
import { mayEmbed } from '../auth/page-origin.ts';
import type { OrganizationConfig } from '../config/config.ts';
import { MethodNotAllowedError, TokenMissingError } from '../errors.ts';
import type { AppEnv } from './app-env.ts';
import { loadsFrame } from './fetch-metadata.ts';
import { dialogPage, refusalPage, topLevelPage, waitingPage } from './page-answer.ts';
import { NATIVE } from './page-route.ts';
import type { PageDeps, PageRoute, PageScope } from './page-route.ts';
import { refuseUnknownDialect, spokenDialect } from './spoken-dialect.ts';
import { exchangeToken } from './token-exchange.ts';
import { tokenRefusal } from './token-refusal.ts';

/**
 * Handler of the address of a page that hosts frame, for every method: shows the page, and exchanges a token for it
 * where the page speaks natively.
 */
export function embedPage(deps: PageDeps, route: PageRoute) {
  return async function embedPage(c: Context<AppEnv>): Promise<Response> {
    const native = spokenDialect(c, route.dialect).name === NATIVE;
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return showPage(deps, route, c);
    if (c.req.method === 'POST' && native) return exchangeToken(deps, route, c);
    throw new MethodNotAllowedError(native ? ['GET', 'HEAD', 'POST'] : ['GET', 'HEAD']);
  };
}

/** Decides whether the token may be used at all, and shows every refusal. */
async function showPage(deps: PageDeps, route: PageRoute, c: Context<AppEnv>): Promise<Response> {
  const dialect = spokenDialect(c, route.dialect);
  if (!loadsFrame(c.req)) {
    // The tag of another origin asks why its frame stays empty. See `diagnose` in the tag.
    const isScript = c.req.header('sec-fetch-mode') === 'cors';
    if (isScript && route.namesOrganization && !route.identify(c, undefined)) return c.notFound();
    return topLevelPage(deps, c, dialect);
  }
  const scope: PageScope = {};
  try {
    const token = c.req.query(dialect.tokenParameter) || undefined;
    scope.organization = route.identify(c, token);
    scope.countsFor = scope.organization?.slug;
    scope.connector = scope.organization && route.connectorOf?.(c, scope.organization);
    refuseUnknownDialect(c);
    if (token === undefined) {
      if (route.namesOrganization && !scope.organization)
        c.var.log.warn('the address names no configured organization');
      if (dialect.name !== NATIVE || !route.namesOrganization || !scope.organization) throw new TokenMissingError();
      warnOfStranger(c, scope.organization);
      return waitingPage(deps, c, { dialect, scope });
    }
    const grant = await route.open({ c, token, dialect: dialect.name, scope });
    warnOfStranger(c, scope.organization);
    return dialogPage(deps, c, { dialect, scope, grant });
  } catch (thrown) {
    const error = await tokenRefusal(deps, c, { scope, thrown });
    return refusalPage(deps, c, { dialect, scope, error });
  }
}

/**
 * Says in the log why a frame will stay empty: the page was answered, and the browser is going to refuse it.
 *
 * The referrer decides nothing, since a page can leave it out or shorten it.
 */
function warnOfStranger(c: Context<AppEnv>, organization: OrganizationConfig | undefined): void {
  const referrer = URL.parse(c.req.header('referer') ?? '');
  if (!organization || !referrer || mayEmbed(referrer.origin, organization)) return;
  c.var.log.warn(
    { organization: organization.slug, origin: referrer.origin },
    'the page around this one is not on allowedOrigins',
  );
}
