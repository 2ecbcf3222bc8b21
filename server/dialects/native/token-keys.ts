import type { OrganizationConfig, VerificationKey } from '../../config/config.ts';

/**
 * The keys whose tokens native pages take: each of the organization's, in its order and with its own algorithm.
 *
 * A key of one account is left out: it says nothing about any other account, and these tokens do not tie it to its own.
 */
export function nativeKeys({ keys }: Pick<OrganizationConfig, 'keys'>): readonly VerificationKey[] {
  return keys.filter(({ account }) => account === undefined);
}

/** The same for tokens that name a vendor, which leave out the keys of the organization's other vendor ids. */
export function nativeVendorKeys(
  organization: Pick<OrganizationConfig, 'keys'>,
  vendorId: string,
): readonly VerificationKey[] {
  return nativeKeys(organization).filter((key) => key.vendorId === undefined || key.vendorId === vendorId);
}
