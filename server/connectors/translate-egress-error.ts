import { EgressFailedError, EgressRefusedError } from '../egress.ts';
import { InvalidRequestError, ProviderUnavailableError } from '../errors.ts';

/**
 * Converts an error of the egress into an error that names who can fix it. Returns any other error, which is a bug,
 * unchanged.
 *
 * @param hostInputs The inputs that chose the address. If there are none, the operator has to fix the problem.
 */
export function translateEgressError(error: unknown, hostInputs: readonly string[]): unknown {
  if (error instanceof EgressFailedError) {
    return new ProviderUnavailableError(error.kind, { cause: error });
  }
  if (!(error instanceof EgressRefusedError)) return error;
  if (hostInputs.length === 0) {
    return new ProviderUnavailableError(`${error.message} See EGRESS_ALLOW`, { retry: 'operator', cause: error });
  }
  const message = 'This leads to an address that this server is not allowed to call.';
  return new InvalidRequestError(
    message,
    hostInputs.map((name) => ({ path: `values.${name}`, message })),
  );
}
