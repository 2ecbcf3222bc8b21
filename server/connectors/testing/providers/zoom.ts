import type { ProviderFacts } from '../provider-facts.ts';

// https://developers.zoom.us/docs/integrations/oauth/ and https://developers.zoom.us/docs/api/users/
export const facts: ProviderFacts = {
  protocol: 'oauth2',
  values: {},
  authorization: { url: 'https://zoom.us/oauth/authorize', parameters: {}, pkce: 'checked' },
  token: {
    url: 'https://zoom.us/oauth/token',
    clientAuthentication: 'basic',
    format: 'form',
    answer: {
      body: {
        access_token: '{access_token}',
        token_type: 'bearer',
        refresh_token: '{refresh_token}',
        expires_in: 3599,
        scope: 'user:read:user',
        api_url: 'https://api.zoom.us',
      },
    },
    refusal: { status: 400, body: { reason: 'Invalid authorization code', error: 'invalid_grant' } },
  },
  refresh: {
    answer: {
      body: {
        access_token: '{access_token}',
        token_type: 'bearer',
        refresh_token: '{refresh_token}',
        expires_in: 3599,
        scope: 'user:read:user',
        api_url: 'https://api.zoom.us',
      },
    },
    refusal: { status: 400, body: { reason: 'Invalid Token!', error: 'invalid_grant' } },
  },
  revocation: { url: 'https://zoom.us/oauth/revoke', token: 'access_token', clientAuthentication: 'basic' },
  me: {
    url: 'https://api.zoom.us/v2/users/me',
    headers: { authorization: 'Bearer {access_token}' },
    answer: {
      body: {
        id: 'KDcuGIm1QgePTO8WbOqwIQ',
        first_name: 'Jill',
        last_name: 'Chill',
        email: 'jchill@example.com',
        type: 2,
        account_id: 'EabCDEFghiLHMA',
      },
    },
  },
  account: 'jchill@example.com',
};
