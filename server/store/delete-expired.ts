import { DELETE_BATCH_SIZE } from './session-store.ts';
import { type Store } from './store.ts';

/** A sign-in is kept for a while after it expired, so that its page can still say what became of it. */
const SIGN_IN_RETENTION_MS = 60 * 60 * 1000;

/**
 * Removes all sessions that are over, all token ids that are free again, all sign-ins that expired more than an hour
 * ago, and all signing keys that are withdrawn, in short writes that let others between.
 *
 * @param signal Ends the deletion between two writes; the counts are those of the writes until then.
 */
export async function deleteExpired(
  store: Pick<Store, 'write'>,
  now: number,
  signal?: AbortSignal,
): Promise<{
  readonly sessions: number;
  readonly usedTokens: number;
  readonly signIns: number;
  readonly signingKeys: number;
}> {
  return {
    sessions: await deleteInBatches(signal, () => store.write(({ sessions }) => sessions.deleteExpired(now))),
    usedTokens: await deleteInBatches(signal, () => store.write(({ usedTokens }) => usedTokens.deleteExpired(now))),
    signIns: await deleteInBatches(signal, () =>
      store.write(({ signIns }) => signIns.deleteExpired(now - SIGN_IN_RETENTION_MS)),
    ),
    signingKeys: signal?.aborted ? 0 : await store.write(({ signingKeys }) => signingKeys.deleteExpired(now)),
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
