import type { Context } from 'hono';
import { z } from 'zod';
import type { TokenExchangeAnswer } from '../../widget/protocol/session-api.ts';
import { CrossSiteRequestError } from '../errors.ts';
import type { AppEnv } from './app-env.ts';
import { jsonFailure, shownReason } from './error-answer.ts';
import { comesFromOwnPage } from './fetch-metadata.ts';
import { jsonBody } from './json-body.ts';
import { pageLocale } from './page-answer.ts';
import type { PageDeps, PageRoute, PageScope } from './page-route.ts';
import { refuseUnknownDialect, spokenDialect } from './spoken-dialect.ts';
import { tokenRefusal } from './token-refusal.ts';

/** Longest token. What is longer is refused in any case, before anything is worked out. */
const TOKEN_LENGTH_MAX = 8192;

const exchangeBody = z.strictObject({ token: z.string().min(1).max(TOKEN_LENGTH_MAX) });

/**
 * Answers a page that was handed a token by message: the same checks and the same session as if the token had come in
 * the address. See `widget/protocol/session-api.ts`.
 *
 * Throws what is wrong with the request itself; a refusal of the token is answered here, so that it is counted.
 */
export async function exchangeToken(deps: PageDeps, route: PageRoute, c: Context<AppEnv>): Promise<Response> {
  // A page elsewhere could not read the answer, but it could use up a token in a person's name.
  if (!comesFromOwnPage(c.req)) throw new CrossSiteRequestError();
  refuseUnknownDialect(c);
  const { token } = await jsonBody(c, exchangeBody);
  const scope: PageScope = {};
  try {
    scope.organization = route.identify(c, token);
    scope.countsFor = scope.organization?.slug;
    const grant = await route.open({ c, token, dialect: spokenDialect(c, route.dialect).name, scope });
    return c.json<TokenExchangeAnswer>({ ...grant, locale: pageLocale(deps, c, scope) });
  } catch (thrown) {
    const error = await tokenRefusal(deps, c, { scope, thrown });
    return jsonFailure(c, error, shownReason(deps.refusalReasons, error));
  }
}
