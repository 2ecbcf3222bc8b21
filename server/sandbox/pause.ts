import { setTimeout as delay } from 'node:timers/promises';

import type { SandboxContext, SandboxState } from './sandbox-env.ts';

/** Longer than any client waits. */
const PAUSE_SECONDS_MAX = 3_600;

/** Waits before a response. Ends early if the caller disconnects or the sandbox stops. */
export async function pause(
  c: SandboxContext,
  seconds: number | undefined,
  { stopping }: Pick<SandboxState, 'stopping'>,
): Promise<void> {
  if (seconds === undefined) return;
  const ms = Math.min(seconds, PAUSE_SECONDS_MAX) * 1_000;
  await delay(ms, undefined, { signal: AbortSignal.any([stopping, c.req.raw.signal]) }).catch(() => undefined);
}
