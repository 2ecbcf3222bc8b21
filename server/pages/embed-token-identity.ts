import type { EmbedTokens, VerifiedEmbedToken } from '../auth/embed-token.ts';
import type { OrganizationConfig } from '../config/config.ts';
import { TokenInvalidError } from '../errors.ts';
import { isAccessTokenLive } from '../auth/access-token.ts';
import type { Store } from '../store/store.ts';
import type { Identity } from './identity.ts';
import type { PageDialect } from './page-dialect.ts';

/** What reading embed tokens of this server requires. */
export interface EmbedTokenReaderDeps {
  readonly embedTokens: EmbedTokens;
  readonly store: Store;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** An embed token of this server. Nothing in it has been checked. */
export interface PresentedEmbedToken {
  readonly token: string;
  /** The organization that the address names. */
  readonly organization: OrganizationConfig;
  /** The dialect of the page. */
  readonly dialect: Pick<PageDialect, 'sessionClaims'>;
}

/**
 * Verifies an embed token of this server and reads whom it is for.
 *
 * Throws `TokenInvalidError`, also after the access token was revoked for which the token was issued, or
 * `TokenExpiredError`.
 */
export async function readEmbedToken(
  { embedTokens, store, now }: EmbedTokenReaderDeps,
  { token, organization, dialect }: PresentedEmbedToken,
): Promise<Identity & { readonly issuedAt: number }> {
  const verified = await embedTokens.verify(token, { organization: organization.slug, now: now() });
  if (!(await isAccessTokenLive({ store, now }, organization.slug, verified.accessTokenId))) {
    throw new TokenInvalidError('the access token was revoked or has expired', { verified: true });
  }
  return embedTokenIdentity(verified, dialect);
}

/** Returns whom a verified embed token is for. */
export function embedTokenIdentity(
  verified: VerifiedEmbedToken,
  dialect: Pick<PageDialect, 'sessionClaims'>,
): Identity & { readonly issuedAt: number } {
  const { tenantKey, userKey, connectorName, integrationName } = verified;
  const person = { tenantKey, userKey, actor: { id: userKey }, integrations: [], extraTenantInfo: {} };
  return {
    ...verified,
    actor: person.actor,
    onlyConnector: connectorName,
    // The portal shows only what the token is for.
    integrations: integrationName === undefined ? [] : [integrationName],
    hiddenIntegrations: [],
    groups: [],
    claims: dialect.sessionClaims?.(person) ?? {},
    ignoredClaims: [],
  };
}
