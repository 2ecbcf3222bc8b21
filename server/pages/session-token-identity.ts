import { FULL_GRANT } from '../auth/claim-values.ts';
import { canEmbed } from '../http/request-origin.ts';
import type { SessionTokens, VerifiedSessionToken } from '../auth/session-token.ts';
import type { TokenArrival } from '../auth/token-times.ts';
import type { OrganizationConfig } from '../config/config.ts';
import { OriginNotAllowedError, TokenInvalidError } from '../errors.ts';
import { isAccessTokenLive } from '../auth/access-token.ts';
import type { Store } from '../store/store.ts';
import type { Identity } from './identity.ts';

/** What reading session tokens requires. */
export interface SessionTokenReaderDeps {
  readonly sessionTokens: SessionTokens;
  readonly store: Store;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** A session token. Nothing in it has been checked. */
export interface PresentedSessionToken {
  readonly token: string;
  readonly arrival: TokenArrival;
  /** Origin of the window whose message brought the token. */
  readonly origin: string | undefined;
  /** The organization that the address names. */
  readonly organization: OrganizationConfig;
}

/**
 * Verifies a session token and reads whom it is for. Can be repeated: a session token is valid until it expires.
 *
 * Throws `TokenInvalidError`, also after the access token was revoked for which the token was issued, `TokenExpiredError`,
 * or `OriginNotAllowedError`.
 */
export async function readSessionToken(
  { sessionTokens, store, now }: SessionTokenReaderDeps,
  { token, arrival, origin, organization }: PresentedSessionToken,
): Promise<Identity> {
  // Hosts never put one into an address, where it would stay valid in histories and logs for a day.
  if (arrival !== 'message') throw new TokenInvalidError('a session token arrives by message only');
  const statement = await sessionTokens.verify(token, { organization: organization.slug, now: now() });
  if (!(await isAccessTokenLive({ store, now }, organization.slug, statement.accessTokenId))) {
    throw new TokenInvalidError('the access token was revoked or has expired', { verified: true });
  }
  requireOrigin(statement.origin, origin, organization);
  return sessionTokenIdentity(statement);
}

/** Returns whom a verified session token is for. */
export function sessionTokenIdentity(verified: VerifiedSessionToken): Identity {
  const { tenantKey, tenantName, email, userName, issuedAt, groups } = verified;
  const { integrationName, connectorName, accessTokenId } = verified;
  return {
    ...FULL_GRANT,
    tenantKey,
    tenantName,
    userKey: email,
    issuedAt,
    actor: { id: email, ...(userName !== undefined && { name: userName }) },
    integrationName,
    connectorName,
    onlyConnector: connectorName,
    // The portal shows only what the token is for.
    integrations: integrationName === undefined ? [] : [integrationName],
    hiddenIntegrations: [],
    groups,
    accessTokenId,
    claims: {},
    ignoredClaims: [],
  };
}

/** The origin is that of the message as the browser reports it to our page, which is the only one to send it. */
function requireOrigin(named: string | undefined, actual: string | undefined, organization: OrganizationConfig): void {
  if (named === undefined) return;
  if (named !== actual) {
    throw new OriginNotAllowedError(actual ?? '', { reason: `the token is for a page of ${named}` });
  }
  if (!canEmbed(named, organization)) throw new OriginNotAllowedError(named);
}
