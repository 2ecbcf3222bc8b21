import { TOKEN_PARAMETER } from '../../../widget/protocol/token-parameter.ts';
import { sharedSecrets, verifyOrganizationToken } from '../../auth/organization-token.ts';
import type { Dialect, SignTokenOptions } from '../dialect.ts';
import { rejectOrigin, rejectPrivateKey, signToken } from '../sign-token.ts';
import { sessionClaims } from './session-claims.ts';
import { installationDetails, successDetails } from './success-details.ts';
import { webhookUrlRoutes } from './webhook-url.ts';

/** Pandium's pages. */
export const pandium: Dialect = {
  name: 'pandium',
  speaksOn: 'organization pages',
  tokenParameter: TOKEN_PARAMETER,
  tokenByMessage: false,
  fallback: 'each',

  async readIdentity({ token, jws, arrival, organization, now }) {
    const keys = sharedSecrets(organization);
    const verified = await verifyOrganizationToken(token, { jws, organization, keys, arrival, now });
    return { ...verified, claims: sessionClaims(verified) };
  },

  sessionClaims,

  routes: webhookUrlRoutes,

  successDetails,

  installationDetails,

  async signToken({ organization, subject, origin, claims, privateKey, issuedAt }: SignTokenOptions) {
    rejectOrigin(origin);
    rejectPrivateKey(privateKey);
    return signToken(() => ({ sub: subject, iat: issuedAt, ...claims }), {
      keys: sharedSecrets(organization),
      kind: 'HS256 key without an account',
      privateKey: undefined,
    });
  },
};
