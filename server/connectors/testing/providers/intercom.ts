import type { ProviderFacts } from '../provider-facts.ts';

// https://developers.intercom.com/docs/build-an-integration/learn-more/authentication/setting-up-oauth and
// https://developers.intercom.com/docs/references/rest-api/api.intercom.io/admins/identifyadmin
export const facts: ProviderFacts = {
  protocol: 'oauth2',
  values: {},
  authorization: { url: 'https://app.intercom.com/oauth', parameters: {}, pkce: 'ignored' },
  token: {
    url: 'https://api.intercom.io/auth/eagle/token',
    clientAuthentication: 'post',
    format: 'form',
    answer: { body: { token_type: 'Bearer', token: '{access_token}', access_token: '{access_token}' } },
    refusal: {
      status: 401,
      body: {
        type: 'error.list',
        request_id: 'bd6a4abe7k',
        errors: [{ code: 'unauthorized', message: 'Unauthorized Code' }],
      },
    },
    refusalIsVague: true,
  },
  lasting: true,
  me: {
    url: 'https://api.intercom.io/me',
    headers: { authorization: 'Bearer {access_token}' },
    answer: {
      body: {
        type: 'admin',
        id: '991267460',
        email: 'admin2@email.com',
        name: 'Ciaran2 Lee',
        email_verified: true,
        app: { type: 'app', id_code: 'this_is_an_id2_that_should_be_at_least_40', name: 'MyApp 2', region: 'US' },
      },
    },
  },
  account: 'admin2@email.com',
};
