import type { StateEvent } from '../state/state-event.ts';
import type { Task } from '../state/tasks.ts';
import type { Failure } from '../state/dialog-state.ts';
import { RefusedError, UnreachableError } from './server-call.ts';

/** Performs a task. Resolves to its result, or rejects like the calls of the session client. */
export type PerformTask = (
  task: Task,
  signal: AbortSignal,
  /** Reports a result before the task ends. */
  report: (event: StateEvent) => void,
) => Promise<StateEvent | undefined>;

/**
 * Runs each task for as long as the state contains it. Ignores the result of a task that the state no longer contains,
 * so a late response never changes a newer state.
 */
export class TaskRunner {
  readonly #perform: PerformTask;
  readonly #dispatch: (event: StateEvent) => void;
  readonly #runs = new Map<string, AbortController>();

  constructor(perform: PerformTask, dispatch: (event: StateEvent) => void) {
    this.#perform = perform;
    this.#dispatch = dispatch;
  }

  /** Starts new tasks, and aborts tasks that are no longer in the list. */
  update(tasks: readonly Task[]): void {
    const wanted = new Map(tasks.map((task) => [`${task.key} ${task.run}`, task]));
    for (const [key, run] of this.#runs) {
      if (wanted.has(key)) continue;
      this.#runs.delete(key);
      run.abort();
    }
    for (const [key, task] of wanted) {
      if (this.#runs.has(key)) continue;
      const run = new AbortController();
      this.#runs.set(key, run);
      void this.#run(task, run.signal);
    }
  }

  async #run(task: Task, signal: AbortSignal): Promise<void> {
    const report = (event: StateEvent) => {
      if (!signal.aborted) this.#dispatch(event);
    };
    try {
      const event = await this.#perform(task, signal, report);
      if (event) report(event);
    } catch (error) {
      report({ type: 'failed', task, failure: failureOf(error) });
    }
  }
}

/** Converts an error of a call. An unexpected error is a bug, so it is also reported to the console. */
export function failureOf(error: unknown): Failure {
  if (error instanceof UnreachableError) return { code: 'unreachable', fields: [] };
  if (!(error instanceof RefusedError)) {
    reportError(error);
    return { code: 'internal', fields: [] };
  }
  const { code, fields, connection, message, requestId, reason } = error;
  const known = connection?.problem;
  // A problem with another code is older than this failure.
  const providerMessage = known?.code === code ? known.providerMessage : undefined;
  return { code, fields, providerMessage, connection, message, requestId, reason };
}
