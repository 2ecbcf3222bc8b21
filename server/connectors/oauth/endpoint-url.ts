import { InvalidRequestError, ProviderUnavailableError } from '../../errors.ts';
import type { Auth, AuthContext } from '../auth-type.ts';
import { mappedCaptures } from '../captures.ts';
import type { Values } from '../template.ts';
import { expandUrl, hostPlaceholderNames, placeholderNames } from '../template.ts';

/** The template of an endpoint's address, and the values for it. */
export interface Endpoint {
  readonly template: string;
  readonly context: AuthContext<Auth>;
  /** Values that the sign-in has captured so far, by name. */
  readonly captured: Values;
}

/**
 * Builds the address of an endpoint.
 *
 * @throws {InvalidRequestError} An entered value cannot be part of the address.
 * @throws {ProviderUnavailableError} A captured value cannot be part of the address. The operator has to act.
 */
export function endpointUrl({ template, context, captured }: Endpoint): URL {
  const values = { ...context.values, ...captured };
  return expandWithCaptures({ template, captured }, () => expandUrl(template, values, mappedCaptures(context.auth)));
}

/** Expands any template with captured values. Throws the same errors as {@link endpointUrl}. */
export function expandWithCaptures<T>({ template, captured }: Omit<Endpoint, 'context'>, expand: () => T): T {
  try {
    return expand();
  } catch (error) {
    const usesCaptures = placeholderNames(template).some((name) => Object.hasOwn(captured, name));
    if (!(error instanceof InvalidRequestError) || !usesCaptures) throw error;
    const reason = 'a value that the sign-in captured cannot be sent in a request';
    throw new ProviderUnavailableError(reason, { retry: 'operator' });
  }
}

/** Returns the inputs that choose the host of an endpoint, so that an error can name them to the person. */
export function hostInputs({ template, context }: Endpoint): readonly string[] {
  return hostPlaceholderNames(template).filter((name) => Object.hasOwn(context.values, name));
}
