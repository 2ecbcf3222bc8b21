import type { OrganizationConfig } from '../../config/config.ts';

/** The organization of each vendor id. The configuration refuses a vendor id in two organizations. */
export type VendorIndex = ReadonlyMap<string, OrganizationConfig>;

/** Builds the index for tokens, once per configuration. */
export function vendorIndex(organizations: Iterable<OrganizationConfig>): VendorIndex {
  const index = new Map<string, OrganizationConfig>();
  for (const organization of organizations) {
    for (const { vendorId } of organization.keys) {
      if (vendorId !== undefined) index.set(vendorId, organization);
    }
  }
  return index;
}
