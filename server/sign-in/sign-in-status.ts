import type { StoredSignIn } from '../store/sign-in-store.ts';

/** After this time, the process that was exchanging the code must have died. */
const EXCHANGE_TIMEOUT_MS = 45_000;

/** Tells whether a sign-in can still be continued by its link or its callback. */
export function isOpen({ status, expiresAt }: StoredSignIn, now: number): boolean {
  return now < expiresAt && (status === 'created' || status === 'confirming' || status === 'started');
}

/** Tells whether the process that was finishing a sign-in has died, so that the sign-in will never end. */
export function isAbandoned({ status, updatedAt }: StoredSignIn, now: number): boolean {
  return status === 'exchanging' && now - updatedAt > EXCHANGE_TIMEOUT_MS;
}

/** Tells whether the status of a sign-in is final. */
export function isEnded({ status }: Pick<StoredSignIn, 'status'>): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'cancelled';
}
