import type { ConnectionDetails } from '../protocol/connection.ts';
import type { ConnectorView } from '../protocol/connector.ts';
import type { ErrorCode } from '../protocol/error-codes.ts';
import type { SignInState } from '../protocol/session-api.ts';

/** Why the last thing a person asked for did not happen. */
export interface StepProblem {
  readonly code: ErrorCode | 'unreachable';
  /** The external system's own words: text, never markup. */
  readonly providerMessage?: string | undefined;
  /** Names of the fields that the server did not take. */
  readonly fields: readonly string[];
}

/** How far a sign-in is whose end is not known. */
export type FlowProgress = Exclude<SignInState, { readonly status: 'succeeded' | 'failed' | 'cancelled' }>;

/** What the dialog shows of the chosen connection. Each new step is a new object. */
export type Step =
  | {
      readonly name: 'form';
      readonly problem?: StepProblem | undefined;
      /** There are working credentials, which stay until the new ones are accepted. */
      readonly replacing: boolean;
    }
  | { readonly name: 'checking'; readonly replacing: boolean }
  /** The way to the system, in a window of its own. */
  | { readonly name: 'sign-in'; readonly problem?: StepProblem | undefined; readonly replacing: boolean }
  /** The window was opened, as far as can be known. */
  | { readonly name: 'signing-in'; readonly flow: FlowProgress; readonly replacing: boolean }
  | {
      readonly name: 'connected';
      readonly problem?: StepProblem | undefined;
      readonly disconnecting: boolean;
      /** Whose account it was before the sign-in that has just changed it. */
      readonly previousAccount?: string | undefined;
    };

/** The step that a connection begins with when it is looked at. */
export function firstStep({ status, problem }: ConnectionDetails, connector: ConnectorView): Step {
  if (status === 'connected') return { name: 'connected', disconnecting: false };
  // `needs_reauth` has an explanation of its own, which says more than the refusal that led to it.
  const shown = status === 'error' && problem ? { ...problem, fields: [] } : undefined;
  return { name: entryStep(connector), problem: shown, replacing: false };
}

/** The step at which a person begins to connect. */
export function entryStep({ usesSignIn, fields }: ConnectorView): 'form' | 'sign-in' {
  return usesSignIn && fields.length === 0 ? 'sign-in' : 'form';
}

/** Whether a step keeps working credentials until there are others. */
export function isReplacing(step: Step): boolean {
  return 'replacing' in step && step.replacing;
}

/** The step to go back to from one that waits for an answer. Any other one stays. */
export function stepBefore(step: Step): Step {
  if (step.name === 'checking') return { name: 'form', replacing: step.replacing };
  return step.name === 'connected' && step.disconnecting ? { name: 'connected', disconnecting: false } : step;
}

const PASSING: ReadonlySet<StepProblem['code']> = new Set([
  'unreachable',
  'provider_unavailable',
  'storage_unavailable',
  'rate_limited',
  'internal',
]);

/** Whether the same may well work a moment later. */
export function isPassing(code: StepProblem['code']): boolean {
  return PASSING.has(code);
}
