import type { Context } from 'hono';
import type { EmbedError } from '../errors.ts';
import { RateLimitedError, TokenInvalidError, TokenMissingError } from '../errors.ts';
import type { AppEnv } from '../http/app-env.ts';
import { clientAddress } from '../http/request-scope.ts';
import { toEmbedError } from '../http/error-response.ts';
import type { PageDeps, PageScope } from './page-route.ts';

/**
 * Returns the error to answer after a token was not accepted. Logs what was thrown, and counts tokens with a wrong
 * signature. After too many of them it returns a `RateLimitedError` instead. Sets `scope.isTokenVerified`.
 *
 * A token with a correct signature is not a guess, so its error is returned unchanged. The dialog asks for a new token
 * when a token has expired or was used before.
 */
export async function handleTokenError(
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
