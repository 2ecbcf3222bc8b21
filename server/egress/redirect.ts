import { EgressFailedError } from './errors.ts';

/** One hop of a request. */
export interface Hop {
  readonly url: URL;
  readonly method: EgressMethod;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** The methods of RFC 9110 section 9.3 that APIs use, and PATCH (RFC 5789). */
export type EgressMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

const REDIRECT_STATUSES: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Headers that never carry credentials. Any other header may be a credential. */
const CROSS_ORIGIN_HEADERS: ReadonlySet<string> = new Set(['accept', 'accept-language', 'content-type']);

/** Whether a response is a redirect. */
export function isRedirect(status: number, location: string | undefined): location is string {
  return location !== undefined && REDIRECT_STATUSES.has(status);
}

/**
 * The hop that follows a redirect.
 *
 * A hop to another origin keeps only headers that cannot be credentials, and no body. Dropped headers stay dropped
 * when a later hop returns to the first origin. The target is **not** checked yet.
 *
 * @throws {EgressFailedError} Of kind `redirect`.
 */
export function nextHop(hop: Hop, status: number, location: string): Hop {
  const url = URL.parse(location, hop.url.href);
  if (url === null) throw new EgressFailedError('redirect', hop.url.host, 'invalid Location');
  const sameOrigin = url.origin === hop.url.origin;
  const method = methodAfterRedirect(hop.method, status);
  const body = method === hop.method ? hop.body : undefined;
  if (body !== undefined && !sameOrigin) {
    throw new EgressFailedError('redirect', hop.url.host, 'a body would go to another origin');
  }
  const headers = Object.entries(hop.headers).filter(
    ([name]) => (sameOrigin || CROSS_ORIGIN_HEADERS.has(name)) && !(body === undefined && name === 'content-type'),
  );
  return { url, method, headers: Object.fromEntries(headers), body };
}

/** RFC 9110 sections 15.4.2 to 15.4.4. Like all clients, changes POST to GET after 301 and 302. */
function methodAfterRedirect(method: EgressMethod, status: number): EgressMethod {
  if (status === 303) return method === 'HEAD' ? 'HEAD' : 'GET';
  return method === 'POST' && (status === 301 || status === 302) ? 'GET' : method;
}
