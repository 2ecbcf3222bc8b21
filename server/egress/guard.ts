import { lookup as systemLookup } from 'node:dns/promises';
import { isIP } from 'node:net';

import { isLoopback, parseCidr, blockedRange } from './address.ts';
import { EgressFailedError, EgressRefusedError, errorCode } from './errors.ts';

/** Resolves a host name to all its addresses. Rejects if there are none. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

/** Decides which URLs are allowed. */
export interface Guard {
  /**
   * Checks the parts of the URL that need no resolver: scheme, user name, and a host that is an address.
   *
   * @throws {EgressRefusedError}
   */
  inspect(url: URL): void;

  /**
   * Resolves the URL's host and returns the one address to connect to. When any address of the name is
   * refused, the name is refused, because a name with a public and a private address is a sign of an attack.
   *
   * @throws {EgressRefusedError}
   * @throws {EgressFailedError} Of kind `dns`.
   */
  pin(url: URL): Promise<string>;
}

/** Options for the guard: what it allows besides https to public addresses. */
export interface GuardOptions {
  /** CIDRs that are allowed although they are not public. */
  readonly allow: readonly string[];
  /** For development: also allows http to loopback addresses. */
  readonly allowLoopbackHttp: boolean;
  /** Default: the resolver of the operating system. */
  readonly resolve?: Resolve;
}

/** Creates the guard for all outbound requests. Throws a `TypeError` for an invalid block in `allow`. */
export function createGuard({ allow, allowLoopbackHttp, resolve = resolveWithSystem }: GuardOptions): Guard {
  const policy = { allow: allow.map(parseCidr), allowLoopback: allowLoopbackHttp };

  function judge(url: URL, address: string): void {
    const range = blockedRange(address, policy);
    if (range !== undefined) throw new EgressRefusedError(url.host, `the address is ${range}`);
    if (url.protocol === 'http:' && !isLoopback(address)) {
      throw new EgressRefusedError(url.host, 'http is allowed only to this machine');
    }
  }

  return {
    inspect(url) {
      if (url.protocol !== 'https:' && !(url.protocol === 'http:' && allowLoopbackHttp)) {
        throw new EgressRefusedError(url.host, 'only https is allowed');
      }
      if (url.username !== '' || url.password !== '') {
        throw new EgressRefusedError(url.host, 'the URL contains a user name or password');
      }
      const literal = ipAddressOf(url);
      if (literal !== undefined) judge(url, literal);
    },

    async pin(url) {
      const literal = ipAddressOf(url);
      const addresses = literal === undefined ? await resolveName(url, resolve) : [literal];
      for (const address of addresses) judge(url, address);
      const [first] = addresses;
      if (first === undefined) throw new EgressFailedError('dns', url.host, 'the name has no address');
      return first;
    },
  };
}

/** The URL parser has already normalized decimal, hexadecimal and octal forms. */
function ipAddressOf(url: URL): string | undefined {
  const hostname = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(hostname) === 0 ? undefined : hostname;
}

async function resolveName(url: URL, resolve: Resolve): Promise<readonly string[]> {
  try {
    return await resolve(url.hostname);
  } catch (error) {
    throw new EgressFailedError('dns', url.host, errorCode(error) ?? 'the name cannot be resolved');
  }
}

/** Keeps the operating system's order, which starts with the addresses it can reach. */
async function resolveWithSystem(hostname: string): Promise<readonly string[]> {
  return (await systemLookup(hostname, { all: true })).map(({ address }) => address);
}
