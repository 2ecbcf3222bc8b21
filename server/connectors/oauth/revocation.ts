import { revocationRequest } from 'oauth4webapi';
import type { EgressResponse } from '../../egress.ts';
import { ProviderUnavailableError } from '../../errors.ts';
import { parseTokenError } from '../token-response.ts';
import { findErrorCode } from './oauth-error-codes.ts';
import type { TokenErrorOptions } from './token-endpoint-error.ts';
import { tokenEndpointError } from './token-endpoint-error.ts';
import type { ClientRequest } from './token-request.ts';
import { buildLibraryCall } from './token-request.ts';

/** A token to revoke, and its type. */
export interface TokenToRevoke {
  readonly token: string;
  readonly type: 'access_token' | 'refresh_token';
}

/**
 * Revokes a token (RFC 7009). Resolves to `false` if the provider does not revoke tokens of this type.
 *
 * @throws {ProviderUnavailableError} The call failed, or the provider does not accept this client.
 */
export async function revokeToken(request: ClientRequest, { token, type }: TokenToRevoke): Promise<boolean> {
  const { access, context, requestContext } = request;
  const { server, client, authentication, options } = buildLibraryCall(request, (response, secrets) => {
    const refusal = parseTokenError(context.auth.answer, response.body);
    const revoked = wasRevoked(response, { refusal, secrets, now: access.now(), ...requestContext });
    return new Response(null, { status: revoked ? 200 : 204 });
  });
  // RFC 7009 defines the hint for forms. Endpoints that accept JSON refuse unknown members.
  const additionalParameters = context.auth.tokenRequest === 'form' ? { token_type_hint: type } : {};
  const response = await revocationRequest(server, client, authentication, token, { ...options, additionalParameters });
  return response.status === 200;
}

function wasRevoked(response: EgressResponse, options: TokenErrorOptions): boolean {
  const { status } = response;
  if (status >= 200 && status < 300) return true;
  const known = findErrorCode(options.refusal.error);
  if (known?.code === 'unsupported_token_type') return false;
  // For an invalid token, RFC 7009 section 2.2 requires 200. Some providers respond with an error instead.
  if (status < 500 && known?.meaning === 'refused') return true;
  const error = tokenEndpointError(response, options);
  throw error instanceof ProviderUnavailableError ? error : new ProviderUnavailableError(`status ${status}`);
}
