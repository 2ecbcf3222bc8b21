import type { FlowStatus } from '../../store/flow-store.ts';
import type { Stores } from '../../store/store.ts';
import type { TenantScope } from '../../store/tenant-store.ts';

/** A tenant can have this many sign-ins under way, opened or waiting for a code. */
export const BEGUN_FLOWS_MAX = 20;

/** A tenant's dialogs can offer this many sign-ins that nobody has opened. Each one that is looked at offers one. */
export const OFFERED_FLOWS_MAX = 200;

/** Which of a tenant's flows are counted together. */
export interface FlowLimit {
  readonly statuses: readonly FlowStatus[];
  readonly most: number;
  readonly now: number;
}

/** Ends the oldest of a tenant's flows of some statuses, until there are not more than so many. */
export async function makeRoom(
  { flows }: Pick<Stores, 'flows'>,
  scope: TenantScope,
  { statuses, most, now }: FlowLimit,
): Promise<void> {
  const open = (await flows.listOpen(scope, now)).filter(({ status }) => statuses.includes(status));
  for (const flow of open.slice(0, Math.max(0, open.length - most))) {
    await flows.change(flow, { status: 'cancelled', secrets: null }, now);
  }
}
