import type { ConnectionDetails } from '../protocol/connection.ts';
import type { ErrorCode } from '../protocol/error-codes.ts';

/** Why the last thing a person asked for did not happen. */
export interface StepProblem {
  readonly code: ErrorCode | 'unreachable';
  /** The external system's own words: text, never markup. */
  readonly providerMessage?: string | undefined;
  /** Names of the fields that the server did not take. */
  readonly fields: readonly string[];
}

/** What the dialog shows of the chosen connection. Each new step is a new object. */
export type Step =
  | {
      readonly name: 'form';
      readonly problem?: StepProblem | undefined;
      /** There are working credentials, which stay until the new ones are accepted. */
      readonly replacing: boolean;
    }
  | { readonly name: 'checking'; readonly replacing: boolean }
  | { readonly name: 'connected'; readonly problem?: StepProblem | undefined; readonly disconnecting: boolean };

/** The step that a connection begins with when it is looked at. */
export function firstStep({ status, problem }: ConnectionDetails): Step {
  if (status === 'connected') return { name: 'connected', disconnecting: false };
  // `needs_reauth` has an explanation of its own, which says more than the refusal that led to it.
  const shown = status === 'error' && problem ? { ...problem, fields: [] } : undefined;
  return { name: 'form', problem: shown, replacing: false };
}

/** The step to go back to from one that waits for an answer. Any other one stays. */
export function stepBefore(step: Step): Step {
  if (step.name === 'checking') return { name: 'form', replacing: step.replacing };
  return step.name === 'connected' && step.disconnecting ? { name: 'connected', disconnecting: false } : step;
}
