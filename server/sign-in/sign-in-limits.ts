import type { SignInStatus } from '../store/sign-in-store.ts';
import type { Stores } from '../store/store.ts';
import type { TenantScope } from '../store/tenant-store.ts';

/** A tenant can have this many sign-ins under way, opened or waiting for a code. */
export const MAX_STARTED_SIGN_INS = 20;

/** A tenant's dialogs can offer this many sign-ins that nobody has opened. Each one that is looked at offers one. */
export const MAX_UNOPENED_SIGN_INS = 200;

/** Which of a tenant's sign-ins are counted together. */
export interface SignInLimit {
  readonly statuses: readonly SignInStatus[];
  readonly limit: number;
  readonly now: number;
}

/** Ends the oldest of a tenant's sign-ins of some statuses, until there are not more than so many. */
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
