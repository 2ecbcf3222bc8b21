import type { SessionResponse } from '../../protocol/session-api.ts';
import type { Dialog, DialogState } from './dialog-state.ts';
import { isExpectingChange, reconcile } from './reconcile.ts';

/** With the duration of a request, less than the ten seconds in which the dialog must notice a change. */
export const POLL_INTERVAL_MS = 7000;

/** The longest pause after failures. */
export const POLL_INTERVAL_MAX_MS = 60_000;

/** Longer than the dialog needs to check its own sign-in, which may have made the change. */
export const RECHECK_DELAY_MS = 2500;

/** The polling of changes that the dialog did not make. */
export interface Poll {
  /** Identifies the next request. */
  readonly turn: number;
  /** Version of the connections that the dialog shows. If it is absent, the next response has all connections. */
  readonly version?: string | undefined;
  /** Milliseconds until the next request. 0: the request runs. */
  readonly delayMs: number;
  /** Number of consecutive failures. */
  readonly failures: number;
  /** The last response had a change that the dialog's own sign-in may have made. */
  readonly isRecheck?: boolean;
  /** The session has expired. Polling stops until the next session. */
  readonly isPaused?: boolean;
}

/** Waits, and then requests changes. */
export interface PollTask {
  readonly type: 'poll-session';
  readonly delayMs: number;
  readonly version?: string | undefined;
}

/** Starts to poll. */
export function startPoll(version: string | undefined, turn = 0): Poll {
  return { turn, version, delayMs: POLL_INTERVAL_MS, failures: 0 };
}

/** Drops the request that waits or runs, and waits for another interval. */
export function restartPoll({ version, turn, isPaused = false }: Poll): Poll {
  return { ...startPoll(version, turn + 1), isPaused };
}

/** The request that should run or wait. There is none while the page is hidden, or while a call of the dialog runs. */
export function pollTasks(
  { isHidden }: DialogState,
  { id, call, poll }: Dialog,
): readonly (PollTask & { key: string })[] {
  if (isHidden || call || poll.isPaused) return [];
  const { turn, delayMs, version } = poll;
  return [{ key: `poll ${id} ${turn}`, type: 'poll-session', delayMs, version }];
}

/** Polls immediately, unless such a request is still running. */
export function pollNow(dialog: Dialog): Dialog {
  const { poll } = dialog;
  return poll.delayMs === 0 ? dialog : { ...dialog, poll: { ...poll, turn: poll.turn + 1, delayMs: 0 } };
}

/** Waits longer after each failure. */
export function pollFailed(dialog: Dialog, isSessionExpired: boolean): Dialog {
  const { poll } = dialog;
  if (isSessionExpired) return { ...dialog, poll: { ...poll, isPaused: true } };
  const failures = poll.failures + 1;
  const delayMs = Math.min(POLL_INTERVAL_MAX_MS, POLL_INTERVAL_MS * 2 ** failures);
  return { ...dialog, poll: { ...poll, turn: poll.turn + 1, delayMs, failures } };
}

/** Applies a response, which is `undefined` if nothing has changed. Returns `undefined` if no connection is left. */
export function polled(dialog: Dialog, response: SessionResponse | undefined): Dialog | undefined {
  const { version, turn } = dialog.poll;
  if (!response) return { ...dialog, poll: startPoll(version, turn + 1) };
  const connectors = withViews(dialog, response.connectors);
  const next = reconcile(dialog, connectors, { isElsewhere: true });
  return next && { ...next, poll: nextPoll(dialog, connectors, response.version) };
}

/** The next request after a response. It requests all connections while the dialog does not know who made a change. */
function nextPoll(dialog: Dialog, connectors: Dialog['connectors'], version: string): Poll {
  const turn = dialog.poll.turn + 1;
  if (!isExpectingChange(dialog, connectors)) return startPoll(version, turn);
  const isRecheck = dialog.step.name === 'sign-in';
  return { ...startPoll(undefined, turn), ...(isRecheck && { delayMs: RECHECK_DELAY_MS, isRecheck }) };
}

/** The dialog's connectors with the server's present connections. */
export function withViews({ connectors }: Dialog, response: SessionResponse['connectors']): Dialog['connectors'] {
  return connectors.map((entry) => ({
    ...entry,
    connections: response.find(({ name }) => name === entry.connector.name)?.connections ?? [],
  }));
}
