import { EXPIRED_AT_ONCE } from './session-store.ts';
import { type Store } from './store.ts';

/** A sign-in is kept for a while after it expired, so that its page can still say what became of it. */
const FLOWS_KEPT_MS = 60 * 60 * 1000;

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
  readonly flows: number;
  readonly signingKeys: number;
}> {
  return {
    sessions: await repeat(signal, () => store.write(({ sessions }) => sessions.deleteExpired(now))),
    usedTokens: await repeat(signal, () => store.write(({ usedTokens }) => usedTokens.deleteExpired(now))),
    flows: await repeat(signal, () => store.write(({ flows }) => flows.deleteExpired(now - FLOWS_KEPT_MS))),
    signingKeys: signal?.aborted ? 0 : await store.write(({ signingKeys }) => signingKeys.deleteExpired(now)),
  };
}

async function repeat(signal: AbortSignal | undefined, deleteSome: () => Promise<number>): Promise<number> {
  let total = 0;
  while (!signal?.aborted) {
    const deleted = await deleteSome();
    total += deleted;
    if (deleted < EXPIRED_AT_ONCE) break;
  }
  return total;
}
