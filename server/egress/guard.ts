import { lookup as systemLookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { EgressFailedError, EgressRefusedError, errorCode } from './errors.ts';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** A block of addresses, as `parseCidr` reads it. */
export type Cidr = readonly [Address, number];

/** The policy that allows addresses beyond the public ones. */
export interface AddressPolicy {
  readonly allow: readonly Cidr[];
  readonly allowLoopback: boolean;
}

/** The blocks that IANA allocates as global unicast. All other addresses are reserved for special uses. */
const GLOBAL_UNICAST: Cidr = ipaddr.IPv6.parseCIDR('2000::/3');

/** RFC 4291 section 2.5.5.1. ipaddr.js treats these as ordinary addresses. */
const V4_COMPATIBLE: Cidr = ipaddr.IPv6.parseCIDR('::/96');

/**
 * Azure's metadata service. It is reachable only from Azure machines and returns their secrets, although the address
 * looks public.
 */
const AZURE_PLATFORM_ADDRESS: Cidr = ipaddr.IPv4.parseCIDR('168.63.129.16/32');

/**
 * Reads a block of addresses such as `10.0.0.0/8` or `fd00::/8`.
 *
 * @throws {TypeError} The text is anything else, such as `10/8`, which tools interpret differently.
 */
export function parseCidr(text: string): Cidr {
  const [address = '', bits = '', ...rest] = text.split('/');
  const family = isIP(address);
  if (rest.length > 0 || family === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128)) {
    throw new TypeError('must be a block of addresses such as 10.0.0.0/8 or fd00::/8');
  }
  return [parse(address), Number(bits)];
}

/**
 * Returns the reason to refuse an address: the name of the range it lies in. `undefined` means it is allowed.
 *
 * Public addresses are allowed. An address that carries an IPv4 address inside (mapped, compatible, translated, 6to4,
 * NAT64, Teredo) is allowed only when the policy names the form and also allows the address inside, because the address
 * inside receives the packets.
 *
 * @param address In the form of the resolver or the URL parser. Loose forms (`0x7f.1`, `010.0.0.1`) are refused,
 * because parsers interpret them differently.
 */
export function blockedRange(address: string, policy: AddressPolicy): string | undefined {
  return isIP(address) === 0 ? 'unreadable' : findBlockedRange(parse(address), policy);
}

/** Whether an address is loopback: 127.0.0.0/8 or ::1, and no other form. */
export function isLoopback(address: string): boolean {
  return isIP(address) !== 0 && parse(address).range() === 'loopback';
}

function parse(address: string): Address {
  if (isIP(address) === 4) return ipaddr.IPv4.parse(address);
  const [unzoned = ''] = address.split('%');
  // ipaddr.js reads `::127.0.0.1` as if it were `::ffff:127.0.0.1`, so it is given the form without dots.
  return ipaddr.IPv6.parse(new URL(`http://[${unzoned}]`).hostname.slice(1, -1));
}

function findBlockedRange(address: Address, policy: AddressPolicy): string | undefined {
  const range = specialRange(address);
  if (range === undefined) return undefined;
  const named =
    policy.allow.some((block) => contains(block, address)) || (policy.allowLoopback && range === 'loopback');
  if (!named) return range;
  for (const inner of embeddedAddresses(address, range)) {
    const refused = findBlockedRange(inner, policy);
    if (refused !== undefined) return `${range} of ${refused}`;
  }
  return undefined;
}

/** The name of the special-purpose range of an address, from IANA's registries. */
function specialRange(address: Address): string | undefined {
  const range = address.range();
  if (range !== 'unicast') return range;
  if (contains(AZURE_PLATFORM_ADDRESS, address)) return 'cloudHost';
  if (contains(V4_COMPATIBLE, address)) return 'ipv4Compatible';
  if (address.kind() === 'ipv6' && !contains(GLOBAL_UNICAST, address)) return 'reserved';
  return undefined;
}

function embeddedAddresses(address: Address, range: string): readonly ipaddr.IPv4[] {
  const bytes = address.toByteArray();
  const v4At = (start: number) => bytes.slice(start, start + 4);
  switch (range) {
    case 'ipv4Mapped':
    case 'ipv4Compatible':
    case 'rfc6145':
    // The well-known prefix and the local prefix (RFC 8215). The code assumes a length of 96 for both.
    case 'rfc6052':
      return [new ipaddr.IPv4(v4At(12))];
    case '6to4':
      return [new ipaddr.IPv4(v4At(2))];
    case 'teredo':
      // RFC 4380 section 4: the server, and the client with every bit inverted.
      return [new ipaddr.IPv4(v4At(4)), new ipaddr.IPv4(v4At(12).map((byte) => byte ^ 0xff))];
    default:
      return [];
  }
}

function contains([network, bits]: Cidr, address: Address): boolean {
  return network.kind() === address.kind() && address.match(network, bits);
}

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
