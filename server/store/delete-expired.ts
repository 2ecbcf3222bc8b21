import { DELETE_BATCH_SIZE } from './session-store.ts';
import { type Store } from './store.ts';

/** A sign-in is kept for this time after it expired, so that its page can still show the result. */
const SIGN_IN_RETENTION_MS = 60 * 60 * 1000;

/** Longer than all attempts to send an event take, so that a failed event can still be sent by hand. */
const OUTBOX_RETENTION_MS = 30 * 24 * 60 * 60 * 1000;

/** A person who comes back within this time continues where they stopped. */
const DRAFT_RETENTION_MS = 30 * 24 * 60 * 60 * 1000;

/**
 * Deletes expired sessions, expired token ids, sign-ins that expired more than an hour ago, events in the outbox that
 * are older than 30 days with their deliveries, expired listeners, withdrawn signing keys, expired answers to requests
 * with an `Idempotency-Key`, and drafts of installations that were not saved for 30 days. It uses short writes, so that other writes can run in between.
 *
 * @param signal Ends the deletion between two writes. The counts then cover the writes before that.
 */
export async function deleteExpired(
  store: Pick<Store, 'write'>,
  now: number,
  signal?: AbortSignal,
): Promise<{
  readonly sessions: number;
  readonly usedTokens: number;
  readonly signIns: number;
  readonly outbox: number;
  readonly listeners: number;
  readonly signingKeys: number;
  readonly idempotencyKeys: number;
  readonly drafts: number;
}> {
  return {
    sessions: await deleteInBatches(signal, () => store.write(({ sessions }) => sessions.deleteExpired(now))),
    usedTokens: await deleteInBatches(signal, () => store.write(({ usedTokens }) => usedTokens.deleteExpired(now))),
    signIns: await deleteInBatches(signal, () =>
      store.write(({ signIns }) => signIns.deleteExpired(now - SIGN_IN_RETENTION_MS)),
    ),
    outbox: await deleteInBatches(signal, () =>
      store.write(({ outbox }) => outbox.deleteCreatedBefore(now - OUTBOX_RETENTION_MS)),
    ),
    listeners: signal?.aborted ? 0 : await store.write(({ outbox }) => outbox.deleteExpiredListeners(now)),
    signingKeys: signal?.aborted ? 0 : await store.write(({ signingKeys }) => signingKeys.deleteExpired(now)),
    idempotencyKeys: await deleteInBatches(signal, () =>
      store.write(({ idempotency }) => idempotency.deleteExpired(now)),
    ),
    drafts: await deleteInBatches(signal, () =>
      store.write(({ installationDrafts }) => installationDrafts.deleteUpdatedBefore(now - DRAFT_RETENTION_MS)),
    ),
  };
}

async function deleteInBatches(signal: AbortSignal | undefined, deleteSome: () => Promise<number>): Promise<number> {
  let total = 0;
  while (!signal?.aborted) {
    const deleted = await deleteSome();
    total += deleted;
    if (deleted < DELETE_BATCH_SIZE) break;
  }
  return total;
}
