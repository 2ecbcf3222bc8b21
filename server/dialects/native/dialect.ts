import { randomUUID } from 'node:crypto';
import { TOKEN_PARAMETER } from '../../../widget/protocol/token-parameter.ts';
import { keysForFormat } from '../../auth/compact-jws.ts';
import { verifyOrganizationToken } from '../../auth/organization-token.ts';
import type { Dialect, SignTokenOptions } from '../dialect.ts';
import { receiptDetails } from '../receipt-details.ts';
import { rejectOrigin, signToken } from '../sign-token.ts';

/** The project's own dialect. Every page speaks it on request. */
export const native: Dialect = {
  name: 'native',
  speaksOn: 'every page',
  tokenParameter: TOKEN_PARAMETER,
  tokenByMessage: true,
  acceptsSessionTokens: true,
  fallback: 'each',

  readIdentity: async ({ token, jws, arrival, organization, now }) => ({
    ...(await verifyOrganizationToken(token, {
      jws,
      organization,
      keys: keysForFormat(organization, 'organization'),
      arrival,
      now,
    })),
    // A native page repeats no claims to the host.
    claims: {},
  }),

  successDetails: receiptDetails,

  signToken: signNativeToken,
};

/** Signs a token for the pages of an organization, with any of its keys that are for all accounts. */
async function signNativeToken(options: SignTokenOptions): Promise<string> {
  const { organization, subject, origin, claims, privateKey, issuedAt } = options;
  rejectOrigin(origin);
  // The jti keeps two tokens of the same second apart when the organization accepts each token once.
  return signToken(() => ({ sub: subject, jti: randomUUID(), iat: issuedAt, ...claims }), {
    keys: keysForFormat(organization, 'organization'),
    kind: 'key without vendorId and account',
    privateKey,
  });
}
