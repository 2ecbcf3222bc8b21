const WILDCARD = '://*.';

/** Tells whether an entry of an allow list stands for many origins (`https://*.example.com`). */
export function isWildcardOrigin(entry: string): boolean {
  return entry.includes(WILDCARD);
}

/**
 * Tells whether an origin is on an allow list.
 *
 * An entry is an exact serialized origin, or `scheme://*.domain[:port]`, which stands for every subdomain at any depth
 * but not for the domain itself. An opaque origin (`null`) is on no list.
 */
export function isOriginAllowed(origin: string, allowed: readonly string[]): boolean {
  return allowed.some((entry) => (isWildcardOrigin(entry) ? matchesWildcardOrigin(origin, entry) : origin === entry));
}

function matchesWildcardOrigin(origin: string, entry: string): boolean {
  const [scheme, rest] = entry.split(WILDCARD);
  const prefix = `${scheme}://`;
  const suffix = `.${rest}`;
  // Longer than both together: something must stand where the asterisk is.
  return origin.length > prefix.length + suffix.length && origin.startsWith(prefix) && origin.endsWith(suffix);
}
