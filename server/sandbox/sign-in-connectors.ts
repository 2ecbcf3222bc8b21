import type { ConnectorDefinitionInput } from '../connectors/definition.ts';
import {
  SANDBOX_AWS_REGION,
  SANDBOX_AWS_SERVICE,
  SANDBOX_CLIENT_ID,
  SANDBOX_CLIENT_SECRET,
  SANDBOX_PUBLIC_CLIENT_ID,
} from './keys.ts';

type OAuth2 = Extract<ConnectorDefinitionInput['auth'], { readonly type: 'oauth2' }>;

const CLIENT = { clientId: SANDBOX_CLIENT_ID, clientSecret: SANDBOX_CLIENT_SECRET };

/** The connectors that use tokens of the sandbox: from a sign-in in a window, or for typed credentials. */
export function signInConnectors(baseUrl: string): Readonly<Record<string, ConnectorDefinitionInput>> {
  const { origin } = new URL(baseUrl);
  const verified = (path: string) => ({ url: origin + path, account: 'user.email', error: 'error.message' });

  const oauth = (name: string, folder: string, more: Partial<OAuth2> = {}): ConnectorDefinitionInput => ({
    name,
    sandbox: true,
    ...CLIENT,
    auth: {
      type: 'oauth2',
      authorizationUrl: `${origin}${folder}/authorize`,
      tokenUrl: `${origin}${folder}/token`,
      revocationUrl: `${origin}${folder}/revoke`,
      issuer: origin,
      issuerRequired: true,
      scopes: ['contacts.read', 'contacts.write'],
      ...more,
    },
    verify: verified(`${folder}/me`),
  });

  return {
    'sandbox-oauth': oauth('Sandbox Cloud', '/oauth'),
    'sandbox-oauth-public': {
      ...oauth('Sandbox Cloud (public client)', '/oauth', { clientAuthentication: 'none' }),
      clientId: SANDBOX_PUBLIC_CLIENT_ID,
      clientSecret: undefined,
    },
    'sandbox-oauth-coop': oauth('Sandbox Cloud (isolated)', '/oauth/coop'),
    'sandbox-oauth-slow': oauth('Sandbox Cloud (slow)', '/oauth/slow=5'),
    'sandbox-oauth-deny': oauth('Sandbox Cloud (declines)', '/oauth/deny'),
    'sandbox-oauth-rotating': oauth('Sandbox Cloud (short-lived)', '/oauth/rotate+ttl=30'),
    'sandbox-oauth-quirks': oauth('Sandbox Cloud (form-encoded)', '/oauth/form+no-type+text-expiry+no-iss', {
      issuer: undefined,
      issuerRequired: false,
      clientAuthentication: 'client_secret_post',
      answer: { format: 'form' },
    }),
    'sandbox-oauth-nested': oauth('Sandbox Cloud (unusual answers)', '/oauth/json+nested+two-hundred', {
      clientAuthentication: 'client_secret_post',
      tokenRequest: 'json',
      answer: {
        accessToken: 'authed_user.access_token',
        refreshToken: 'authed_user.refresh_token',
        expiresIn: 'authed_user.expires_in',
        scope: 'authed_user.scope',
        expect: { path: 'ok', equals: true },
      },
    }),
    'sandbox-oauth-workspace': {
      ...oauth('Sandbox Workspaces', '/workspaces/{workspace}/oauth'),
      inputs: { workspace: { label: 'Workspace', kind: 'text', prefix: 'sandbox.example/', placeholder: 'acme' } },
    },
    'sandbox-oauth-hostile': oauth('Sandbox Cloud (hostile)', '/oauth/hostile'),
    'sandbox-oauth-failing': oauth('Sandbox Cloud (failing)', '/oauth/500'),
    'sandbox-client-credentials': {
      name: 'Sandbox for machines',
      sandbox: true,
      auth: { type: 'oauth2_client_credentials', tokenUrl: `${origin}/oauth/token`, scopes: ['contacts.read'] },
      verify: verified('/oauth/me'),
    },
    'sandbox-oauth1': {
      name: 'Sandbox with OAuth 1.0a',
      sandbox: true,
      ...CLIENT,
      auth: {
        type: 'oauth1',
        requestTokenUrl: `${origin}/oauth1/request_token`,
        authorizationUrl: `${origin}/oauth1/authorize`,
        accessTokenUrl: `${origin}/oauth1/access_token`,
      },
      verify: verified('/oauth1/me'),
    },
    'sandbox-refreshable': {
      name: 'Sandbox with sessions',
      sandbox: true,
      auth: {
        type: 'refreshable_token',
        fields: { username: { label: 'Username' }, password: { label: 'Password', kind: 'password' } },
        request: { url: `${origin}/sessions`, params: { username: '{username}', password: '{password}' } },
        refresh: { url: `${origin}/sessions/refresh`, params: { refresh_token: '{refresh_token}' } },
        answer: { accessToken: 'token', error: 'error.message', errorText: 'error.message' },
        use: { in: 'header', name: 'X-Session-Token' },
      },
      verify: verified('/sessions/me'),
    },
    'sandbox-aws': {
      name: 'Sandbox with AWS signatures',
      sandbox: true,
      auth: { type: 'aws_sigv4', service: SANDBOX_AWS_SERVICE, region: SANDBOX_AWS_REGION },
      verify: verified('/aws/me'),
    },
  };
}
