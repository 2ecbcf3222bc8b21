import { readId, readText, requireId } from '../../auth/claim-values.ts';
import { parseCompactJws } from '../../auth/compact-jws.ts';
import type { CompactJws } from '../../auth/compact-jws.ts';
import { canEmbed } from '../../auth/page-origin.ts';
import { verifySignature } from '../../auth/verify-signature.ts';
import { keysForFormat } from '../../auth/claims-format.ts';
import type { JsonObject } from '../../json-object.ts';
import { checkTokenTimes } from '../../auth/token-times.ts';
import type { OrganizationConfig } from '../../config/config.ts';
import { OriginNotAllowedError, TokenInvalidError } from '../../errors.ts';
import type { VendorIndex } from './vendor-index.ts';

/** Fixed by the provider that these tokens are written for, whatever age the organization configures for others. */
const MAX_AGE_SECONDS = 600;

/** Marks a customer named by the vendor's own id instead of the provider's. */
const EXTERNAL_ID_PREFIX = 'E';

/** A token whose signature is right. Its claims have not been checked. */
export interface AuthenticWorkatoToken {
  readonly organization: OrganizationConfig;
  readonly vendorId: string;
  readonly claims: JsonObject;
}

/** What a good token says. */
export interface WorkatoToken {
  readonly organization: OrganizationConfig;
  readonly vendorId: string;
  readonly tenantKey: string;
  readonly userKey: string | null;
  /** The organization accepts it once, whatever dialect the page speaks. */
  readonly jti: string;
  /** How long the `jti` has to be remembered. Milliseconds since 1970. */
  readonly rememberUntil: number;
  /** Where the page is embedded, as the token names it. On the organization's list. */
  readonly origin?: string;
}

/** The vendor that a token says it is of, for counting refusals. Nothing about it has been verified. */
export function claimedVendor(token: string): string | undefined {
  try {
    return vendorOf(parseCompactJws(token));
  } catch (error) {
    if (error instanceof TokenInvalidError) return undefined;
    throw error;
  }
}

/**
 * First step: who signed this token.
 *
 * The unverified `sub` names the vendor. Only the RSA keys of that vendor are tried. Throws `TokenInvalidError`, not
 * verified, whatever is wrong. Once this returns, the organization is known and its pages may show a refusal.
 */
export async function authenticateWorkatoToken(token: string, vendors: VendorIndex): Promise<AuthenticWorkatoToken> {
  const jws = parseCompactJws(token);
  const vendorId = vendorOf(jws);
  const organization = vendorId === undefined ? undefined : vendors.get(vendorId);
  if (vendorId === undefined || !organization) throw new TokenInvalidError('sub names no configured vendor');

  await verifySignature(jws, vendorKeys(organization, vendorId));
  return { organization, vendorId, claims: jws.claims };
}

/**
 * Second step: what the token says, and whether it is acceptable now.
 *
 * Whether the `jti` was used before is not checked here. Throws `TokenInvalidError` or `TokenExpiredError`, verified,
 * or `OriginNotAllowedError`.
 *
 * @param now Milliseconds since 1970.
 */
export function readWorkatoClaims(
  { organization, vendorId, claims }: AuthenticWorkatoToken,
  now: number,
): WorkatoToken {
  const { tenantKey, userKey } = readSubject(claims.sub);
  const jti = requireId(claims.jti, 'jti');
  const { rememberUntil } = checkTokenTimes(claims, { maxAgeSeconds: MAX_AGE_SECONDS, required: 'iat' }, now);
  const origin = readText(claims.origin, 'origin');
  if (origin !== undefined && !canEmbed(origin, organization)) throw new OriginNotAllowedError(origin);
  return { organization, vendorId, tenantKey, userKey, jti, rememberUntil, ...(origin !== undefined && { origin }) };
}

function vendorKeys(organization: OrganizationConfig, vendorId: string) {
  return keysForFormat(organization, 'vendor').filter((key) => key.algorithm === 'RS256' && key.vendorId === vendorId);
}

function vendorOf({ claims: { sub } }: CompactJws): string | undefined {
  return typeof sub === 'string' ? urlDecode(sub.split(':', 1)[0] ?? '') : undefined;
}

/** `vendorId:customer` or `vendorId:customer:user`, each part URL-encoded, so that a part may contain a colon. */
function readSubject(sub: unknown): { tenantKey: string; userKey: string | null } {
  const parts = requireId(sub, 'sub').split(':').map(urlDecode);
  if (parts.length > 3 || parts.includes(undefined)) {
    throw new TokenInvalidError('sub is not vendor:customer:user', { verified: true });
  }
  const [, customer, user] = parts;
  return { tenantKey: readCustomer(customer), userKey: readId(user, 'user in sub') ?? null };
}

/** `E4242` and `4242` are one customer. Nothing behind the mark is no customer at all. */
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
