import type { ProviderFacts } from '../provider-facts.ts';

const response = {
  access_token: '{access_token}',
  expires_in: 1800,
  token_type: 'Bearer',
  refresh_token: '{refresh_token}',
  scope: 'accounting.contacts.read accounting.settings.read offline_access',
};

const refusal = { status: 400, body: { error: 'invalid_grant' } };

// https://developer.xero.com/documentation/guides/oauth2/auth-flow and
// https://github.com/XeroAPI/Xero-OpenAPI/blob/master/xero-identity.yaml
export const facts: ProviderFacts = {
  protocol: 'oauth2',
  values: {},
  authorization: {
    url: 'https://login.xero.com/identity/connect/authorize',
    parameters: { scope: 'offline_access accounting.contacts.read accounting.settings.read' },
    pkce: 'checked',
  },
  token: {
    url: 'https://identity.xero.com/connect/token',
    clientAuthentication: 'basic',
    format: 'form',
    answer: { body: response },
    refusal,
  },
  refresh: { answer: { body: response }, refusal },
  revocation: {
    url: 'https://identity.xero.com/connect/revocation',
    token: 'refresh_token',
    clientAuthentication: 'basic',
  },
  me: {
    url: 'https://api.xero.com/connections',
    headers: { authorization: 'Bearer {access_token}' },
    answer: {
      body: [
        {
          id: '7cb59f93-2964-421d-bb5e-a0f7a4572a44',
          tenantId: 'fe79f7dd-b6d4-4a92-ba7b-538af6289c58',
          tenantName: 'Demo Company (NZ)',
          tenantType: 'ORGANISATION',
        },
      ],
    },
  },
  account: 'Demo Company (NZ)',
};
