import { createHmac, createPrivateKey, sign, randomBytes } from 'node:crypto';
import OAuth from 'oauth-1.0a';
import { ProviderUnavailableError } from '../../errors.ts';
import type { AuthOf, OAuthClient, OutboundRequest } from '../auth-type.ts';
import { withHeader } from '../auth-type.ts';

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

/** The client that signs a request, and the token that it signs with. */
export interface Signer {
  readonly auth: Pick<AuthOf<'oauth1'>, 'signatureMethod' | 'realm'>;
  readonly client: OAuthClient;
  readonly token?: { readonly key: string; readonly secret: string };
  /** Additional protocol parameters, such as `oauth_callback`. */
  readonly protocolParameters?: Readonly<Record<string, string>>;
}

/**
 * Returns the request with an `Authorization` header that signs its method, address, query and form (RFC 5849 section
 * 3). The protocol cannot sign a body of another type.
 *
 * @throws {ProviderUnavailableError} The client has no key that can sign. The operator has to act.
 */
export function signRequest<R extends OutboundRequest>(
  request: R,
  { auth, client, token, protocolParameters }: Signer,
): R {
  const protocol = {
    oauth_consumer_key: client.clientId ?? '',
    oauth_nonce: randomBytes(16).toString('hex'),
    oauth_signature_method: auth.signatureMethod,
    oauth_timestamp: Math.floor(Date.now() / 1000),
    oauth_version: '1.0',
    ...(token && { oauth_token: token.key }),
    ...protocolParameters,
  };
  const baseString = signatureBaseString({ method: request.method ?? 'GET', url: request.url }, [
    ...Object.entries(protocol).map(([name, value]) => [name, String(value)] as const),
    ...request.url.searchParams,
    ...formParameters(request),
  ]);
  const keys = { method: auth.signatureMethod, client, tokenSecret: token?.secret ?? '' };
  const signed = { ...protocol, oauth_signature: signBaseString(baseString, keys) };
  return withHeader(request, 'authorization', authorizationHeader(signed, auth.realm));
}

/** Returns the form parameters that the signature covers (RFC 5849 section 3.4.1.3.1). */
function formParameters({ headers, body }: OutboundRequest): URLSearchParams {
  const [type] = (headers['content-type'] ?? '').split(';');
  return new URLSearchParams(type?.trim().toLowerCase() === 'application/x-www-form-urlencoded' ? body : '');
}
