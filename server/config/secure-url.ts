import { isLoopbackHost, HTTP_NEEDS_DEV } from '../loopback-host.ts';

/** Letters, digits, `-`, `_` and dots between them, or an IPv6 address in brackets. */
const PLAIN_HOST = /^(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])$/;

/**
 * Tells whether the host of a parsed URL is a plain name or address.
 *
 * The URL standard lets `;`, `,` and quotes into host names, which would end a directive of a content security policy.
 */
export function hasPlainHost(url: URL): boolean {
  return PLAIN_HOST.test(url.hostname);
}

/** Says what is wrong with an address that must be https, or http to this machine if `httpToLoopback`. */
export function secureUrlIssue(text: string, options: { readonly httpToLoopback: boolean }): string | undefined {
  const url = URL.parse(text);
  if (url === null || !hasPlainHost(url)) return 'must be a full address that begins with https://';
  if (url.username !== '' || url.password !== '') return 'must not carry a user name or password';
  if (url.protocol === 'https:') return undefined;
  if (url.protocol === 'http:' && isLoopbackHost(url.hostname)) {
    return options.httpToLoopback ? undefined : HTTP_NEEDS_DEV;
  }
  return 'must be https; http is for this machine only (localhost, 127.0.0.1)';
}
