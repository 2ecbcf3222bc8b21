import { readId, readText, requireId } from '../../auth/claim-values.ts';
import type { CompactJws } from '../../auth/compact-jws.ts';
import { canEmbed } from '../../http/request-origin.ts';
import { verifySignature, keysForFormat } from '../../auth/compact-jws.ts';
import type { JsonObject } from '../../json-object.ts';
import { checkTokenTimes } from '../../auth/token-times.ts';
import type { OrganizationConfig, VerificationKey } from '../../config/config.ts';
import { OriginNotAllowedError, TokenInvalidError } from '../../errors.ts';

/** Fixed by the system that issues these tokens, whatever age the organization configures for others. */
const MAX_AGE_SECONDS = 600;

/** Prefix of a customer id that is the vendor's own and not the system's. */
export const EXTERNAL_ID_PREFIX = 'E';

/** A token with a correct signature. Its claims have not been checked. */
export interface AuthenticWorkatoToken {
  readonly organization: OrganizationConfig;
  readonly vendorId: string;
  readonly claims: JsonObject;
}

/** The claims of a valid token. */
export interface WorkatoToken {
  readonly organization: OrganizationConfig;
  readonly vendorId: string;
  readonly tenantKey: string;
  readonly userKey: string | null;
  /** The organization accepts it once, in whatever dialect. */
  readonly jti: string;
  /** How long the `jti` has to be remembered. Milliseconds since 1970. */
  readonly rememberUntil: number;
  /** See `TokenTimes`. */
  readonly issuedAt: number;
  /** Origin of the host page that the token names. It is on the organization's list. */
  readonly origin?: string;
}

/** Returns the keys of a vendor that are not in the configuration. */
export type AddedVendorKeys = (
  organization: OrganizationConfig,
  vendorId: string,
) => Promise<readonly VerificationKey[]>;

/** Reads the vendor that a token claims. Nothing about it has been verified. */
export function claimedVendor({ claims: { sub } }: CompactJws): string | undefined {
  return typeof sub === 'string' ? urlDecode(sub.split(':', 1)[0] ?? '') : undefined;
}

/**
 * First step: finds the key that signed the token.
 *
 * The unverified `sub` names the vendor, and only the RSA keys of that vendor are tried. Throws an unverified
 * `TokenInvalidError` for every problem. After this step the organization is known, and its pages may show a refusal.
 *
 * @param addedKeys By default, only the keys of the configuration verify the token.
 */
export async function authenticateWorkatoToken(
  jws: CompactJws,
  vendors: VendorIndex,
  addedKeys: AddedVendorKeys = () => Promise.resolve([]),
): Promise<AuthenticWorkatoToken> {
  const vendorId = claimedVendor(jws);
  const organization = vendorId === undefined ? undefined : vendors.get(vendorId);
  if (vendorId === undefined || !organization) throw new TokenInvalidError('sub names no configured vendor');

  await verifySignature(jws, [...configuredKeys(organization, vendorId), ...(await addedKeys(organization, vendorId))]);
  return { organization, vendorId, claims: jws.claims };
}

/**
 * Second step: reads the claims, and checks whether they are acceptable now.
 *
 * It does not check whether the `jti` was used before. Throws a verified `TokenInvalidError` or `TokenExpiredError`, or
 * `OriginNotAllowedError`.
 *
 * @param now Milliseconds since 1970.
 */
export function readWorkatoClaims(
  { organization, vendorId, claims }: AuthenticWorkatoToken,
  now: number,
): WorkatoToken {
  const { tenantKey, userKey } = readSubject(claims.sub);
  const jti = requireId(claims.jti, 'jti');
  const times = checkTokenTimes(claims, { maxAgeSeconds: MAX_AGE_SECONDS, required: 'iat' }, now);
  const origin = readText(claims.origin, 'origin');
  if (origin !== undefined && !canEmbed(origin, organization)) throw new OriginNotAllowedError(origin);
  return { organization, vendorId, tenantKey, userKey, jti, ...times, ...(origin !== undefined && { origin }) };
}

function configuredKeys(organization: OrganizationConfig, vendorId: string) {
  return keysForFormat(organization, 'vendor').filter((key) => key.algorithm === 'RS256' && key.vendorId === vendorId);
}

/** Reads `vendorId:customer` or `vendorId:customer:user`. Each part is URL-encoded, so a part may contain a colon. */
function readSubject(sub: unknown): { tenantKey: string; userKey: string | null } {
  const parts = requireId(sub, 'sub').split(':').map(urlDecode);
  if (parts.length > 3 || parts.includes(undefined)) {
    throw new TokenInvalidError('sub is not vendor:customer:user', { verified: true });
  }
  const [, customer, user] = parts;
  return { tenantKey: readCustomer(customer), userKey: readId(user, 'user in sub') ?? null };
}

/** Reads the customer. `E4242` and `4242` are the same customer. The prefix alone is invalid. */
function readCustomer(part: string | undefined): string {
  const customer = requireId(part, 'customer in sub');
  return customer.startsWith(EXTERNAL_ID_PREFIX) ? requireId(customer.slice(1), 'customer in sub') : customer;
}

function urlDecode(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

/** The organization of each vendor id. The configuration refuses a vendor id in two organizations. */
export type VendorIndex = ReadonlyMap<string, OrganizationConfig>;

/** Builds the index for tokens, once per configuration. */
export function vendorIndex(organizations: Iterable<OrganizationConfig>): VendorIndex {
  const index = new Map<string, OrganizationConfig>();
  for (const organization of organizations) {
    for (const { vendorId } of organization.keys) {
      if (vendorId !== undefined) index.set(vendorId, organization);
    }
  }
  return index;
}
