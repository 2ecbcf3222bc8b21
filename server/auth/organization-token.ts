import {
  InvalidClaimError,
  isAbsent,
  readId,
  readObject,
  readText,
  requireId,
  splitCommaList,
  InformativeClaims,
  readGrantClaims,
} from './claim-values.ts';
import { parseCompactJws, tokenFingerprint, verifySignature, keysForFormat } from './compact-jws.ts';
import type { CompactJws } from './compact-jws.ts';
import type { GrantClaims, IgnoredClaim } from './claim-values.ts';
import { checkTokenTimes } from './token-times.ts';
import type { TokenArrival } from './token-times.ts';
import type { OrganizationConfig, VerificationKey } from '../config/config.ts';
import { isJsonObject } from '../json-object.ts';
import type { JsonObject } from '../json-object.ts';
import type { Actor } from '../store/activity-store.ts';

/** The claims that tokens for the pages of organizations can have. Others are ignored. */
export const ORGANIZATION_TOKEN_CLAIMS: readonly string[] = [
  'sub',
  'external_id',
  'tenant',
  'user',
  'iat',
  'exp',
  'nbf',
  'jti',
  'meta',
  'ti',
  'xti',
  'tenant_name',
  'permissions',
  'state',
];

/** The claims of a valid token. */
export interface OrganizationToken extends ExtraTenantInfo, GrantClaims {
  readonly tenantKey: string;
  /** What to call the customer account. */
  readonly tenantName?: string | undefined;
  readonly userKey: string;
  /** See `TokenTimes`. */
  readonly issuedAt: number;
  /** The acting person, for the activity log. It never decides about the owner of data. */
  readonly actor: Actor;
  readonly displayName?: string | undefined;
  readonly fullName?: string | undefined;
  readonly email?: string | undefined;
  /** The only integrations that the portal shows, by name or number. If empty, it shows all. */
  readonly integrations: readonly string[];
  /**
   * Set if the organization accepts each token once: the id under which the token is remembered, and how long. Milliseconds
   * since 1970.
   */
  readonly singleUse?: { readonly tokenId: string; readonly rememberUntil: number };
  /** Claims that only inform and have a bad value. */
  readonly ignoredClaims: readonly IgnoredClaim[];
}

/** Whom a token names, as far as a dialect repeats it to the host page. */
export type TokenPerson = Pick<
  OrganizationToken,
  'tenantKey' | 'userKey' | 'actor' | 'displayName' | 'fullName' | 'email' | 'integrations' | 'extraTenantInfo'
>;

/** The configuration and time that a token is checked with. */
export interface OrganizationTokenContext {
  /** The parsed token. By default, it is parsed. */
  readonly jws?: CompactJws | undefined;
  readonly organization: OrganizationConfig;
  /**
   * The only keys of the organization that may have signed the token: those of the format `organization`. A page that
   * is not native accepts only {@link sharedSecrets}.
   */
  readonly keys: readonly VerificationKey[];
  readonly arrival: TokenArrival;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Returns the keys of a page that is not native. As documented for this system, only shared secrets sign its tokens.
 */
export function sharedSecrets(organization: Pick<OrganizationConfig, 'keys'>): readonly VerificationKey[] {
  return keysForFormat(organization, 'organization').filter(({ algorithm }) => algorithm === 'HS256');
}

/**
 * Checks a token for one organization, and reads its claims.
 *
 * It does not check whether the token was used before. Throws `TokenInvalidError` or `TokenExpiredError`, which say
 * whether the signature was correct.
 */
export async function verifyOrganizationToken(
  token: string,
  { jws = parseCompactJws(token), organization, keys, arrival, now }: OrganizationTokenContext,
): Promise<OrganizationToken> {
  await verifySignature(jws, keys);

  const { claims } = jws;
  const { maxAgeSeconds, singleUse } = organization.tokens;
  const { tenantKey, userKey } = readOwner(claims);
  const informative = new InformativeClaims();
  informative.read(checkMeta, claims.meta, 'meta');
  const tenantInfo = readTenantInfo(claims, userKey, informative);
  const times = { maxAgeSeconds, required: 'iat or exp', arrival } as const;
  const { rememberUntil, issuedAt } = checkTokenTimes(claims, times, now);
  return {
    ...readGrantClaims(claims),
    tenantKey,
    tenantName: informative.read(readText, claims.tenant_name, 'tenant_name') ?? tenantInfo.displayName,
    userKey,
    issuedAt,
    ...(singleUse && { singleUse: { tokenId: readTokenId(claims, token), rememberUntil } }),
    ...tenantInfo,
    ignoredClaims: informative.ignored,
  };
}

/**
 * Reads the account and the user: `tenant` and `user`, else `external_id` and `sub`. A token has the same owner on every
 * page, so these names do not depend on the dialect. A token that names the account in both ways is refused.
 */
function readOwner(claims: JsonObject): Pick<OrganizationToken, 'tenantKey' | 'userKey'> {
  const tenant = readId(claims.tenant, 'tenant');
  const externalId = readId(claims.external_id, 'external_id');
  if (tenant === undefined) {
    const userKey = requireId(claims.sub, 'sub');
    return { tenantKey: externalId ?? userKey, userKey };
  }
  if (externalId !== undefined) throw new InvalidClaimError('tenant', 'and external_id both name the account');
  const user = readId(claims.user, 'user');
  return { tenantKey: tenant, userKey: user ?? requireId(claims.sub, 'sub') };
}

/** Returns the id under which a token is remembered: its `jti`, else its hash. */
function readTokenId(claims: JsonObject, token: string): string {
  return readId(claims.jti, 'jti') ?? Buffer.from(tokenFingerprint(token)).toString('base64url');
}

/** Reads the `ti` claim: the acting person, and what is visible to them. Unknown keys are ignored. */
function readTenantInfo(claims: JsonObject, userKey: string, informative: InformativeClaims) {
  const ti = readObject(claims.ti, 'ti') ?? {};
  const displayName = informative.read(readText, ti.udn, 'ti.udn');
  const actorId = informative.read(readId, ti.aid, 'ti.aid');
  // Without an id of its own, the acting person is the user, so the display name applies.
  const actorName = informative.read(readText, ti.adn, 'ti.adn') ?? (actorId === undefined ? displayName : undefined);
  const outerXti = readObject(claims.xti, 'xti');
  return {
    actor: { id: actorId ?? userKey, ...(actorName !== undefined && { name: actorName }) },
    displayName,
    fullName: informative.read(readText, ti.ufn, 'ti.ufn'),
    email: informative.read(readText, ti.uem, 'ti.uem'),
    integrations: informative.readEach(readId, splitCommaList(ti.ili), 'ti.ili'),
    // The two are not merged. The one in its documented place has priority.
    ...readExtraTenantInfo(readObject(ti.xti, 'ti.xti') ?? outerXti ?? {}, informative),
  };
}

/** Checks the `meta` claim: text or an object with any content. The server does not use it. */
function checkMeta(value: unknown, path: string): void {
  if (isAbsent(value) || typeof value === 'string' || isJsonObject(value)) return;
  throw new InvalidClaimError(path, 'is neither text nor an object');
}

/** The credential in a token: a single value, or the values of the connector's fields. */
export type OwnCredential = string | Readonly<Record<string, string>>;

/** The content of the `xti` claim. */
interface ExtraTenantInfo {
  /** The claim without its `token`. The page sends it back to the host. */
  readonly extraTenantInfo: JsonObject;
  /** The `token` of the claim. It is never shown, logged or stored unencrypted. */
  readonly ownCredential?: OwnCredential | undefined;
  /** Name or number. */
  readonly integrationName?: string | undefined;
  readonly connectorName?: string | undefined;
  /** Names or numbers. */
  readonly hiddenIntegrations: readonly string[];
  /** The group and the tier of the user. Both count as groups of integrations. */
  readonly groups: readonly string[];
  /** As the host wrote it. It may not be a valid language tag. */
  readonly locale?: string | undefined;
}

/**
 * Reads the `xti` claim of a verified token, and separates the credential from the rest.
 *
 * Names that decide what the page shows throw a verified `TokenInvalidError` if they are bad. The rest only informs.
 */
function readExtraTenantInfo(xti: JsonObject, informative: InformativeClaims): ExtraTenantInfo {
  const { token, ...extraTenantInfo } = xti;
  return {
    extraTenantInfo,
    ownCredential: informative.read(readOwnCredential, token, 'xti.token'),
    integrationName: readId(xti.integration_name, 'xti.integration_name'),
    connectorName: readId(xti.connector_name, 'xti.connector_name'),
    hiddenIntegrations: informative.readEach(
      readId,
      splitCommaList(xti.hidden_integrations),
      'xti.hidden_integrations',
    ),
    groups: [
      ...informative.readEach(readId, xti.user_group, 'xti.user_group'),
      ...informative.readEach(readId, xti.user_tier, 'xti.user_tier'),
    ],
    locale: informative.read(readText, xti.locale, 'xti.locale'),
  };
}

/**
 * Reads the credential. The connector checks lengths and characters, because the rules for identifiers do not apply.
 */
function readOwnCredential(token: unknown, path: string): OwnCredential | undefined {
  if (isAbsent(token)) return undefined;
  if (typeof token === 'string') return token;
  if (!isJsonObject(token)) throw new InvalidClaimError(path, 'is neither text nor an object');
  const fields: [string, string][] = [];
  for (const [name, value] of Object.entries(token)) {
    if (isAbsent(value)) continue;
    if (typeof value !== 'string') throw new InvalidClaimError(path, 'has a field that is not text');
    fields.push([name, value]);
  }
  return fields.length > 0 ? Object.fromEntries(fields) : undefined;
}
