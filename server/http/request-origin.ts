import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { isOriginAllowed } from '../../widget/protocol/origins.ts';
import type { OrganizationConfig } from '../config/config.ts';
import { sanitizeProviderText } from '../connectors/provider-text.ts';
import { OriginNotAllowedError, PublicUrlError } from '../errors.ts';
import { isLoopbackHost } from '../loopback-host.ts';
import type { AppEnv } from './app-env.ts';

const FRAME_DESTINATIONS: ReadonlySet<string> = new Set(['iframe', 'frame']);

/** Method and headers of a request. */
interface RequestHead {
  readonly method: string;
  header(name: string): string | undefined;
}

/**
 * Tells whether a request loads a page into a frame. Only such a request may use up a token.
 *
 * Link scanners send HEAD, browsers prefetch, and mailed links open at top level. None of these is the dialog of the
 * person that the token was issued for. A request without `Sec-Fetch-Dest` counts as a frame, because old browsers and
 * HTTP clients do not send the header.
 */
export function isFrameRequest(request: RequestHead): boolean {
  const destination = request.header('sec-fetch-dest');
  return (destination === undefined || FRAME_DESTINATIONS.has(destination)) && !isSpeculative(request);
}

/** Tells whether a request cannot render a document now: a HEAD request, a prefetch or a prerender. */
export function isSpeculative(request: RequestHead): boolean {
  const purpose = `${request.header('sec-purpose') ?? ''} ${request.header('purpose') ?? ''}`;
  return request.method === 'HEAD' || /\b(prefetch|prerender|preview)\b/i.test(purpose);
}

/**
 * Tells whether the browser says that a person followed a link on a page of this server.
 *
 * A pasted, mailed or forwarded link is `none`. A link on another site is `cross-site`. Without the header, the request
 * could be any of them.
 */
export function isOwnLinkNavigation(request: RequestHead): boolean {
  return (
    request.method === 'GET' &&
    request.header('sec-fetch-site') === 'same-origin' &&
    request.header('sec-fetch-mode') === 'navigate'
  );
}

/**
 * Tells whether a page of this server can have made a request.
 *
 * Browsers send the header with every request, and scripts cannot change it. Only old browsers and other HTTP clients
 * leave it out.
 */
export function isFromOwnPage(request: Pick<RequestHead, 'header'>): boolean {
  const site = request.header('sec-fetch-site');
  return site === undefined || site === 'same-origin';
}

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

/**
 * Tells whether a page of this origin may embed an organization's pages.
 *
 * The origin comes from outside. Only the serialized form of an https origin, or of an http origin on a loopback host,
 * is compared with the list, because a wildcard entry is compared by its beginning and end. For an organization in
 * sandbox mode, any such origin may embed.
 */
export function canEmbed(origin: string, organization: Pick<OrganizationConfig, 'mode' | 'allowedOrigins'>): boolean {
  if (!isPageOrigin(origin)) return false;
  return organization.mode === 'sandbox' || isOriginAllowed(origin, organization.allowedOrigins);
}

function isPageOrigin(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { origin, protocol, hostname } = new URL(value);
  // The URL parser accepts the host `*.example.com`, but no page has an origin with a wildcard.
  if (hostname.includes('*')) return false;
  return origin === value && (protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname)));
}
