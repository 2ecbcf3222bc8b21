import type { ProviderFacts } from '../provider-facts.ts';

// https://www.typeform.com/developers/get-started/applications/ and
// https://www.typeform.com/developers/get-started/scopes/
//
// PKCE is not documented; that it is refused is what others found.
export const facts: ProviderFacts = {
  protocol: 'oauth2',
  values: {},
  authorization: {
    url: 'https://api.typeform.com/oauth/authorize',
    parameters: { scope: 'offline accounts:read forms:read' },
    pkce: 'refused',
  },
  token: {
    url: 'https://api.typeform.com/oauth/token',
    clientAuthentication: 'post',
    format: 'form',
    answer: {
      body: {
        access_token: '{access_token}',
        expires_in: 604800,
        refresh_token: '{refresh_token}',
        scope: 'offline accounts:read forms:read',
        token_type: 'bearer',
      },
    },
    refusal: { status: 400, body: { error: 'invalid_grant', error_description: 'The code is invalid or expired' } },
  },
  refresh: {
    answer: {
      body: {
        access_token: '{access_token}',
        expires_in: 604800,
        refresh_token: '{refresh_token}',
        scope: 'offline accounts:read forms:read',
        token_type: 'bearer',
      },
    },
    refusal: { status: 400, body: { error: 'invalid_grant', error_description: 'The refresh token is invalid' } },
  },
  me: {
    url: 'https://api.typeform.com/me',
    headers: { authorization: 'Bearer {access_token}' },
    answer: {
      body: { alias: 'Lian', email: 'lian@example.com', language: 'en', user_id: '01D4MAYTE22WTDH5F0V0JBK6KE' },
    },
  },
  account: 'lian@example.com',
};
