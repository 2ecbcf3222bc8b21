import type { SignInStatus } from '../store/sign-in-store.ts';
import type { Stores } from '../store/store.ts';
import type { TenantScope } from '../store/tenant-store.ts';

/** A tenant can have this many sign-ins that were opened and have not ended. */
export const MAX_STARTED_SIGN_INS = 20;

/** A tenant can have this many sign-ins that were not opened yet. Each visible dialog creates one. */
export const MAX_UNOPENED_SIGN_INS = 200;

/** Statuses that count together, and how many sign-ins may have them. */
export interface SignInLimit {
  readonly statuses: readonly SignInStatus[];
  readonly limit: number;
  readonly now: number;
}

/** Cancels a tenant's oldest sign-ins with the given statuses, so that at most `limit` of them remain. */
export async function cancelOldest(
  { signIns }: Pick<Stores, 'signIns'>,
  scope: TenantScope,
  { statuses, limit, now }: SignInLimit,
): Promise<void> {
  const open = (await signIns.listOpen(scope, now)).filter(({ status }) => statuses.includes(status));
  for (const signIn of open.slice(0, Math.max(0, open.length - limit))) {
    await signIns.change(signIn, { status: 'cancelled', secrets: null }, now);
  }
}
