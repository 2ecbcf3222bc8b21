import { createPublicKey } from 'node:crypto';

import { jwtVerify } from 'jose';

import { timingSafeEqualText } from '../timing-safe-equal-text.ts';
import type { SandboxClient } from './keys.ts';
import { findClient, SANDBOX_KEY_CLIENT_ID } from './keys.ts';
import type { SandboxContext, SandboxState } from './sandbox-env.ts';

/** Parameters of a body, by name. */
type Parameters = ReadonlyMap<string, string>;

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const ASSERTION_ALGORITHMS = ['RS256', 'ES256'];

/**
 * Authenticates the client of a request to the token endpoint: RFC 6749 section 2.3.1, RFC 7523.
 *
 * @returns `undefined` when the client is not authenticated, or uses two methods at once.
 */
export async function authenticateClient(
  c: SandboxContext,
  parameters: Parameters,
  state: SandboxState,
): Promise<SandboxClient | undefined> {
  const header = c.req.header('authorization');
  const secret = parameters.get('client_secret');
  const assertion = parameters.get('client_assertion');
  if ([header, secret, assertion].filter((proof) => proof !== undefined).length > 1) return undefined;
  if (header !== undefined) return authenticateWithBasic(header, parameters.get('client_id'));
  if (assertion !== undefined) return authenticateWithAssertion(c, parameters, state);
  const client = findClient(parameters.get('client_id'));
  return secret === undefined ? authenticatePublicClient(client) : authenticateWithSecret(client, secret);
}

function authenticatePublicClient(client: SandboxClient | undefined): SandboxClient | undefined {
  return client?.authentication === 'none' ? client : undefined;
}

function authenticateWithSecret(client: SandboxClient | undefined, secret: string): SandboxClient | undefined {
  return typeof client?.authentication === 'object' && timingSafeEqualText(secret, client.authentication.secret)
    ? client
    : undefined;
}

function authenticateWithBasic(header: string, alsoNamed: string | undefined): SandboxClient | undefined {
  const [, encoded = ''] = /^Basic ([A-Za-z0-9+/]+=*)$/i.exec(header) ?? [];
  const pair = Buffer.from(encoded, 'base64').toString();
  const colon = pair.indexOf(':');
  const id = formDecode(pair.slice(0, Math.max(colon, 0)));
  const secret = formDecode(pair.slice(colon + 1));
  if (alsoNamed !== undefined && alsoNamed !== id) return undefined;
  return secret === undefined ? undefined : authenticateWithSecret(findClient(id), secret);
}

/** RFC 6749 section 2.3.1: id and secret are form-encoded before they are joined. */
function formDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

/** RFC 7523 section 3. Each assertion works once. */
async function authenticateWithAssertion(
  c: SandboxContext,
  parameters: Parameters,
  { clientPublicKey, usedAssertions, now }: SandboxState,
): Promise<SandboxClient | undefined> {
  const id = SANDBOX_KEY_CLIENT_ID;
  const alsoNamed = parameters.get('client_id') ?? id;
  if (!clientPublicKey || alsoNamed !== id || parameters.get('client_assertion_type') !== ASSERTION_TYPE)
    return undefined;
  const { origin, href } = new URL(c.req.url);
  try {
    const { payload } = await jwtVerify(parameters.get('client_assertion') ?? '', createPublicKey(clientPublicKey), {
      algorithms: ASSERTION_ALGORITHMS,
      issuer: id,
      subject: id,
      audience: [origin, href],
      requiredClaims: ['exp', 'jti'],
      currentDate: new Date(now()),
    });
    const { jti = '' } = payload;
    if (usedAssertions.has(jti)) return undefined;
    usedAssertions.add(jti);
    return findClient(id);
  } catch {
    return undefined;
  }
}
