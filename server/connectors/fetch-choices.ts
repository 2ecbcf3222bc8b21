import type { ChoiceValue } from '../../widget/protocol/installation.ts';
import { ProviderUnavailableError } from '../errors.ts';
import type { ProviderAccess } from './auth-type.ts';
import { authenticator } from './auth-types.ts';
import { mappedCaptures, readPath } from './captures.ts';
import type { ConnectorDefinition } from './definition.ts';
import { retryLaterError, isRetryableStatus, translateEgressError } from './provider-failure.ts';
import { sanitizeProviderText, secretVariants } from './provider-text.ts';
import { templateValues } from './stored-credentials.ts';
import type { Credentials } from './stored-credentials.ts';
import { expandUrl, placeholderNames } from './template.ts';
import { credentialSecrets } from './verify.ts';

/** Where a provider lists choices: `x-options` of a setting. */
export interface ChoicesDefinition {
  readonly url: string;
  /** Dotted path to the list. */
  readonly items: string;
  /** Dotted paths in an item. */
  readonly value: string;
  readonly label: string;
}

/** A choice of a provider. */
export interface ProviderChoice {
  readonly value: ChoiceValue;
  /** Plain text of at most 200 characters. */
  readonly label: string;
}

/**
 * Reads choices from a provider with the credentials of a connection. Leaves out items without a value or a label.
 *
 * @throws {ProviderUnavailableError} The call failed, the provider refused it, or its answer has no list.
 */
export async function fetchChoices(
  definition: ConnectorDefinition,
  choices: ChoicesDefinition,
  { credentials, ...access }: ProviderAccess & { readonly credentials: Credentials },
): Promise<readonly ProviderChoice[]> {
  const values = templateValues(credentials);
  const unknown = placeholderNames(choices.url).find((name) => !Object.hasOwn(values, name));
  if (unknown !== undefined) {
    const reason = `the address of the choices uses ${unknown}, which the connection does not have`;
    throw new ProviderUnavailableError(reason, { retry: 'operator' });
  }
  const request = await authenticator(definition).authorize(credentials, {
    url: expandUrl(choices.url, values, mappedCaptures(definition.auth)),
    headers: { accept: 'application/json' },
    method: 'GET',
  });
  // Another origin gets no credentials, so its answer has nothing of this connection.
  const response = await access.egress
    .request({ ...request, method: 'GET', redirects: 'same-origin' }, { signal: access.signal })
    .catch((error: unknown) => {
      throw translateEgressError(error, []);
    });
  const { status, body } = response;
  const reason = `status ${status}`;
  if (isRetryableStatus(status)) throw retryLaterError(response, { reason, now: access.now() });
  if (status < 200 || status >= 300) throw new ProviderUnavailableError(reason, { retry: 'operator' });
  const items = readPath(parseJson(body), choices.items);
  if (!Array.isArray(items)) {
    throw new ProviderUnavailableError(`the answer has no list at ${choices.items}`, { retry: 'operator' });
  }
  const secrets = secretVariants(credentialSecrets(definition, credentials), request);
  return items.flatMap((item: unknown) => {
    const value = readPath(item, choices.value);
    const label = sanitizeProviderText(readPath(item, choices.label), secrets);
    return label !== undefined && isChoiceValue(value) ? [{ value, label }] : [];
  });
}

function isChoiceValue(value: unknown): value is ChoiceValue {
  return (typeof value === 'string' && value !== '') || typeof value === 'number' || typeof value === 'boolean';
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
