import { readId, readText, requireId, InformativeClaims, FULL_GRANT, readState } from '../../auth/claim-values.ts';
import { checkTokenLifetime } from '../../auth/token-times.ts';
import type { JsonObject } from '../../json-object.ts';
import type { Identity } from '../../pages/identity.ts';
import { readClientAuthentication } from './client-authentication.ts';
import type { ClientAuthenticationContext } from './client-authentication.ts';

/** The claims that these tokens can have. Others are ignored. */
export const CLAIM_NAMES: readonly string[] = [
  'iat',
  'exp',
  'nbf',
  'embed_account_id',
  'embed_user_id',
  'embed_user_name',
  'embed_account_name',
  'embed_user_email',
  'embed_user_language',
  'embed_state',
  'client_authentication',
];

/** How long after `iat` a token may expire, as the vendor documents it: four days. */
const MAX_LIFETIME_SECONDS = 4 * 24 * 3600;

/**
 * Reads the claims of a token whose signature is verified.
 *
 * The token may be used again until it expires: hosts of this system present one token at every page view. Throws a verified
 * `TokenInvalidError` or `TokenExpiredError`.
 *
 * @param context.now Milliseconds since 1970.
 */
export async function readLocoiaClaims(
  claims: JsonObject,
  { organization, now }: Omit<ClientAuthenticationContext, 'issuedAt'>,
): Promise<Identity> {
  const tenantKey = requireId(claims.embed_account_id, 'embed_account_id');
  const userKey = requireId(claims.embed_user_id, 'embed_user_id');
  const issuedAt = checkTokenLifetime(claims, MAX_LIFETIME_SECONDS, now);
  const informative = new InformativeClaims();
  const userName = informative.read(readText, claims.embed_user_name, 'embed_user_name');
  const email = informative.read(readText, claims.embed_user_email, 'embed_user_email');
  const actorName = userName ?? email;
  return {
    ...FULL_GRANT,
    tenantKey,
    tenantName: informative.read(readText, claims.embed_account_name, 'embed_account_name'),
    userKey,
    issuedAt,
    actor: { id: userKey, ...(actorName !== undefined && { name: actorName }) },
    locale: informative.read(readId, claims.embed_user_language, 'embed_user_language'),
    embedState: informative.read(readState, claims.embed_state, 'embed_state') ?? undefined,
    hostCredential: await readClientAuthentication(claims.client_authentication, { organization, issuedAt, now }),
    integrations: [],
    hiddenIntegrations: [],
    groups: [],
    claims: {},
    ignoredClaims: informative.ignored,
  };
}
