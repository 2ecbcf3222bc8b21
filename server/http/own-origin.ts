import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { sanitizeProviderText } from '../connectors/provider-failure.ts';
import { OriginNotAllowedError, PublicUrlError } from '../errors.ts';
import type { AppEnv } from './app-env.ts';

/**
 * Refuses calls from pages that this server did not send: those whose `Origin` is neither the public address nor the
 * address of the request. A request without `Origin` passes.
 *
 * Throws `OriginNotAllowedError`.
 */
export function requireOwnOrigin(publicUrl: URL) {
  return createMiddleware<AppEnv>(async function requireOwnOrigin(c, next) {
    const origin = c.req.header('origin');
    if (origin !== undefined && origin !== publicUrl.origin && !isOwnHost(origin, c.req.url)) {
      throw new OriginNotAllowedError(sanitizeProviderText(origin) ?? '', {
        message: 'Only pages of this server may call it.',
        reason: 'the call comes from a page that this server did not send',
      });
    }
    await next();
  });
}

/**
 * Refuses calls from a dialog that was loaded from another address of this server than the public one. Providers would
 * redirect the browser to an address that has no cookie. The operator has to correct the configuration.
 *
 * Throws `PublicUrlError`. Use it behind {@link requireOwnOrigin}.
 */
export function requirePublicAddress<E extends AppEnv>(c: Context<E>, publicUrl: URL): void {
  const origin = c.req.header('origin');
  if (origin === undefined || origin === publicUrl.origin) return;
  throw new PublicUrlError(sanitizeProviderText(origin) ?? '', publicUrl);
}

/**
 * Tells whether an origin has the host of the request. Behind a proxy the scheme of the request is unknown, so the
 * scheme of the origin decides about default ports.
 */
function isOwnHost(origin: string, requestUrl: string): boolean {
  const page = URL.parse(origin);
  const own = page && URL.parse(`${page.protocol}//${new URL(requestUrl).host}`);
  return page !== null && page.host !== '' && page.host === own?.host;
}
