import { revocationRequest } from 'oauth4webapi';
import type { EgressResponse } from '../../egress.ts';
import { ProviderUnavailableError } from '../../errors.ts';
import { parseTokenError } from '../token-response.ts';
import { findErrorCode } from './oauth-error-codes.ts';
import type { TokenErrorOptions } from './token-endpoint-error.ts';
import { tokenEndpointError } from './token-endpoint-error.ts';
import type { ClientRequest } from './token-request.ts';
import { buildLibraryCall } from './token-request.ts';

/** A token, and what it is. */
export interface TokenToRevoke {
  readonly token: string;
  readonly type: 'access_token' | 'refresh_token';
}

/**
 * Revokes a token (RFC 7009). Resolves to `false` where the provider does not revoke tokens of this type.
 *
 * @throws {ProviderUnavailableError} It could not be told, or does not know this client.
 */
export async function revokeToken(request: ClientRequest, { token, type }: TokenToRevoke): Promise<boolean> {
  const { access, context, requestContext } = request;
  const { server, client, authentication, options } = buildLibraryCall(request, (response, secrets) => {
    const refusal = parseTokenError(context.auth.answer, response.body);
    const revoked = wasRevoked(response, { refusal, secrets, now: access.now(), ...requestContext });
    return new Response(null, { status: revoked ? 200 : 204 });
  });
  // The hint is a part of RFC 7009, which speaks of forms. Endpoints that take JSON refuse what they do not know.
  const additionalParameters = context.auth.tokenRequest === 'form' ? { token_type_hint: type } : {};
  const response = await revocationRequest(server, client, authentication, token, { ...options, additionalParameters });
  return response.status === 200;
}

function wasRevoked(response: EgressResponse, options: TokenErrorOptions): boolean {
  const { status } = response;
  if (status >= 200 && status < 300) return true;
  const known = findErrorCode(options.refusal.error);
  if (known?.code === 'unsupported_token_type') return false;
  // RFC 7009 section 2.2 says 200 to a token that is not valid any more. Some systems say this.
  if (status < 500 && known?.meaning === 'refused') return true;
  const error = tokenEndpointError(response, options);
  throw error instanceof ProviderUnavailableError ? error : new ProviderUnavailableError(`status ${status}`);
}
