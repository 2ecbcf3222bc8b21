import type { TenantScope } from './tenant-store.ts';

/**
 * Stores when a tenant, or one of its users, was signed out last. It ends sessions and embed tokens from before.
 *
 * A `userKey` of `null` means everybody of the tenant in {@link record}, and a session that names no user in {@link last}.
 */
export interface SignOutStore {
  /** Stores a sign-out. A later one replaces it. Rejects if the tenant does not belong to the organization. */
  record(scope: TenantScope, userKey: string | null, signedOutAt: number): Promise<void>;
  /** Returns the time of the last sign-out of the tenant or of this user, whichever was later. Milliseconds since 1970. */
  last(scope: TenantScope, userKey: string | null): Promise<number | undefined>;
}
