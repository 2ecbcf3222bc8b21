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

/** Performs a sign-in task. */
type PerformSignInTask = (task: Task & SignInTask, options: SignInTaskOptions) => Promise<StateEvent | undefined>;

/** Holds the function that performs sign-in tasks. `perform` is unset until the code of the sign-in view has loaded. */
export const signInTaskPerformer: { perform?: PerformSignInTask } = {};
