import type { ProviderFacts } from '../provider-facts.ts';

// https://developer.intuit.com/app/developer/qbo/docs/develop/authentication-and-authorization/oauth-2.0,
// https://developer.intuit.com/.well-known/openid-sandbox-configuration for the addresses and
// https://developer.intuit.com/app/developer/qbo/docs/api/accounting/all-entities/companyinfo
export const facts: ProviderFacts = {
  protocol: 'oauth2',
  values: {},
  authorization: {
    url: 'https://appcenter.intuit.com/connect/oauth2',
    parameters: { scope: 'com.intuit.quickbooks.accounting' },
    pkce: 'ignored',
  },
  callback: { realmId: '9130347596842384' },
  token: {
    url: 'https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer',
    clientAuthentication: 'basic',
    format: 'form',
    answer: {
      body: {
        token_type: 'bearer',
        expires_in: 3600,
        refresh_token: '{refresh_token}',
        x_refresh_token_expires_in: 8726400,
        access_token: '{access_token}',
      },
    },
    refusal: { status: 400, body: { error: 'invalid_grant', error_description: 'Invalid authorization code' } },
  },
  refresh: {
    // A new refresh token about once a day; the one before it works for a while.
    answer: {
      body: {
        token_type: 'bearer',
        expires_in: 3600,
        refresh_token: '{refresh_token}',
        x_refresh_token_expires_in: 8726400,
        access_token: '{access_token}',
      },
    },
    refusal: { status: 400, body: { error: 'invalid_grant', error_description: 'Incorrect or invalid refresh token' } },
  },
  revocation: {
    url: 'https://developer.api.intuit.com/v2/oauth2/tokens/revoke',
    token: 'refresh_token',
    clientAuthentication: 'basic',
  },
  me: {
    url: 'https://quickbooks.api.intuit.com/v3/company/9130347596842384/companyinfo/9130347596842384',
    headers: { authorization: 'Bearer {access_token}', accept: 'application/json' },
    answer: {
      body: {
        CompanyInfo: {
          CompanyName: "Larry's Bakery",
          LegalName: "Larry's Bakery",
          Country: 'US',
          Email: { Address: 'donotreply@intuit.com' },
          domain: 'QBO',
          Id: '1',
        },
        time: '2015-07-10T09:38:58.785-07:00',
      },
    },
  },
  account: "Larry's Bakery",
  captured: { realm_id: '9130347596842384' },
};
