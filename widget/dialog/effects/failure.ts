import type { Failure } from '../state/dialog-state.ts';
import { RefusedError, UnreachableError } from './server-call.ts';

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
