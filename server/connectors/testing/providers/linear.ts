import type { ProviderFacts } from '../provider-facts.ts';

// https://linear.app/developers/oauth-2-0-authentication
export const facts: ProviderFacts = {
  protocol: 'oauth2',
  values: {},
  authorization: {
    url: 'https://linear.app/oauth/authorize',
    parameters: { scope: 'read', prompt: 'consent' },
    pkce: 'checked',
  },
  token: {
    url: 'https://api.linear.app/oauth/token',
    clientAuthentication: 'post',
    format: 'form',
    answer: {
      body: {
        access_token: '{access_token}',
        token_type: 'Bearer',
        expires_in: 86399,
        scope: 'read',
        refresh_token: '{refresh_token}',
      },
    },
    refusal: { status: 400, body: { error: 'invalid_grant', error_description: 'Invalid authorization code' } },
  },
  refresh: {
    answer: {
      body: {
        access_token: '{access_token}',
        token_type: 'Bearer',
        expires_in: 86399,
        scope: 'read',
        refresh_token: '{refresh_token}',
      },
    },
    refusal: { status: 400, body: { error: 'invalid_grant', error_description: 'Invalid refresh token' } },
  },
  revocation: { url: 'https://api.linear.app/oauth/revoke', token: 'refresh_token', clientAuthentication: 'post' },
  me: {
    method: 'POST',
    url: 'https://api.linear.app/graphql',
    headers: { authorization: 'Bearer {access_token}', 'content-type': 'application/json' },
    answer: { body: { data: { viewer: { email: 'ada@example.com' } } } },
  },
  account: 'ada@example.com',
};
