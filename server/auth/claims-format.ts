import type { OrganizationConfig, VerificationKey } from '../config/config.ts';

/**
 * The meaning of a token's claims. It decides which pages accept the token.
 *
 * - `vendor`: `sub` names a vendor and its customer. Direct links accept it.
 * - `account`: the claims of another embed system, signed for one account or for all. The pages under `/:org` accept it.
 * - `organization`: `sub` names a user, `external_id` the account. The pages under `/:org` accept it too.
 */
export type ClaimsFormat = 'vendor' | 'account' | 'organization';

/** Returns the format of the tokens that a key signs. Only the configuration decides it, never a token. */
export function claimsFormatOf({
  vendorId,
  claims,
  account,
}: Pick<VerificationKey, 'vendorId' | 'claims' | 'account'>): ClaimsFormat {
  if (vendorId !== undefined) return 'vendor';
  return claims === undefined && account === undefined ? 'organization' : 'account';
}

/**
 * Returns the keys for tokens of a format, in the order of the configuration.
 *
 * Every check of a token starts with these keys, so that no token has two meanings: a used direct-link token that is
 * still in a history or log opens no other page.
 */
export function keysForFormat(
  { keys }: Pick<OrganizationConfig, 'keys'>,
  format: ClaimsFormat,
): readonly VerificationKey[] {
  return keys.filter((key) => claimsFormatOf(key) === format);
}
