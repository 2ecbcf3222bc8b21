import type { SignInTask } from '../state/sign-in-tasks.ts';
import type { StateEvent } from '../state/state-event.ts';
import type { Task } from '../state/tasks.ts';
import type { SessionClient } from './session-client.ts';

/** The dependencies of sign-in tasks. */
export interface SignInTaskOptions {
  readonly client: SessionClient;
  readonly signal: AbortSignal;
  readonly report: (event: StateEvent) => void;
}

/** Performs a task of a sign-in. */
type PerformSignInTask = (task: Task & SignInTask, options: SignInTaskOptions) => Promise<StateEvent | undefined>;

/** The function that performs tasks of sign-ins. It comes with the view that shows the link of a sign-in. */
export const signInTasks: { perform?: PerformSignInTask } = {};
