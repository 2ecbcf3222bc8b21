import { EgressFailedError, EgressRefusedError } from '../egress.ts';
import { InvalidRequestError, ProviderUnavailableError } from '../errors.ts';

/**
 * Turns a failure of the way out into one that says who can do something about it. Anything else is a bug and comes
 * back as it is.
 *
 * @param hostInputs The inputs that chose the address. Where nobody could type one, the issue is the operator's.
 */
export function translateEgressError(error: unknown, hostInputs: readonly string[]): unknown {
  if (error instanceof EgressFailedError) {
    return new ProviderUnavailableError(error.kind, { cause: error });
  }
  if (!(error instanceof EgressRefusedError)) return error;
  if (hostInputs.length === 0) {
    return new ProviderUnavailableError(`${error.message} See EGRESS_ALLOW`, { retry: 'operator', cause: error });
  }
  const message = 'This leads to an address that may not be reached from here.';
  return new InvalidRequestError(
    message,
    hostInputs.map((name) => ({ path: `values.${name}`, message })),
  );
}
