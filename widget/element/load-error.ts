import { isRecord } from '../protocol/guards.ts';
import { LoadErrorEvent } from './events.ts';

/** For each of the two requests of a diagnosis. */
const DIAGNOSIS_TIMEOUT_MS = 2000;

/** `src` is missing, or not an http(s) address. The message does not repeat it, because it may contain a token. */
export function unusableSource(src: unknown): LoadErrorEvent {
  return new LoadErrorEvent(
    'src',
    src
      ? 'src is not an http(s) address.'
      : 'src is missing. Set it to the address of a page, such as src="https://connect.example.com/acme/hubspot/auth".',
  );
}

/**
 * An https page cannot show an http frame, except one from the reader's own machine. `undefined` if this is not the
 * reason.
 */
export function mixedContent(url: URL): LoadErrorEvent | undefined {
  if (location.protocol !== 'https:' || url.protocol !== 'http:') return undefined;
  if (/^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname)) return undefined;
  return new LoadErrorEvent(
    'mixed-content',
    `src is ${url.origin}, and this page is https: browsers block http frames in it. Use https in src.`,
  );
}

/** The Content-Security-Policy of the host page forbids the frame. */
export function blockedByPolicy(origin: string): LoadErrorEvent {
  return new LoadErrorEvent('csp', `The Content-Security-Policy of this page lacks: frame-src ${origin}`);
}

/**
 * Finds out why a frame did not answer.
 *
 * A browser shows the same error page for a page that it may not frame and for a page that it could not load. So this
 * function asks the server, which lets every origin read its public keys, and its response for an address without an
 * organization. It sends no token and no cookie. A HEAD request never consumes a token.
 *
 * @param src The value of the property, which may be relative.
 */
export async function diagnose(url: URL, src: unknown): Promise<LoadErrorEvent> {
  const { origin } = url;
  const here = globalThis.origin;
  if (here === 'null') {
    return new LoadErrorEvent(
      'sandbox',
      'This page has no origin that could be on allowedOrigins. Sandbox it with allow-same-origin.',
    );
  }
  if (!(await isConnectionServer(origin))) {
    const relative = URL.canParse(String(src))
      ? ''
      : ' src is relative, so it leads to the server of this page: write the whole address.';
    return new LoadErrorEvent('unreachable', `No connection server answers at ${origin}.${relative}`);
  }
  if (await isUnknownAddress(url)) {
    return new LoadErrorEvent(
      'not-found',
      `${origin} has no page at ${url.pathname}. Check the path and the name of the organization.`,
    );
  }
  return new LoadErrorEvent(
    'timeout',
    `No answer from ${origin}${url.pathname}, although its server is up. Is ${here} on allowedOrigins? The server's log names each page that is not.`,
  );
}

async function isConnectionServer(origin: string): Promise<boolean> {
  try {
    const response = await request(`${origin}/.well-known/jwks.json`, 'GET');
    const body: unknown = await response.json();
    return isRecord(body) && Array.isArray(body['keys']);
  } catch {
    return false;
  }
}

/** Other origins can read the response only for an address without an organization. */
async function isUnknownAddress({ origin, pathname }: URL): Promise<boolean> {
  try {
    return (await request(origin + pathname, 'HEAD')).status === 404;
  } catch {
    return false;
  }
}

function request(address: string, method: string): Promise<Response> {
  return fetch(address, {
    method,
    credentials: 'omit',
    cache: 'no-store',
    signal: AbortSignal.timeout(DIAGNOSIS_TIMEOUT_MS),
  });
}
