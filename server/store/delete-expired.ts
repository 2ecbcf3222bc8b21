import { EXPIRED_AT_ONCE } from './session-store.ts';
import { type Store } from './store.ts';

/** Removes all sessions that are over and all token ids that are free again, in short writes that let others between. */
export async function deleteExpired(
  store: Store,
  now: number,
): Promise<{ readonly sessions: number; readonly usedTokens: number }> {
  return {
    sessions: await repeat(() => store.write(({ sessions }) => sessions.deleteExpired(now))),
    usedTokens: await repeat(() => store.write(({ usedTokens }) => usedTokens.deleteExpired(now))),
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
