import type { ProviderFacts } from '../provider-facts.ts';

// https://pipedrive.readme.io/docs/marketplace-oauth-authorization,
// https://developers.pipedrive.com/changelog/post/new-parameter-in-oauth-oauthtoken-responses,
// https://pipedrive.readme.io/docs/app-uninstallation and
// https://developers.pipedrive.com/docs/api/v1/Users#getCurrentUser
export const facts: ProviderFacts = {
  protocol: 'oauth2',
  values: {},
  authorization: { url: 'https://oauth.pipedrive.com/oauth/authorize', parameters: {}, pkce: 'ignored' },
  token: {
    url: 'https://oauth.pipedrive.com/oauth/token',
    clientAuthentication: 'basic',
    format: 'form',
    answer: {
      body: {
        access_token: '{access_token}',
        token_type: 'Bearer',
        expires_in: 3599,
        refresh_token: '{refresh_token}',
        scope: 'base,deals:full,contacts:read',
        api_domain: 'https://mycompanydomain.pipedrive.com',
      },
    },
    refusal: {
      status: 400,
      body: { error: 'invalid_grant', error_description: 'Invalid grant: authorization code is invalid' },
    },
  },
  refresh: {
    answer: {
      body: {
        access_token: '{access_token}',
        token_type: 'Bearer',
        expires_in: 3599,
        refresh_token: '{refresh_token}',
        scope: 'base,deals:full,contacts:read',
        api_domain: 'https://mycompanydomain.pipedrive.com',
      },
    },
    refusal: {
      status: 400,
      body: { error: 'invalid_grant', error_description: 'Invalid grant: refresh token is invalid' },
    },
  },
  revocation: {
    url: 'https://oauth.pipedrive.com/oauth/revoke',
    token: 'refresh_token',
    clientAuthentication: 'basic',
  },
  me: {
    url: 'https://api.pipedrive.com/v1/users/me',
    headers: { authorization: 'Bearer {access_token}' },
    answer: {
      body: {
        success: true,
        data: {
          id: 1474,
          name: 'Bob',
          email: 'bobs_email@pipedrive.com',
          company_id: 1234567,
          company_name: 'Test company',
          company_domain: 'mycompanydomain',
        },
      },
    },
  },
  account: 'bobs_email@pipedrive.com',
  captured: { api_domain: 'https://mycompanydomain.pipedrive.com' },
};
