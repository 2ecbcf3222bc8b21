import type { HistoryResponse } from '../../protocol/installation.ts';
import type { StepProblem } from './dialog-state.ts';

/** What is known of the history of an installation. */
export interface HistoryState extends HistoryResponse {
  /** Identifies the request. */
  readonly turn: number;
  readonly isLoading: boolean;
  /** Why the last request failed. */
  readonly problem?: StepProblem | undefined;
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
      ...(nextCursor !== undefined && { nextCursor }),
    }
  );
}

/** Stores why entries could not be read. */
export function failHistory(history: HistoryState | undefined, problem: StepProblem): HistoryState | undefined {
  return history && { ...history, isLoading: false, problem };
}
