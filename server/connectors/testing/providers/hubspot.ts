import type { ProviderFacts } from '../provider-facts.ts';

// https://developers.hubspot.com/docs/api-reference/latest/authentication/manage-oauth-tokens
export const facts: ProviderFacts = {
  protocol: 'oauth2',
  values: {},
  authorization: {
    url: 'https://app.hubspot.com/oauth/authorize',
    parameters: { scope: 'oauth crm.objects.contacts.read' },
    pkce: 'ignored',
  },
  token: {
    url: 'https://api.hubapi.com/oauth/2026-03/token',
    clientAuthentication: 'post',
    format: 'form',
    answer: {
      body: {
        token_use: 'access_token',
        token_type: 'bearer',
        refresh_token: '{refresh_token}',
        access_token: '{access_token}',
        expires_in: 1800,
        hub_id: 1234567,
        scopes: ['oauth', 'crm.objects.contacts.read'],
        user_id: 123,
      },
    },
    refusal: {
      status: 400,
      body: {
        status: 'BAD_AUTH_CODE',
        message: 'missing or unknown auth code',
        correlationId: 'aeb5f871-7f07-4993-9211-075dc63e7cbf',
      },
    },
  },
  refresh: {
    answer: {
      body: {
        token_use: 'access_token',
        token_type: 'bearer',
        refresh_token: '{refresh_token}',
        access_token: '{access_token}',
        expires_in: 1800,
        hub_id: 1234567,
        scopes: ['oauth', 'crm.objects.contacts.read'],
        user_id: 123,
      },
    },
    refusal: {
      status: 400,
      body: {
        status: 'BAD_REFRESH_TOKEN',
        message: 'missing or invalid refresh token',
        correlationId: 'aeb5f871-7f07-4993-9211-075dc63e7cbf',
      },
    },
  },
  revocation: {
    url: 'https://api.hubapi.com/oauth/2026-03/token/revoke',
    token: 'refresh_token',
    clientAuthentication: 'post',
  },
  me: {
    url: 'https://api.hubapi.com/account-info/2026-03/details',
    headers: { authorization: 'Bearer {access_token}' },
    answer: {
      body: { portalId: 123456, accountType: 'STANDARD', timeZone: 'US/Eastern', companyCurrency: 'USD' },
    },
  },
  account: '123456',
};
