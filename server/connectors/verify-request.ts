import type { OutboundRequest } from './auth-type.ts';
import { withHeader } from './auth-type.ts';
import { authenticator } from './auth-types.ts';
import { mappedCaptures } from './captures.ts';
import type { ConnectorDefinition } from './definition.ts';
import { templateValues } from './stored-credentials.ts';
import type { Credentials } from './stored-credentials.ts';
import { expandHeader, expandUrl } from './template.ts';

/** The part of a definition that says how to verify credentials. */
export type VerifyDefinition = NonNullable<ConnectorDefinition['verify']>;

/**
 * Builds the request that verifies credentials.
 *
 * @throws {InvalidRequestError} A value cannot be sent where the definition puts it.
 */
export async function buildVerifyRequest(
  definition: ConnectorDefinition,
  verify: VerifyDefinition,
  credentials: Credentials,
): Promise<OutboundRequest & Required<Pick<OutboundRequest, 'method'>>> {
  const { method, body } = verify;
  const values = templateValues(credentials);
  const headers = { accept: 'application/json', ...(body !== undefined && { 'content-type': 'application/json' }) };
  const url = expandUrl(verify.url, values, mappedCaptures(definition.auth));
  let request: OutboundRequest = { url, headers, method, ...(body !== undefined && { body }) };
  for (const [name, template] of Object.entries(verify.headers)) {
    request = withHeader(request, name, expandHeader(template, values));
  }
  return { ...(await authenticator(definition).authorize(credentials, request)), method };
}
