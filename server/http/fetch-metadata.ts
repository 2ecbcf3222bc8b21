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
