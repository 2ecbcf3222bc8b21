import type { ProviderFacts } from '../provider-facts.ts';

// https://discord.com/developers/docs/topics/oauth2,
// https://discord.com/.well-known/oauth-authorization-server for PKCE and `iss`, and
// https://discord.com/developers/docs/resources/user#get-current-user
export const facts: ProviderFacts = {
  protocol: 'oauth2',
  values: {},
  authorization: {
    url: 'https://discord.com/oauth2/authorize',
    parameters: { scope: 'identify' },
    pkce: 'checked',
  },
  callback: { iss: 'https://discord.com' },
  token: {
    url: 'https://discord.com/api/oauth2/token',
    clientAuthentication: 'basic',
    format: 'form',
    answer: {
      body: {
        access_token: '{access_token}',
        token_type: 'Bearer',
        expires_in: 604800,
        refresh_token: '{refresh_token}',
        scope: 'identify',
      },
    },
    refusal: { status: 400, body: { error: 'invalid_grant', error_description: 'Invalid "code" in request.' } },
  },
  refresh: {
    answer: {
      body: {
        access_token: '{access_token}',
        token_type: 'Bearer',
        expires_in: 604800,
        refresh_token: '{refresh_token}',
        scope: 'identify',
      },
    },
    refusal: { status: 400, body: { error: 'invalid_grant' } },
  },
  revocation: {
    url: 'https://discord.com/api/oauth2/token/revoke',
    token: 'refresh_token',
    clientAuthentication: 'basic',
  },
  me: {
    url: 'https://discord.com/api/v10/users/@me',
    headers: { authorization: 'Bearer {access_token}' },
    answer: {
      body: {
        id: '80351110224678912',
        username: 'nelly',
        discriminator: '0',
        global_name: 'Nelly',
        avatar: '8342729096ea3675442027381ff50dfe',
        locale: 'en-US',
      },
    },
  },
  account: 'nelly',
};
