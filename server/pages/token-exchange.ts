import type { Context } from 'hono';
import { z } from 'zod';
import { TOKEN_LENGTH_MAX } from '../../widget/protocol/token-parameter.ts';
import type { PublicApplicationResponse, TokenExchangeResponse } from '../../widget/protocol/session-api.ts';
import { CrossSiteRequestError, NotFoundError, TokenMissingError } from '../errors.ts';
import type { AppEnv } from '../http/app-env.ts';
import { compressedJson } from '../http/compressed-json.ts';
import { jsonError, publicReason } from '../http/error-response.ts';
import { isFromOwnPage } from '../http/fetch-metadata.ts';
import { jsonBody } from '../http/json-body.ts';
import { lazySchema } from '../lazy-schema.ts';
import { pageLocale } from './page-response.ts';
import type { PageDeps, PageRoute, PageScope } from './page-route.ts';
import { rejectUnknownDialect, requestedDialect } from './page-dialect.ts';
import { handleTokenError } from './handle-token-error.ts';

/** Longer than every origin that is not made up. */
const MAX_ORIGIN_LENGTH = 512;

/** Longer tokens are refused before anything is decoded. */
const token = () => z.string().min(1).max(TOKEN_LENGTH_MAX);
const origin = () => z.string().max(MAX_ORIGIN_LENGTH).optional();
/** Without a token, only the page of an application shows something. */
const exchangeTokenBody = lazySchema(() => z.strictObject({ token: token().nullable(), origin: origin() }));
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
