import type { AccessTokenStore } from '../store/access-token-store.ts';

/**
 * Tells whether the access token is still valid for which a session, an embed token or a session token was issued: it was
 * not revoked, and has not expired.
 *
 * Reads the database for each request, so that every process notices at once that the token was revoked.
 */
export async function isAccessTokenLive(
  { store, now }: { readonly store: { readonly accessTokens: AccessTokenStore }; readonly now: () => number },
  organization: string,
  id: number,
): Promise<boolean> {
  const token = await store.accessTokens.find(organization, id);
  return token?.revokedAt === null && (token.expiresAt === null || token.expiresAt > now());
}
