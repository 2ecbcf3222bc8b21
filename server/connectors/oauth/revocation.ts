import { revocationRequest } from 'oauth4webapi';
import type { EgressResponse } from '../../egress.ts';
import { ProviderUnavailableError } from '../../errors.ts';
import { readTokenRefusal } from '../token-answer.ts';
import { knownFault } from './fault-codes.ts';
import type { FaultOptions } from './token-fault.ts';
import { tokenFault } from './token-fault.ts';
import type { ClientRequest } from './token-request.ts';
import { libraryCall } from './token-request.ts';

/** A token, and what it is. */
export interface RevokedToken {
  readonly token: string;
  readonly type: 'access_token' | 'refresh_token';
}

/**
 * Revokes a token (RFC 7009). Resolves to `false` where the system does not revoke tokens of this type.
 *
 * @throws {ProviderUnavailableError} It could not be told, or does not know this client.
 */
export async function revokeToken(request: ClientRequest, { token, type }: RevokedToken): Promise<boolean> {
  const { access, context, question } = request;
  const { server, client, authentication, options } = libraryCall(request, (answer, secrets) => {
    const refusal = readTokenRefusal(context.auth.answer, answer.body);
    const revoked = wasRevoked(answer, { refusal, secrets, now: access.now(), ...question });
    return new Response(null, { status: revoked ? 200 : 204 });
  });
  // The hint is a part of RFC 7009, which speaks of forms. Endpoints that take JSON refuse what they do not know.
  const additionalParameters = context.auth.tokenRequest === 'form' ? { token_type_hint: type } : {};
  const response = await revocationRequest(server, client, authentication, token, { ...options, additionalParameters });
  return response.status === 200;
}

function wasRevoked(answer: EgressResponse, options: FaultOptions): boolean {
  const { status } = answer;
  if (status >= 200 && status < 300) return true;
  const fault = knownFault(options.refusal.error);
  if (fault?.code === 'unsupported_token_type') return false;
  // RFC 7009 section 2.2 says 200 to a token that is not valid any more. Some systems say this.
  if (status < 500 && fault?.meaning === 'refused') return true;
  const error = tokenFault(answer, options);
  throw error instanceof ProviderUnavailableError ? error : new ProviderUnavailableError(`status ${status}`);
}
