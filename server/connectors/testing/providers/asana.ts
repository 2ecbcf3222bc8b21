import type { ProviderFacts } from '../provider-facts.ts';

// https://developers.asana.com/docs/oauth and https://developers.asana.com/reference/getuser
export const facts: ProviderFacts = {
  protocol: 'oauth2',
  values: {},
  authorization: {
    url: 'https://app.asana.com/-/oauth_authorize',
    parameters: { scope: 'users:read workspaces:read projects:read tasks:read' },
    pkce: 'checked',
  },
  token: {
    url: 'https://app.asana.com/-/oauth_token',
    clientAuthentication: 'post',
    format: 'form',
    answer: {
      body: {
        access_token: '{access_token}',
        expires_in: 3600,
        token_type: 'bearer',
        data: { id: 4673218951, gid: '4673218951', name: 'Greg Sanchez', email: 'gsanchez@example.com' },
        refresh_token: '{refresh_token}',
      },
    },
    refusal: {
      status: 400,
      body: { error: 'invalid_grant', error_description: 'The code provided was invalid.' },
    },
  },
  refresh: {
    answer: {
      body: {
        access_token: '{access_token}',
        expires_in: 3600,
        token_type: 'bearer',
        data: { id: 4673218951, gid: '4673218951', name: 'Greg Sanchez', email: 'gsanchez@example.com' },
      },
    },
    refusal: {
      status: 400,
      body: { error: 'invalid_grant', error_description: 'The refresh token provided was invalid.' },
    },
  },
  revocation: {
    url: 'https://app.asana.com/-/oauth_revoke',
    token: 'refresh_token',
    clientAuthentication: 'post',
  },
  me: {
    url: 'https://app.asana.com/api/1.0/users/me',
    headers: { authorization: 'Bearer {access_token}' },
    answer: {
      body: {
        data: {
          gid: '12345',
          resource_type: 'user',
          name: 'Greg Sanchez',
          email: 'gsanchez@example.com',
          workspaces: [{ gid: '12345', resource_type: 'workspace', name: 'My Company Workspace' }],
        },
      },
    },
  },
  account: 'gsanchez@example.com',
};
