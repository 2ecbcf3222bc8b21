import type { StoredFlow } from '../../store/flow-store.ts';

/** Beyond this the process that exchanged a code must have died. */
const EXCHANGE_MAX_MS = 45_000;

/** Whether a flow can still be gone on with. */
export function isOpen({ status, expiresAt }: StoredFlow, now: number): boolean {
  return now < expiresAt && (status === 'offered' || status === 'confirming' || status === 'started');
}

/** Whether nobody ends a flow any more that a browser has come back with. */
export function isAbandoned({ status, updatedAt }: StoredFlow, now: number): boolean {
  return status === 'exchanging' && now - updatedAt > EXCHANGE_MAX_MS;
}

/** Whether the status of a flow is for good. */
export function isEnded({ status }: Pick<StoredFlow, 'status'>): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'cancelled';
}
