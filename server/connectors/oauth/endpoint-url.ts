import { InvalidRequestError, ProviderUnavailableError } from '../../errors.ts';
import type { Auth, AuthContext } from '../auth-type.ts';
import { mappedCaptures } from '../captures.ts';
import type { Values } from '../template.ts';
import { expandUrl, hostPlaceholderNames, placeholderNames } from '../template.ts';

/** A template of a definition, and what it is filled with. */
export interface Endpoint {
  readonly template: string;
  readonly context: AuthContext<Auth>;
  /** What the sign-in has brought so far, by name. */
  readonly captured: Values;
}

/**
 * Makes the address of an endpoint.
 *
 * @throws {InvalidRequestError} For a value that somebody typed and that cannot stand there.
 * @throws {ProviderUnavailableError} For the operator: what the sign-in brought cannot stand there.
 */
export function endpointUrl({ template, context, captured }: Endpoint): URL {
  const values = { ...context.values, ...captured };
  return expandWithCaptures({ template, captured }, () => expandUrl(template, values, mappedCaptures(context.auth)));
}

/** Fills in any template, with the same errors. */
export function expandWithCaptures<T>({ template, captured }: Omit<Endpoint, 'context'>, expand: () => T): T {
  try {
    return expand();
  } catch (error) {
    const brought = placeholderNames(template).some((name) => Object.hasOwn(captured, name));
    if (!(error instanceof InvalidRequestError) || !brought) throw error;
    const reason = 'what the sign-in brought cannot stand in a request';
    throw new ProviderUnavailableError(reason, { retry: 'operator' });
  }
}

/** The inputs that choose the host of an endpoint: whoever typed them can be told where they may not lead. */
export function hostInputs({ template, context }: Endpoint): readonly string[] {
  return hostPlaceholderNames(template).filter((name) => Object.hasOwn(context.values, name));
}
