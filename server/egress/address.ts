import { isIP } from 'node:net';

import ipaddr from 'ipaddr.js';

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
