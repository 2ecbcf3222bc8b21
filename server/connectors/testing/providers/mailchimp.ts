import type { ProviderFacts } from '../provider-facts.ts';

// https://mailchimp.com/developer/marketing/guides/access-user-data-oauth-2/ and
// https://mailchimp.com/developer/marketing/api/root/
export const facts: ProviderFacts = {
  protocol: 'oauth2',
  values: {},
  authorization: { url: 'https://login.mailchimp.com/oauth2/authorize', parameters: {}, pkce: 'ignored' },
  token: {
    url: 'https://login.mailchimp.com/oauth2/token',
    clientAuthentication: 'post',
    format: 'form',
    // 0 stands for never.
    answer: { body: { access_token: '{access_token}', expires_in: 0, scope: null } },
    refusal: {
      status: 400,
      body: { error: 'invalid_grant', error_description: 'The authorization code is invalid or has expired' },
    },
  },
  lasting: true,
  discovery: {
    url: 'https://login.mailchimp.com/oauth2/metadata',
    headers: { authorization: 'OAuth {access_token}' },
    answer: {
      body: {
        dc: 'us6',
        role: 'owner',
        accountname: 'Freddie',
        login_url: 'https://login.mailchimp.com',
        api_endpoint: 'https://us6.api.mailchimp.com',
      },
    },
  },
  me: {
    url: 'https://us6.api.mailchimp.com/3.0/',
    headers: { authorization: 'OAuth {access_token}' },
    answer: {
      body: {
        account_id: '8d3a3db4d97663a9074efcc16',
        account_name: "Freddie's Jokes",
        email: 'freddie@example.com',
        role: 'owner',
      },
    },
  },
  account: 'freddie@example.com',
  captured: { dc: 'us6' },
};
