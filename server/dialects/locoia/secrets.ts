import { readId } from '../../auth/claim-values.ts';
import { keysForFormat } from '../../auth/verify-signature.ts';
import type { OrganizationConfig, VerificationKey } from '../../config/config.ts';
import { importSecret } from '../../config/import-key.ts';
import { TokenInvalidError } from '../../errors.ts';
import type { JsonObject } from '../../json-object.ts';
import type { ClaimsReaderDeps } from '../../pages/page-dialect.ts';

/**
 * Returns the only keys that may have signed a token. Nothing in the claims has been verified.
 *
 * The account in the claims chooses: its keys in the configuration, else the secret that a back end has set for it, else
 * the keys that are for all accounts. So a secret of one account never opens another one, and the secret for all accounts
 * does not open an account that has its own.
 */
export async function keysOfClaimedAccount(
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
