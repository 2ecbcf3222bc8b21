import { clientCredentialsGrantRequest } from 'oauth4webapi';
import type { AuthContext, AuthOf, AuthType, ProviderAccess } from '../auth-type.ts';
import { fieldView } from '../field-view.ts';
import type { TokenClient } from '../oauth/client-authentication.ts';
import type { TokenRequestContext } from '../oauth/token-endpoint-error.ts';
import { requestTokens } from '../oauth/token-request.ts';
import { withToken } from '../auth-type.ts';
import type { Tokens } from '../stored-credentials.ts';

type ClientCredentials = AuthOf<'oauth2_client_credentials'>;

const CLIENT_ID = 'client_id';
const CLIENT_SECRET = 'client_secret';

/** The auth type for a client id and secret that this server exchanges for a token (RFC 6749 section 4.4). */
export const clientCredentials: AuthType<ClientCredentials> = {
  untrimmedFields: [],

  fields: ({ clientId, clientSecret }, client) =>
    client.clientId === undefined
      ? [
          fieldView(CLIENT_ID, { ...clientId, kind: 'text', required: true }),
          fieldView(CLIENT_SECRET, { ...clientSecret, kind: 'password', required: true }),
        ]
      : [],

  authorize: async ({ auth }, tokens, request) =>
    tokens === undefined ? request : withToken(request, auth.use, tokens.accessToken),

  issue: (context, access) => requestAccessToken(context, access, 'credentials'),

  refresh: (context, _tokens, access) => requestAccessToken(context, access, 'refresh'),
};

async function requestAccessToken(
  context: AuthContext<ClientCredentials>,
  access: ProviderAccess,
  purpose: TokenRequestContext['purpose'],
): Promise<Tokens> {
  const { auth, client } = context;
  const scopes = auth.scopes.join(auth.scopeSeparator);
  const request = {
    context,
    client: tokenClient(context),
    access,
    template: auth.tokenUrl,
    captured: {},
    requestContext: { purpose, clientFromUser: client.clientId === undefined },
  };
  const { tokens } = await requestTokens(request, ({ server, client, authentication, options }) => {
    const parameters = new URLSearchParams(options.additionalParameters);
    if (scopes !== '') parameters.set('scope', scopes);
    return clientCredentialsGrantRequest(server, client, authentication, parameters, options);
  });
  // RFC 6749 section 4.4.3: the response should not contain a refresh token. If it does, this server does not use it.
  const { accessToken, obtainedAt, expiresAt, scope } = tokens;
  return {
    accessToken,
    obtainedAt,
    ...(expiresAt !== undefined && { expiresAt }),
    ...(scope !== undefined && { scope }),
    captured: {},
  };
}

function tokenClient({ client, values }: AuthContext<ClientCredentials>): TokenClient {
  const { clientId, clientSecret, clientPrivateKey, clientKeyId } = client;
  if (clientId === undefined) return { id: values[CLIENT_ID] ?? '', secret: values[CLIENT_SECRET] ?? '' };
  return { id: clientId, secret: clientSecret, privateKey: clientPrivateKey, keyId: clientKeyId };
}
