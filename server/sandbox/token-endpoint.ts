import { authenticateClient } from './client-authentication.ts';
import type { SandboxClient } from './keys.ts';
import type { Grant } from './grants.ts';
import { pause } from './behaviour.ts';
import type { RequestKind } from './request-log.ts';
import type { SandboxContext, SandboxState } from './sandbox-env.ts';
import { readBodyParameters } from './body-parameters.ts';
import { sendTokens, sendTokenError } from './token-response.ts';
import type { TokenErrorResponse } from './token-response.ts';

type Parameters = ReadonlyMap<string, string>;

const LIFETIME_SECONDS = 3_600;
/** Longer than any client waits for a response. */
const HANG_SECONDS = 3_600;

const KIND_BY_GRANT_TYPE: ReadonlyMap<string | undefined, RequestKind> = new Map([
  ['authorization_code', 'token'],
  ['refresh_token', 'refresh'],
  ['client_credentials', 'client_credentials'],
]);

const UNREADABLE_BODY: TokenErrorResponse = { error: 'invalid_request', description: 'The body cannot be read.' };
const UNKNOWN_CLIENT: TokenErrorResponse = {
  error: 'invalid_client',
  description: 'The client is not known, or did not prove who it is.',
  status: 401,
};
const WRONG_CLIENT: TokenErrorResponse = {
  error: 'unauthorized_client',
  description: 'This client may not use this grant_type.',
};

/** The kind under which a token request is counted. */
export async function tokenRequestKind(c: SandboxContext): Promise<RequestKind | undefined> {
  const sent = await readBodyParameters(c);
  return KIND_BY_GRANT_TYPE.get(sent?.values.get('grant_type'));
}

/** Issues tokens for a code, a refresh token or client credentials: RFC 6749 sections 4.1.3, 4.4 and 6. */
export async function tokenEndpoint(c: SandboxContext, state: SandboxState) {
  const parameters = await readTokenRequest(c);
  if (!parameters) return sendTokenError(c, UNREADABLE_BODY);
  if (parameters.get('grant_type') === 'refresh_token') {
    if (c.var.behaviour.has('refresh-hang')) {
      await pause(c, HANG_SECONDS, state);
      // The client has given up, so the request must have no effect.
      return sendTokenError(c, {
        error: 'temporarily_unavailable',
        description: 'This request never gets a response.',
        status: 503,
      });
    }
    const told = simulatedRefreshError(c);
    if (told) return sendTokenError(c, told);
  }
  const client = await authenticateClient(c, parameters, state);
  if (!client) return sendTokenError(c, UNKNOWN_CLIENT);
  const forGrant = GRANT_HANDLERS.get(parameters.get('grant_type'));
  if (forGrant) return forGrant(c, parameters, { client, state });
  return sendTokenError(c, { error: 'unsupported_grant_type', description: 'This grant_type is not offered.' });
}

/** Revokes a token. Unknown tokens are no error: RFC 7009 section 2.2. */
export async function revocationEndpoint(c: SandboxContext, state: SandboxState) {
  const parameters = (await readBodyParameters(c))?.values;
  const token = parameters?.get('token');
  if (!parameters || token === undefined) return sendTokenError(c, UNREADABLE_BODY);
  const client = await authenticateClient(c, parameters, state);
  if (!client) return sendTokenError(c, UNKNOWN_CLIENT);
  state.grants.revoke(token, client.id);
  return c.body(null, 200);
}

async function readTokenRequest(c: SandboxContext): Promise<Parameters | undefined> {
  const sent = await readBodyParameters(c);
  const format = c.var.behaviour.has('json') ? 'json' : 'form';
  return sent?.format === format ? sent.values : undefined;
}

function simulatedRefreshError({ var: { behaviour } }: SandboxContext): TokenErrorResponse | undefined {
  const description = 'The sandbox was told to refuse.';
  if (behaviour.has('refresh-429')) return { error: 'temporarily_unavailable', description, status: 429 };
  if (behaviour.has('refresh-500')) return { error: 'server_error', description, status: 500 };
  return behaviour.has('refresh-invalid') ? { error: 'invalid_grant', description } : undefined;
}

/** By grant_type. */
const GRANT_HANDLERS: ReadonlyMap<string | undefined, typeof authorizationCodeGrant> = new Map([
  ['authorization_code', authorizationCodeGrant],
  ['refresh_token', refreshTokenGrant],
  ['client_credentials', clientCredentialsGrant],
]);

interface GrantContext {
  readonly client: SandboxClient;
  readonly state: SandboxState;
}

function authorizationCodeGrant(c: SandboxContext, parameters: Parameters, { client, state }: GrantContext) {
  if (!client.usesSignIn) return sendTokenError(c, WRONG_CLIENT);
  const grant = state.grants.redeemCode(parameters.get('code') ?? '', {
    clientId: client.id,
    redirectUri: parameters.get('redirect_uri'),
    verifier: parameters.get('code_verifier'),
  });
  if (typeof grant === 'string') return sendTokenError(c, { error: 'invalid_grant', description: grant });
  const refreshes = !c.var.behaviour.has('no-refresh');
  return issueTokens(c, grant, { state, refreshToken: refreshes ? state.grants.issueRefreshToken(grant) : undefined });
}

function refreshTokenGrant(c: SandboxContext, parameters: Parameters, { client, state }: GrantContext) {
  const sent = parameters.get('refresh_token') ?? '';
  const grant = state.grants.refresh(sent, client.id);
  if (!grant)
    return sendTokenError(c, { error: 'invalid_grant', description: 'The refresh token is invalid or has expired.' });
  const rotates = c.var.behaviour.has('rotate');
  return issueTokens(c, grant, {
    state,
    refreshToken: rotates ? state.grants.replaceRefreshToken(sent, grant) : undefined,
  });
}

function clientCredentialsGrant(c: SandboxContext, parameters: Parameters, { client, state }: GrantContext) {
  if (client.usesSignIn) return sendTokenError(c, WRONG_CLIENT);
  const grant = { clientId: client.id, account: client.id, scope: parameters.get('scope') ?? '' };
  return issueTokens(c, grant, { state, refreshToken: undefined });
}

function issueTokens(
  c: SandboxContext,
  grant: Grant,
  { state, refreshToken }: { readonly state: SandboxState; readonly refreshToken: string | undefined },
) {
  const lifetimeSeconds = c.var.behaviour.seconds('ttl') ?? LIFETIME_SECONDS;
  const accessToken = state.grants.issueAccessToken(grant, lifetimeSeconds);
  return sendTokens(c, { accessToken, refreshToken, lifetimeSeconds, scope: grant.scope });
}
