import type { OrganizationConfig, VerificationKey } from '../../config/config.ts';
import { NATIVE } from '../../http/page-route.ts';
import { nativeVendorKeys } from '../native/token-keys.ts';

/** Fixed by the system that these tokens are written for. */
const MAX_AGE_SECONDS = 600;

/** What of the check of a token depends on the dialect that its page speaks. */
export interface WorkatoTokenRules {
  /** The only keys that may have signed it. */
  readonly keys: (organization: OrganizationConfig, vendorId: string) => readonly VerificationKey[];
  readonly maxAgeSeconds: (organization: OrganizationConfig) => number;
}

/** RS256 with a key of that vendor, ten minutes. */
export const workatoTokenRules: WorkatoTokenRules = {
  keys: ({ keys }, vendorId) => keys.filter((key) => key.algorithm === 'RS256' && key.vendorId === vendorId),
  maxAgeSeconds: () => MAX_AGE_SECONDS,
};

/** Any algorithm for which the organization has a key, and the age that it configures. */
export const nativeTokenRules: WorkatoTokenRules = {
  keys: nativeVendorKeys,
  maxAgeSeconds: ({ tokens }) => tokens.maxAgeSeconds,
};

/** The rules of one dialect. */
export function tokenRules(dialect: string): WorkatoTokenRules {
  return dialect === NATIVE ? nativeTokenRules : workatoTokenRules;
}

/** The longest that any dialect takes a token of this organization, by its age. */
export function longestAgeSeconds(organization: OrganizationConfig): number {
  return Math.max(...[workatoTokenRules, nativeTokenRules].map((rules) => rules.maxAgeSeconds(organization)));
}
