const WILDCARD = '://*.';

/** Whether an entry of an allow list is a pattern such as `https://*.example.com`. */
export function isWildcardOrigin(entry: string): boolean {
  return entry.includes(WILDCARD);
}

/**
 * Whether an allow list contains an origin.
 *
 * An entry is an exact serialized origin, or `scheme://*.domain[:port]`, which matches subdomains at any depth but not
 * the domain itself. No entry matches an opaque origin (`null`).
 */
export function isOriginAllowed(origin: string, allowed: readonly string[]): boolean {
  return allowed.some((entry) => (isWildcardOrigin(entry) ? matchesWildcardOrigin(origin, entry) : origin === entry));
}

function matchesWildcardOrigin(origin: string, entry: string): boolean {
  const [scheme, rest] = entry.split(WILDCARD);
  const prefix = `${scheme}://`;
  const suffix = `.${rest}`;
  // The origin must be longer than both parts, because the asterisk matches at least one character.
  return origin.length > prefix.length + suffix.length && origin.startsWith(prefix) && origin.endsWith(suffix);
}
