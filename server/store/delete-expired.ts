import { EXPIRED_AT_ONCE } from './session-store.ts';
import { type Store } from './store.ts';

/** A sign-in is kept for a while after it expired, so that its page can still say what became of it. */
const FLOWS_KEPT_MS = 60 * 60 * 1000;

/**
 * Removes all sessions that are over, all token ids that are free again, all sign-ins that expired more than an hour
 * ago, and all signing keys that are withdrawn, in short writes that let others between.
 */
export async function deleteExpired(
  store: Store,
  now: number,
): Promise<{
  readonly sessions: number;
  readonly usedTokens: number;
  readonly flows: number;
  readonly signingKeys: number;
}> {
  return {
    sessions: await repeat(() => store.write(({ sessions }) => sessions.deleteExpired(now))),
    usedTokens: await repeat(() => store.write(({ usedTokens }) => usedTokens.deleteExpired(now))),
    flows: await repeat(() => store.write(({ flows }) => flows.deleteExpired(now - FLOWS_KEPT_MS))),
    signingKeys: await store.write(({ signingKeys }) => signingKeys.deleteExpired(now)),
  };
}

async function repeat(deleteSome: () => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const deleted = await deleteSome();
    total += deleted;
    if (deleted < EXPIRED_AT_ONCE) return total;
  }
}
