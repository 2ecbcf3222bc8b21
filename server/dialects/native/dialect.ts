import { randomUUID } from 'node:crypto';
import { TOKEN_PARAMETER } from '../../../widget/protocol/token-parameter.ts';
import { keysForFormat } from '../../auth/claims-format.ts';
import { verifyOrganizationToken } from '../../auth/organization-token.ts';
import { NotFoundError } from '../../errors.ts';
import type { SuccessDetails } from '../../pages/page-dialect.ts';
import type { Dialect, DialectDeps, SignTokenOptions } from '../dialect.ts';
import { rejectOrigin, signToken } from '../sign-token.ts';

/** The project's own dialect. Every page speaks it on request. */
export const native: Dialect = {
  name: 'native',
  speaksOn: 'every page',
  tokenParameter: TOKEN_PARAMETER,
  tokenByMessage: true,
  fallback: 'each',

  readIdentity: async ({ token, arrival, organization, now }) => ({
    ...(await verifyOrganizationToken(token, {
      organization,
      keys: keysForFormat(organization, 'organization'),
      arrival,
      now,
    })),
    // A native page repeats no claims to the host.
    claims: {},
  }),

  successDetails,

  signToken: signNativeToken,
};

/** Makes the details of the success message: a signed statement for the host's back end. */
function successDetails({ useCaseDeps, receipts }: DialectDeps): SuccessDetails {
  return async ({ scope, context }, { id, connector, name, status, verified }) => {
    const { organization, tenantId } = scope;
    const tenant = await useCaseDeps.store.tenants.find(organization, tenantId);
    if (!tenant) throw new NotFoundError('This tenant does not exist.');
    const connection = { id, connector, name, connected: status === 'connected', verified };
    const { userKey, state } = context;
    const statement = { organization, tenantKey: tenant.key, userKey, state, connection };
    return { receipt: await receipts.sign(statement, useCaseDeps.now()), ...(state !== null && { state }) };
  };
}

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
