import { createHmac, createPrivateKey, sign } from 'node:crypto';
import OAuth from 'oauth-1.0a';
import { ProviderUnavailableError } from '../../errors.ts';
import type { AuthOf, OAuthClient } from '../auth-type.ts';

/** A signature method: RFC 5849 sections 3.4.2 to 3.4.4. */
export type SignatureMethod = AuthOf<'oauth1'>['signatureMethod'];

/** The method and keys with which a request is signed. */
export interface SigningKeys {
  readonly method: SignatureMethod;
  readonly client: OAuthClient;
  /** Empty for a request without a token. */
  readonly tokenSecret: string;
}

/** A decoded name and value. Names can occur more than once. */
export type Parameter = readonly [name: string, value: string];

/**
 * Builds the base string that a signature covers (RFC 5849 section 3.4.1).
 *
 * @param request.url Its query is **not** used. `parameters` must contain everything that is signed.
 */
export function signatureBaseString(
  { method, url }: { readonly method: string; readonly url: URL },
  parameters: readonly Parameter[],
): string {
  const byName = Map.groupBy(parameters, ([name]) => name);
  const data = Object.fromEntries([...byName].map(([name, pairs]) => [name, pairs.map(([, value]) => value)]));
  // From a URL, the library would decode the query incompletely and drop repeated names. It does not change `data`.
  const none = {} as OAuth.Data;
  return createLibrary().getBaseString({ method, url: url.origin + url.pathname, data }, none);
}

/**
 * Signs a base string.
 *
 * @throws {ProviderUnavailableError} The client has no key that can sign. The operator has to act.
 */
export function signBaseString(baseString: string, { method, client, tokenSecret }: SigningKeys): string {
  if (method === 'RSA-SHA1') {
    return sign('sha1', Buffer.from(baseString), requirePrivateKey(client)).toString('base64');
  }
  const key = createLibrary(client).getSigningKey(tokenSecret);
  return method === 'PLAINTEXT' ? key : createHmac('sha1', key).update(baseString).digest('base64');
}

/** Returns the value of an `Authorization` header with the protocol parameters (RFC 5849 section 3.5.1). */
export function authorizationHeader(parameters: OAuth.Authorization, realm: string | undefined): string {
  // RFC 9110 section 5.6.4: an unescaped quotation mark would end the quoted string.
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
    // Without the cause, because OpenSSL's message may quote the text.
    throw new ProviderUnavailableError('the connector has no clientPrivateKey that can sign', { retry: 'operator' });
  }
}
