import type { SignInState } from '../../protocol/session-api.ts';
import type { SignInClient } from './sign-in-client.ts';
import { RefusedError, UnreachableError } from './server-call.ts';
import { isTemporary } from '../state/dialog-state.ts';
import { pause } from './pause.ts';

/** Timing of {@link watchSignIn}, in milliseconds. */
export interface WatchTiming {
  /** If a stream delivers no event for this long, a proxy is probably blocking it, and the watch polls instead. */
  readonly quietMs: number;
  /** Time between two polls. */
  readonly pollMs: number;
  /** Minimum time between the starts of two requests, and the delay after the first failure. */
  readonly minIntervalMs: number;
  /** Maximum delay after many failures. */
  readonly maxDelayMs: number;
}

const TIMING: WatchTiming = { quietMs: 3000, pollMs: 1500, minIntervalMs: 500, maxDelayMs: 5000 };

/** Options of {@link watchSignIn}. */
export interface WatchOptions {
  readonly client: SignInClient;
  readonly id: number;
  /** Whether to read the state once before opening the first stream. */
  readonly readsFirst: boolean;
  /** Ends the watch. */
  readonly signal: AbortSignal;
  /** Called with each state that the server sends, even if it is the same as the last. */
  readonly onState: (state: SignInState) => void;
  readonly timing?: WatchTiming;
}

/**
 * Watches a sign-in with an event stream. Opens another stream when the server ends one. Polls from then on if a stream
 * delivers no event.
 *
 * Resolves when the signal aborts. Rejects on an error that a retry cannot fix.
 */
export async function watchSignIn({
  client,
  id,
  readsFirst,
  signal,
  onState,
  timing = TIMING,
}: WatchOptions): Promise<void> {
  const { quietMs, pollMs, minIntervalMs, maxDelayMs } = timing;
  const isOver = () => signal.aborted;
  let isPolling = false;
  let readsNext = readsFirst;
  let failures = 0;
  const report = (state: SignInState) => {
    failures = 0;
    if (!signal.aborted) onState(state);
  };
  while (!isOver()) {
    const startedAt = Date.now();
    let pauseMs = 0;
    try {
      if (isPolling || readsNext) {
        readsNext = false;
        report(await client.read(id, signal));
      } else {
        isPolling = await follow({ client, id, signal, onState: report, quietMs });
        if (isPolling) continue;
      }
      pauseMs = isPolling ? pollMs : Math.max(0, minIntervalMs + startedAt - Date.now());
    } catch (error) {
      if (isOver()) return;
      if (!(error instanceof UnreachableError || (error instanceof RefusedError && isTemporary(error.code))))
        throw error;
      pauseMs = Math.min(maxDelayMs, minIntervalMs * 2 ** failures++);
    }
    await pause(pauseMs, signal);
  }
}

/** Follows one stream to its end. Resolves to `true` if it delivered no event for `quietMs` and was aborted. */
async function follow({
  client,
  id,
  signal,
  onState,
  quietMs,
}: Pick<WatchOptions, 'client' | 'id' | 'signal'> & {
  readonly onState: (state: SignInState) => void;
  readonly quietMs: number;
}): Promise<boolean> {
  const stream = new AbortController();
  const stop = () => stream.abort();
  signal.addEventListener('abort', stop);
  let events = 0;
  const timer = setTimeout(stop, quietMs);
  const received = (state: SignInState) => {
    events++;
    clearTimeout(timer);
    onState(state);
  };
  try {
    await client.follow(id, received, stream.signal);
  } catch (error) {
    if (signal.aborted || !stream.signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
  const isQuiet = events === 0;
  if (isQuiet && !stream.signal.aborted) throw new UnreachableError();
  return isQuiet;
}
