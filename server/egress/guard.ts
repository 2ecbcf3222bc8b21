import { lookup as systemLookup } from 'node:dns/promises';
import { isIP } from 'node:net';

import { isLoopback, parseCidr, blockedRange } from './address.ts';
import { EgressFailedError, EgressRefusedError } from './errors.ts';

/** Finds every address of a host name. Rejects when there is none. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

/** Decides where requests may go. */
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
  /** CIDRs that may be reached although they are not public. */
  readonly allow: readonly string[];
  /** Development: http, to this machine only. */
  readonly allowLoopbackHttp: boolean;
  /** Default: the resolver of the operating system. */
  readonly resolve?: Resolve;
}

/** Makes the guard that every outbound request passes. A malformed block in `allow` is a `TypeError`. */
export function createGuard({ allow, allowLoopbackHttp, resolve = resolveWithSystem }: GuardOptions): Guard {
  const policy = { allow: allow.map(parseCidr), allowLoopback: allowLoopbackHttp };

  function judge(url: URL, address: string): void {
    const range = blockedRange(address, policy);
    if (range !== undefined) throw new EgressRefusedError(url.host, `the address is ${range}`);
    if (url.protocol === 'http:' && !isLoopback(address)) {
      throw new EgressRefusedError(url.host, 'only https leaves this machine');
    }
  }

  return {
    inspect(url) {
      if (url.protocol !== 'https:' && !(url.protocol === 'http:' && allowLoopbackHttp)) {
        throw new EgressRefusedError(url.host, 'only https is allowed');
      }
      if (url.username !== '' || url.password !== '') {
        throw new EgressRefusedError(url.host, 'the URL holds a user name or password');
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

/** The URL parser has already turned decimal, hexadecimal and octal spellings into the plain one. */
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

/** The code of an error of Node or undici, such as `ECONNREFUSED`. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
