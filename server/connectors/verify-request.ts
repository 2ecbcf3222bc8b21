import type { OutboundRequest } from './auth-type.ts';
import { withHeader } from './auth-type.ts';
import { boundAuth } from './auth-types.ts';
import type { ConnectorDefinition } from './definition.ts';
import type { Values } from './template.ts';
import { expandHeader, expandUrl } from './template.ts';

/** The part of a definition that says how to try credentials. */
export type Verification = NonNullable<ConnectorDefinition['verify']>;

/**
 * Makes the request that tries credentials.
 *
 * @throws {InvalidRequestError} For a value that cannot stand where the definition puts it.
 */
export function verifyRequest({ auth }: ConnectorDefinition, verify: Verification, values: Values): OutboundRequest {
  const headers = {
    accept: 'application/json',
    ...(verify.body !== undefined && { 'content-type': 'application/json' }),
  };
  let request: OutboundRequest = { url: expandUrl(verify.url, values), headers };
  for (const [name, template] of Object.entries(verify.headers)) {
    request = withHeader(request, name, expandHeader(template, values));
  }
  return boundAuth(auth).authorize(values, request);
}
