import type { SignInState } from '../../protocol/session-api.ts';
import type { SignInClient } from './sign-in-client.ts';
import { RefusedError, UnreachableError } from './server-call.ts';
import { isTemporary } from '../state/dialog-state.ts';
import { pause } from './pause.ts';

/** Timing of {@link watchSignIn}, in milliseconds. */
export interface WatchTiming {
  /** A stream without an event for this long is blocked by a proxy between the page and the server. */
  readonly quietMs: number;
  /** Interval of polling, if streams deliver no events. */
  readonly pollMs: number;
  /** Minimum time between the starts of two requests, and the delay after the first failure. */
  readonly leastMs: number;
  /** Maximum delay after many failures. */
  readonly mostMs: number;
}

const TIMING: WatchTiming = { quietMs: 3000, pollMs: 1500, leastMs: 500, mostMs: 5000 };

/** Options of {@link watchSignIn}. */
export interface WatchOptions {
  readonly client: SignInClient;
  readonly id: number;
  /** Reads the state once before it opens a stream. */
  readonly asksFirst: boolean;
  /** Ends the watch. */
  readonly signal: AbortSignal;
  /** Called with each state, also if it has not changed. */
  readonly seen: (state: SignInState) => void;
  readonly timing?: WatchTiming;
}

/**
 * Watches a sign-in with an event stream. When the server ends the stream, it opens another one. If streams deliver no
 * events, it polls.
 *
 * Resolves when the signal aborts. Rejects on an error that a retry cannot fix.
 */
export async function watchSignIn({
  client,
  id,
  asksFirst,
  signal,
  seen,
  timing = TIMING,
}: WatchOptions): Promise<void> {
  const { quietMs, pollMs, leastMs, mostMs } = timing;
  const isOver = () => signal.aborted;
  let polls = false;
  let asks = asksFirst;
  let failures = 0;
  const heard = (state: SignInState) => {
    failures = 0;
    if (!signal.aborted) seen(state);
  };
  while (!isOver()) {
    const startedAt = Date.now();
    let pauseMs = 0;
    try {
      if (polls || asks) {
        asks = false;
        heard(await client.read(id, signal));
      } else {
        polls = await follow({ client, id, signal, heard, quietMs });
        if (polls) continue;
      }
      pauseMs = polls ? pollMs : Math.max(0, leastMs + startedAt - Date.now());
    } catch (error) {
      if (isOver()) return;
      if (!(error instanceof UnreachableError || (error instanceof RefusedError && isTemporary(error.code))))
        throw error;
      pauseMs = Math.min(mostMs, leastMs * 2 ** failures++);
    }
    await pause(pauseMs, signal);
  }
}

/** Follows one stream to its end. Resolves to `true` if the stream was aborted because it delivered no event. */
async function follow({
  client,
  id,
  signal,
  heard,
  quietMs,
}: Pick<WatchOptions, 'client' | 'id' | 'signal'> & {
  readonly heard: (state: SignInState) => void;
  readonly quietMs: number;
}): Promise<boolean> {
  const stream = new AbortController();
  const stop = () => stream.abort();
  signal.addEventListener('abort', stop);
  let events = 0;
  const timer = setTimeout(stop, quietMs);
  const first = (state: SignInState) => {
    events++;
    clearTimeout(timer);
    heard(state);
  };
  try {
    await client.follow(id, first, stream.signal);
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
