import type { HistoryResponse } from '../../protocol/installation.ts';
import type { StepProblem } from './dialog-state.ts';

/** What is known of the history of an installation. */
export interface HistoryState extends HistoryResponse {
  /** Identifies the request. */
  readonly turn: number;
  readonly isLoading: boolean;
  /** Why the last request failed. */
  readonly problem?: StepProblem | undefined;
  /** Number of the request for the newest entries that is needed. Absent: none. */
  readonly refresh?: number | undefined;
}

/** Reads the history from its newest entries. */
export function openHistory(before: HistoryState | undefined): HistoryState {
  return { runs: [], activity: [], isLoading: true, turn: (before?.turn ?? 0) + 1 };
}

/** Reads older entries, or the same ones again after a failure. */
export function showMoreHistory(history: HistoryState | undefined): HistoryState | undefined {
  if (!history || history.isLoading) return history;
  return { ...history, isLoading: true, turn: history.turn + 1, problem: undefined };
}

/** Adds the entries of a response. */
export function receiveHistory(
  history: HistoryState | undefined,
  { runs, activity, nextCursor }: HistoryResponse,
): HistoryState | undefined {
  return (
    history && {
      turn: history.turn,
      isLoading: false,
      runs: [...history.runs, ...runs],
      activity: [...history.activity, ...activity],
      ...(history.refresh !== undefined && { refresh: history.refresh }),
      ...(nextCursor !== undefined && { nextCursor }),
    }
  );
}

/** Reads the newest entries again, because there may be others. Older ones stay. */
export function refreshHistory(history: HistoryState | undefined, id: number): HistoryState | undefined {
  if (!history) return undefined;
  const { runs, activity, isLoading, problem, turn } = history;
  if (runs.length > 0 || activity.length > 0 || !(isLoading || problem)) return { ...history, refresh: id };
  // The first entries are on their way, or the person can try again.
  return isLoading ? { ...history, turn: turn + 1 } : history;
}

/** Puts the newest entries in the place of those that are known. Drops older ones if some between them are missing. */
export function receiveNewest(
  history: HistoryState | undefined,
  { runs, activity, nextCursor }: HistoryResponse,
): HistoryState | undefined {
  if (!history) return undefined;
  const newRuns = withNewest(history.runs, runs);
  const newActivity = withNewest(history.activity, activity);
  return newRuns && newActivity && nextCursor !== undefined
    ? { ...history, runs: newRuns, activity: newActivity, refresh: undefined }
    : receiveHistory(openHistory(history), { runs, activity, ...(nextCursor !== undefined && { nextCursor }) });
}

/** Joins the newest entries and those that are known. `undefined`: there may be others between them. */
function withNewest<T extends { readonly id: number }>(
  known: readonly T[],
  newest: readonly T[],
): readonly T[] | undefined {
  const [first] = known;
  const last = newest.at(-1);
  if (!first || !last) return newest;
  return last.id <= first.id ? [...newest, ...known.filter(({ id }) => id < last.id)] : undefined;
}

/** Stores why entries could not be read. */
export function failHistory(history: HistoryState | undefined, problem: StepProblem): HistoryState | undefined {
  return history && { ...history, isLoading: false, problem };
}

/** Keeps what is known, because the newest entries could not be read. */
export function failRefresh(history: HistoryState | undefined): HistoryState | undefined {
  return history && { ...history, refresh: undefined };
}
