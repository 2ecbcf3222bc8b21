import type { ProviderFacts } from '../provider-facts.ts';

// https://www.zoho.com/accounts/protocol/oauth/multi-dc/client-authorization.html,
// https://www.zoho.com/accounts/protocol/oauth/revoke-refresh-token.html and
// https://www.zoho.com/crm/developer/docs/api/v8/get-users.html
//
// A person whose data centre is the European one.
export const facts: ProviderFacts = {
  protocol: 'oauth2',
  values: {},
  authorization: {
    url: 'https://accounts.zoho.com/oauth/v2/auth',
    parameters: {
      scope: 'ZohoCRM.users.READ,ZohoCRM.modules.READ',
      access_type: 'offline',
      prompt: 'consent',
    },
    pkce: 'ignored',
  },
  callback: { location: 'eu', 'accounts-server': 'https://accounts.zoho.eu' },
  token: {
    url: 'https://accounts.zoho.eu/oauth/v2/token',
    clientAuthentication: 'post',
    format: 'form',
    answer: {
      body: {
        access_token: '{access_token}',
        refresh_token: '{refresh_token}',
        scope: 'ZohoCRM.users.READ ZohoCRM.modules.READ',
        api_domain: 'https://www.zohoapis.eu',
        token_type: 'Bearer',
        expires_in: 3600,
      },
    },
    // Zoho says no with 200.
    refusal: { status: 200, body: { error: 'invalid_code' } },
  },
  refresh: {
    answer: {
      body: {
        access_token: '{access_token}',
        api_domain: 'https://www.zohoapis.eu',
        token_type: 'Bearer',
        expires_in: 3600,
      },
    },
    refusal: { status: 200, body: { error: 'invalid_code' } },
  },
  // The documentation shows only the token; what comes beside it is not looked at.
  revocation: {
    url: 'https://accounts.zoho.eu/oauth/v2/token/revoke',
    token: 'refresh_token',
    clientAuthentication: 'post',
  },
  me: {
    url: 'https://www.zohoapis.eu/crm/v8/users?type=CurrentUser',
    headers: { authorization: 'Zoho-oauthtoken {access_token}' },
    answer: {
      body: {
        users: [
          {
            id: '4150868000000225013',
            full_name: 'Patricia Boyle',
            email: 'patricia.boyle@zohotest.com',
            status: 'active',
          },
        ],
        info: { per_page: 200, count: 1, page: 1, more_records: false },
      },
    },
  },
  account: 'patricia.boyle@zohotest.com',
  captured: { accounts_host: 'accounts.zoho.eu', api_host: 'www.zohoapis.eu' },
};
