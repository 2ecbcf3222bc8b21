import type { OrganizationConfig, VerificationKey } from '../config/config.ts';

/**
 * What the claims of a token mean, and so which pages read it.
 *
 * - `vendor`: `sub` names a vendor and its customer. Direct links read it.
 * - `account`: the claims of one account. No page of this version reads them.
 * - `organization`: `sub` names a user, `external_id` the account. The pages under `/:org` read it.
 */
export type ClaimsFormat = 'vendor' | 'account' | 'organization';

/** The one grammar of the tokens that a key signs. The configuration decides it; a token cannot. */
export function claimsFormatOf({ vendorId, account }: Pick<VerificationKey, 'vendorId' | 'account'>): ClaimsFormat {
  if (vendorId !== undefined) return 'vendor';
  return account === undefined ? 'organization' : 'account';
}

/**
 * The keys whose tokens are written in a grammar, in the order of the configuration.
 *
 * Every check of a token begins with these, so that no token has two readings: a direct-link token that was used and is
 * still in some history or log opens no other page.
 */
export function keysForFormat(
  { keys }: Pick<OrganizationConfig, 'keys'>,
  format: ClaimsFormat,
): readonly VerificationKey[] {
  return keys.filter((key) => claimsFormatOf(key) === format);
}
