import type { ProviderFacts } from '../provider-facts.ts';

// https://developer.box.com/guides/authentication/oauth2/without-sdk/,
// https://developer.box.com/guides/authentication/tokens/access-tokens/,
// https://developer.box.com/reference/post-oauth2-revoke/ and https://developer.box.com/reference/get-users-me/
export const facts: ProviderFacts = {
  protocol: 'oauth2',
  values: {},
  authorization: {
    url: 'https://account.box.com/api/oauth2/authorize',
    parameters: { scope: 'root_readonly' },
    pkce: 'ignored',
  },
  token: {
    url: 'https://api.box.com/oauth2/token',
    clientAuthentication: 'post',
    format: 'form',
    answer: {
      body: {
        access_token: '{access_token}',
        expires_in: 3600,
        token_type: 'bearer',
        refresh_token: '{refresh_token}',
        issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        restricted_to: [],
      },
    },
    refusal: {
      status: 400,
      body: { error: 'invalid_grant', error_description: 'The authorization code has expired' },
    },
  },
  refresh: {
    answer: {
      body: {
        access_token: '{access_token}',
        expires_in: 3600,
        token_type: 'bearer',
        refresh_token: '{refresh_token}',
        issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        restricted_to: [],
      },
    },
    refusal: {
      status: 400,
      body: { error: 'invalid_grant', error_description: 'Refresh token has expired' },
    },
  },
  revocation: { url: 'https://api.box.com/oauth2/revoke', token: 'refresh_token', clientAuthentication: 'post' },
  me: {
    url: 'https://api.box.com/2.0/users/me',
    headers: { authorization: 'Bearer {access_token}' },
    answer: {
      body: { id: '11446498', type: 'user', name: 'Aaron Levie', login: 'ceo@example.com', status: 'active' },
    },
  },
  account: 'ceo@example.com',
};
