/**
 * Tells whether a host name, as `URL.hostname` spells it, is this very machine: `localhost`, 127.0.0.0/8 or `[::1]`.
 *
 * Only names that mean loopback everywhere: what others resolve to is checked when a connection is made.
 */
export function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

/** What is wrong with an http address of this machine outside development. `ConfigError` adds a hint for these. */
export const HTTP_NEEDS_DEV = 'must be https; http to this machine needs --dev';
