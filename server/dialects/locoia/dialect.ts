import { TOKEN_PARAMETER } from '../../../widget/protocol/token-parameter.ts';
import { keysForFormat, verifySignature, parseCompactJws } from '../../auth/compact-jws.ts';
import type { CompactJws } from '../../auth/compact-jws.ts';
import type { VerificationKey, OrganizationConfig } from '../../config/config.ts';
import { TokenInvalidError } from '../../errors.ts';
import type { ClaimsReader, ClaimsReaderDeps } from '../../pages/page-dialect.ts';
import type { Dialect, SignTokenOptions } from '../dialect.ts';
import { rejectOrigin, rejectPrivateKey, signToken } from '../sign-token.ts';
import { CLAIM_NAMES, readLocoiaClaims } from './claims.ts';
import { readId } from '../../auth/claim-values.ts';
import { importSecret } from '../../config/import-key.ts';
import type { JsonObject } from '../../json-object.ts';

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

    async authenticate({ token, jws = parseCompactJws(token), organization, now }) {
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

/**
 * Returns the only keys that may have signed a token. Nothing in the claims has been verified.
 *
 * The account in the claims chooses: its keys in the configuration, else the secret that a back end has set for it, else
 * the keys that are for all accounts. So a secret of one account never opens another one, and the secret for all accounts
 * does not open an account that has its own.
 */
async function keysOfClaimedAccount(
  claims: JsonObject,
  organization: OrganizationConfig,
  { findTenantSecret }: ClaimsReaderDeps,
): Promise<readonly VerificationKey[]> {
  const keys = keysForFormat(organization, 'account');
  const forAll = keys.filter(({ account }) => account === undefined);
  const account = claimedAccount(claims);
  // Without an account, only the reason of the refusal is at stake.
  if (account === undefined) return forAll;
  const configured = keys.filter((key) => key.account?.normalize('NFC') === account);
  if (configured.length > 0) return configured;
  const secret = await findTenantSecret(organization.slug, account);
  return secret === undefined ? forAll : [keyOf(secret, account)];
}

function claimedAccount({ embed_account_id: id }: JsonObject): string | undefined {
  try {
    return readId(id, 'embed_account_id');
  } catch (error) {
    if (error instanceof TokenInvalidError) return undefined;
    throw error;
  }
}

function keyOf(secret: string, account: string): VerificationKey {
  const imported = importSecret(secret);
  if ('issue' in imported) throw new TypeError(`The stored secret of a tenant ${imported.issue}.`);
  return { algorithm: 'HS256', key: imported.key, account };
}
