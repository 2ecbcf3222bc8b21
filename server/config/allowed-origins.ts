import { isLoopbackHost } from '../loopback-host.ts';
import type { ConfigPart } from './config-parts.ts';
import type { ConfigIssue } from './config-issue.ts';
import { hasPlainHost } from './secure-url.ts';

const WILDCARD = 'https://*.';

/**
 * Says what is wrong with the form of an entry of `allowedOrigins`; `undefined` if it is right. A wildcard can be used only
 * if {@link publicSuffixIssue} accepts it too.
 *
 * An entry is an origin exactly as browsers serialize it, or `https://*.example.com[:port]` for every subdomain of a
 * domain that can be registered. Both forms are also sources in the sense of CSP 3 section 2.3.1, so an entry goes into
 * `frame-ancestors` as it stands.
 */
export function allowedOriginIssue(entry: string): string | undefined {
  const wildcard = entry.startsWith(WILDCARD);
  const origin = wildcard ? `https://${entry.slice(WILDCARD.length)}` : entry;
  if (origin.includes('*')) return 'may have `*` only as the first label after https://, as in https://*.example.com';
  const url = URL.parse(origin);
  if (url === null) return 'must be an origin, such as https://app.example.com';
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopbackHost(url.hostname))) {
    return 'must be https; http is for localhost, 127.0.0.1 and [::1] only';
  }
  if (url.origin !== origin || !hasPlainHost(url)) {
    return 'must be scheme, lower-case host and a port unless it is the default, without a slash or anything else behind it';
  }
  return undefined;
}

/**
 * Says what is wrong with the domain of a wildcard that {@link allowedOriginIssue} accepts; `undefined` if it can be used.
 *
 * Loads the list of public suffixes only for wildcards, since it is a tenth of what the server loads at its start.
 */
export async function publicSuffixIssue(entry: string): Promise<string | undefined> {
  if (!entry.startsWith(WILDCARD) || allowedOriginIssue(entry) !== undefined) return undefined;
  const { getDomain } = await import('tldts');
  const { hostname } = new URL(`https://${entry.slice(WILDCARD.length)}`);
  if (getDomain(hostname, { allowPrivateDomains: true }) !== null) return undefined;
  return 'must not match every name under a public suffix or an address: any website could match';
}

/** Finds the entries of `allowedOrigins` that {@link publicSuffixIssue} refuses. */
export async function findPublicSuffixIssues(entries: readonly ConfigPart<unknown>[]): Promise<readonly ConfigIssue[]> {
  const found = entries.map(async ({ path, value }) => {
    const message = typeof value === 'string' ? await publicSuffixIssue(value) : undefined;
    return message === undefined ? [] : [{ path, message }];
  });
  return (await Promise.all(found)).flat();
}
