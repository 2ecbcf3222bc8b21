import type { StoredSignIn } from '../store/sign-in-store.ts';

/** Beyond this the process that exchanged a code must have died. */
const EXCHANGE_TIMEOUT_MS = 45_000;

/** Whether a sign-in can still be gone on with. */
export function isOpen({ status, expiresAt }: StoredSignIn, now: number): boolean {
  return now < expiresAt && (status === 'created' || status === 'confirming' || status === 'started');
}

/** Whether nobody ends a sign-in any more that a browser has come back with. */
export function isAbandoned({ status, updatedAt }: StoredSignIn, now: number): boolean {
  return status === 'exchanging' && now - updatedAt > EXCHANGE_TIMEOUT_MS;
}

/** Whether the status of a sign-in is for good. */
export function isEnded({ status }: Pick<StoredSignIn, 'status'>): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'cancelled';
}
