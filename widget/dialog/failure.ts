import type { ConnectionDetails } from '../protocol/connection.ts';
import { RefusedError, UnreachableError } from './server-call.ts';
import type { StepProblem } from './step.ts';

/** What did not work, to show to the person and to tell the host. */
export interface Failure {
  readonly problem: StepProblem;
  /** The connection as the attempt left it. */
  readonly connection?: ConnectionDetails | undefined;
  /** What the server said, for developers. */
  readonly message?: string;
}

/** Makes of what a call rejected with what can be shown and told. What nobody expected is a problem of ours. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof RefusedError)) {
    return { problem: { code: error instanceof UnreachableError ? 'unreachable' : 'internal', fields: [] } };
  }
  const { code, fields, connection, message } = error;
  const known = connection?.problem;
  // A problem of another code is an older one.
  const providerMessage = known?.code === code ? known.providerMessage : undefined;
  return { problem: { code, fields, providerMessage }, connection, message };
}
