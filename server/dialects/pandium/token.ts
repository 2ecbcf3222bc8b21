import { isAbsent, readId, readIdList, readObject, readText, requireId } from '../../auth/claim-values.ts';
import { parseCompactJws } from '../../auth/compact-jws.ts';
import { tokenFingerprint } from '../../auth/token-fingerprint.ts';
import { verifySignature } from '../../auth/verify-signature.ts';
import { keysForFormat } from '../../auth/claims-format.ts';
import { checkTokenTimes } from '../../auth/token-times.ts';
import type { OrganizationConfig, VerificationKey } from '../../config/config.ts';
import { TokenInvalidError } from '../../errors.ts';
import { isJsonObject, type JsonObject } from '../../json-object.ts';
import type { Actor } from '../../store/activity-store.ts';
import { readExtraTenantInfo, type ExtraTenantInfo } from './extra-tenant-info.ts';

/** What a good token says. */
export interface PandiumToken extends ExtraTenantInfo {
  readonly tenantKey: string;
  readonly userKey: string;
  /** Who acts, for the activity log. Never decides whose data this is. */
  readonly actor: Actor;
  readonly displayName?: string | undefined;
  readonly fullName?: string | undefined;
  readonly email?: string | undefined;
  /** The only integrations that may be seen, by name or number. Empty: all. */
  readonly integrations: readonly string[];
  /** Set when the organization accepts each token once: what to remember it by. */
  readonly tokenId?: string | undefined;
  /** How long {@link tokenId} has to be remembered. Milliseconds since 1970. */
  readonly rememberUntil: number;
}

/** Against what a token is checked. */
export interface PandiumTokenContext {
  readonly organization: OrganizationConfig;
  /**
   * The only keys of the organization that may have signed it: those of the grammar `organization`, and on a page that
   * is not native only {@link sharedSecrets}.
   */
  readonly keys: readonly VerificationKey[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The keys of a page that speaks as the documented system does: its tokens are signed with shared secrets only. */
export function sharedSecrets(organization: Pick<OrganizationConfig, 'keys'>): readonly VerificationKey[] {
  return keysForFormat(organization, 'organization').filter(({ algorithm }) => algorithm === 'HS256');
}

/**
 * Checks a token for one organization, and reads its claims.
 *
 * Whether the token was used before is not checked here. Throws `TokenInvalidError` or `TokenExpiredError`, which say
 * whether the signature was right.
 */
export async function verifyPandiumToken(
  token: string,
  { organization, keys, now }: PandiumTokenContext,
): Promise<PandiumToken> {
  const jws = parseCompactJws(token);
  await verifySignature(jws, keys);

  const { claims } = jws;
  const { maxAgeSeconds, singleUse } = organization.tokens;
  const userKey = requireId(claims.sub, 'sub');
  checkMeta(claims.meta);
  return {
    ...checkTokenTimes(claims, { maxAgeSeconds, required: 'iat or exp' }, now),
    tenantKey: readId(claims.external_id, 'external_id') ?? userKey,
    userKey,
    tokenId: singleUse
      ? (readId(claims.jti, 'jti') ?? Buffer.from(tokenFingerprint(token)).toString('base64url'))
      : undefined,
    ...readTenantInfo(claims, userKey),
  };
}

/** The `ti` claim: who looks at the page, and what they may see. Keys that are not known are ignored. */
function readTenantInfo(claims: JsonObject, userKey: string) {
  const ti = readObject(claims.ti, 'ti') ?? {};
  const displayName = readText(ti.udn, 'ti.udn');
  const actorId = readId(ti.aid, 'ti.aid');
  // Without an id of its own, the acting person is the user, whose name may then stand in.
  const actorName = readText(ti.adn, 'ti.adn') ?? (actorId === undefined ? displayName : undefined);
  const outerXti = readObject(claims.xti, 'xti');
  return {
    actor: { id: actorId ?? userKey, ...(actorName !== undefined && { name: actorName }) },
    displayName,
    fullName: readText(ti.ufn, 'ti.ufn'),
    email: readText(ti.uem, 'ti.uem'),
    integrations: readIdList(ti.ili, 'ti.ili'),
    // Two of them are not merged: the one in its documented place counts.
    ...readExtraTenantInfo(readObject(ti.xti, 'ti.xti') ?? outerXti ?? {}),
  };
}

/** The `meta` claim: text or an object, whatever the host wanted to attach. Nothing here needs what it says. */
function checkMeta(value: unknown): void {
  if (isAbsent(value) || typeof value === 'string' || isJsonObject(value)) return;
  throw new TokenInvalidError('meta is neither text nor an object', { verified: true });
}
