import { randomBytes } from 'node:crypto';
import type { AuthOf, OAuthClient, OutboundRequest } from '../auth-type.ts';
import { withHeader } from '../auth-type.ts';
import { authorizationHeader, signatureBaseString, signBaseString } from './signature.ts';

/** Who signs a request, and for whom. */
export interface Signer {
  readonly auth: Pick<AuthOf<'oauth1'>, 'signatureMethod' | 'realm'>;
  readonly client: OAuthClient;
  readonly token?: { readonly key: string; readonly secret: string };
  /** More parameters of the protocol, such as `oauth_callback`. */
  readonly protocolParameters?: Readonly<Record<string, string>>;
}

/**
 * Returns the request with an `Authorization` header that signs its method, address, query and form (RFC 5849 section
 * 3). A body of another type is not covered: the protocol has no way to.
 *
 * @throws {ProviderUnavailableError} For the operator: there is no key of the client that can sign.
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

/** RFC 5849 section 3.4.1.3.1. */
function formParameters({ headers, body }: OutboundRequest): URLSearchParams {
  const [type] = (headers['content-type'] ?? '').split(';');
  return new URLSearchParams(type?.trim().toLowerCase() === 'application/x-www-form-urlencoded' ? body : '');
}
