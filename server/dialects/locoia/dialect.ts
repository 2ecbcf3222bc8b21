import { TOKEN_PARAMETER } from '../../../widget/protocol/token-parameter.ts';
import { keysForFormat, verifySignature } from '../../auth/verify-signature.ts';
import { parseCompactJws } from '../../auth/compact-jws.ts';
import type { CompactJws } from '../../auth/compact-jws.ts';
import type { VerificationKey } from '../../config/config.ts';
import { TokenInvalidError } from '../../errors.ts';
import type { ClaimsReader, ClaimsReaderDeps } from '../../pages/page-dialect.ts';
import type { Dialect, SignTokenOptions } from '../dialect.ts';
import { rejectOrigin, rejectPrivateKey, signToken } from '../sign-token.ts';
import { CLAIM_NAMES, readLocoiaClaims } from './claims.ts';
import { keysOfClaimedAccount } from './secrets.ts';

/** A token of `token sign` is for trying things out, so it ends after an hour. */
const SIGNED_LIFETIME_SECONDS = 3600;

/** Locoia's claims. Its pages and messages are not public, so it has neither: a page with such a token speaks native. */
export const locoia: Dialect = {
  name: 'locoia',
  speaksOn: 'no page',
  tokenParameter: TOKEN_PARAMETER,
  tokenByMessage: true,
  fallback: 'each',

  claimsReader,

  advice: (organization) =>
    keysForFormat(organization, 'account').length === 0
      ? []
      : [
          'A token with claims of Locoia works for up to four days and can be used again. Give it to the page by message, ' +
            'with the tag, and not in the address, which ends in histories and logs.',
        ],

  async signToken({ organization, subject, origin, claims, privateKey, issuedAt }: SignTokenOptions) {
    rejectOrigin(origin);
    rejectPrivateKey(privateKey);
    const [account = '', user = account] = subject.split(':');
    const allClaims = {
      embed_account_id: account,
      embed_user_id: user,
      iat: issuedAt,
      exp: issuedAt + SIGNED_LIFETIME_SECONDS,
      ...claims,
    };
    return signToken(() => allClaims, {
      // The secrets that back ends set are in the database, which this command does not read.
      keys: await keysOfClaimedAccount(allClaims, organization, { findTenantSecret: () => Promise.resolve(undefined) }),
      kind: 'HS256 key with `claims: locoia` for this account',
      privateKey: undefined,
    });
  },
};

function claimsReader(deps: ClaimsReaderDeps): ClaimsReader {
  return {
    claimNames: CLAIM_NAMES,

    async authenticate({ token, organization, now }) {
      const jws = parseCompactJws(token);
      const keys = await keysOfClaimedAccount(jws.claims, organization, deps);
      if (!(await isSignedByOneOf(jws, keys))) return undefined;
      return () => readLocoiaClaims(jws.claims, { organization, now });
    },
  };
}

async function isSignedByOneOf(jws: CompactJws, keys: readonly VerificationKey[]): Promise<boolean> {
  if (keys.length === 0) return false;
  try {
    await verifySignature(jws, keys);
    return true;
  } catch (error) {
    if (error instanceof TokenInvalidError) return false;
    throw error;
  }
}
