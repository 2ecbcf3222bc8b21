import { createHmac, createPrivateKey, sign } from 'node:crypto';
import OAuth from 'oauth-1.0a';
import { ProviderUnavailableError } from '../../errors.ts';
import type { AuthOf, OAuthClient } from '../auth-type.ts';

/** One way to sign. RFC 5849 sections 3.4.2 to 3.4.4. */
export type SignatureMethod = AuthOf<'oauth1'>['signatureMethod'];

/** With what a request is signed. */
export interface SigningKeys {
  readonly method: SignatureMethod;
  readonly client: OAuthClient;
  /** Empty before there is a token. */
  readonly tokenSecret: string;
}

/** Name and value, decoded. Names may be repeated. */
export type Parameter = readonly [name: string, value: string];

/**
 * Writes down what a signature covers (RFC 5849 section 3.4.1).
 *
 * @param request.url Its query is **not** looked at: parameters hold all that is signed.
 */
export function signatureBaseString(
  { method, url }: { readonly method: string; readonly url: URL },
  parameters: readonly Parameter[],
): string {
  const byName = Map.groupBy(parameters, ([name]) => name);
  const data = Object.fromEntries([...byName].map(([name, pairs]) => [name, pairs.map(([, value]) => value)]));
  // The library would decode only half of a query, and would forget repeated names. As data it takes them as they are.
  const none = {} as OAuth.Data;
  return createLibrary().getBaseString({ method, url: url.origin + url.pathname, data }, none);
}

/**
 * Signs a base string.
 *
 * @throws {ProviderUnavailableError} For the operator: there is no key of the client that can sign.
 */
export function signBaseString(baseString: string, { method, client, tokenSecret }: SigningKeys): string {
  if (method === 'RSA-SHA1') {
    return sign('sha1', Buffer.from(baseString), requirePrivateKey(client)).toString('base64');
  }
  const key = createLibrary(client).getSigningKey(tokenSecret);
  return method === 'PLAINTEXT' ? key : createHmac('sha1', key).update(baseString).digest('base64');
}

/** Writes parameters of the protocol into the value of an `Authorization` header (RFC 5849 section 3.5.1). */
export function authorizationHeader(parameters: OAuth.Authorization, realm: string | undefined): string {
  // RFC 9110 section 5.6.4: a quotation mark would end the text.
  const quoted = realm?.replace(/["\\]/g, '\\$&');
  return createLibrary({}, quoted).toHeader(parameters).Authorization;
}

function createLibrary({ clientId = '', clientSecret = '' }: OAuthClient = {}, realm?: string): OAuth {
  return new OAuth({ consumer: { key: clientId, secret: clientSecret }, ...(realm !== undefined && { realm }) });
}

function requirePrivateKey({ clientPrivateKey }: OAuthClient) {
  try {
    return createPrivateKey(clientPrivateKey ?? '');
  } catch {
    // Without its cause: what OpenSSL says may quote the text.
    throw new ProviderUnavailableError('the connector has no clientPrivateKey that can sign', { retry: 'operator' });
  }
}
