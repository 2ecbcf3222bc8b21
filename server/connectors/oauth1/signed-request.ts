import { randomBytes } from 'node:crypto';
import type { AuthOf, OAuthClient, OutboundRequest } from '../auth-type.ts';
import { withHeader } from '../auth-type.ts';
import { authorizationHeader, signatureBaseString, signBaseString } from './signature.ts';

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
