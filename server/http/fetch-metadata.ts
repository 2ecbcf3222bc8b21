const FRAME_DESTINATIONS: ReadonlySet<string> = new Set(['iframe', 'frame']);

/** Method and headers of a request. */
interface RequestHead {
  readonly method: string;
  header(name: string): string | undefined;
}

/**
 * Tells whether a request loads a page into a frame, and so may use up a token.
 *
 * Link scanners send HEAD, browsers prefetch, and mailed links open at top level: none of these is the dialog of the
 * person whom the token is for. An absent `Sec-Fetch-Dest` counts as a frame, since old browsers and HTTP clients send none.
 */
export function isFrameRequest(request: RequestHead): boolean {
  const destination = request.header('sec-fetch-dest');
  return (destination === undefined || FRAME_DESTINATIONS.has(destination)) && !isSpeculative(request);
}

/** Tells whether a request cannot render a document now: a HEAD request, or a browser that prefetches or prerenders. */
export function isSpeculative(request: RequestHead): boolean {
  const purpose = `${request.header('sec-purpose') ?? ''} ${request.header('purpose') ?? ''}`;
  return request.method === 'HEAD' || /\b(prefetch|prerender|preview)\b/i.test(purpose);
}

/**
 * Tells whether a person followed a link of one of this server's own pages, as the browser says.
 *
 * A link that was pasted, mailed or forwarded is `none`, one on another site `cross-site`, and a browser that says
 * nothing cannot be told from either.
 */
export function isOwnLinkNavigation(request: RequestHead): boolean {
  return (
    request.method === 'GET' &&
    request.header('sec-fetch-site') === 'same-origin' &&
    request.header('sec-fetch-mode') === 'navigate'
  );
}

/**
 * Tells whether a request can have been made by a page of this server.
 *
 * Browsers say so of every request and let no script change it; those that say nothing are too old, or no browsers.
 */
export function isFromOwnPage(request: Pick<RequestHead, 'header'>): boolean {
  const site = request.header('sec-fetch-site');
  return site === undefined || site === 'same-origin';
}
