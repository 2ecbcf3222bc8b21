import { createAccessToken } from '../../auth/access-token.ts';
import type { NewAccessToken, StoredAccessToken } from '../../store/access-token-store.ts';
import { ACCESS_SCOPES } from '../../store/access-token-store.ts';
import type { Harness } from '../../testing/harness.ts';

/** A stored access token, and the text that a back end sends. */
export interface IssuedAccessToken {
  readonly token: string;
  readonly stored: StoredAccessToken;
}

/** Stores an access token: of the organization `acme`, for all tenants and with every scope, unless `changes` says otherwise. */
export async function issueAccessToken(
  { deps }: { readonly deps: Pick<Harness['deps'], 'store' | 'now'> },
  changes: Partial<NewAccessToken> = {},
): Promise<IssuedAccessToken> {
  const { token, hash, hint } = createAccessToken();
  const stored = await deps.store.write(({ accessTokens }) =>
    accessTokens.create({
      organization: 'acme',
      name: 'back end',
      type: 'api',
      scopes: ACCESS_SCOPES,
      tenants: null,
      tokenHash: hash,
      hint,
      createdAt: deps.now(),
      expiresAt: null,
      ...changes,
    }),
  );
  return { token, stored };
}
