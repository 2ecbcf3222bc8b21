import type { ProviderFacts } from '../provider-facts.ts';

// https://learn.microsoft.com/en-us/linkedin/shared/authentication/authorization-code-flow and
// https://learn.microsoft.com/en-us/linkedin/consumer/integrations/self-serve/sign-in-with-linkedin-v2
//
// Tokens end after 60 days; only chosen partners get refresh tokens.
export const facts: ProviderFacts = {
  protocol: 'oauth2',
  values: {},
  authorization: {
    url: 'https://www.linkedin.com/oauth/v2/authorization',
    parameters: { scope: 'openid profile email' },
    pkce: 'refused',
  },
  token: {
    url: 'https://www.linkedin.com/oauth/v2/accessToken',
    clientAuthentication: 'post',
    format: 'form',
    answer: {
      body: {
        access_token: '{access_token}',
        expires_in: 5184000,
        scope: 'email,openid,profile',
        token_type: 'Bearer',
        id_token: 'eyJhbGciOiJSUzI1NiJ9.e30.c2lnbmF0dXJl',
      },
    },
    refusal: {
      status: 400,
      body: {
        error: 'invalid_request',
        error_description: 'Unable to retrieve access token: authorization code not found',
      },
    },
    refusalIsVague: true,
  },
  me: {
    url: 'https://api.linkedin.com/v2/userinfo',
    headers: { authorization: 'Bearer {access_token}' },
    answer: {
      body: {
        sub: '782bbtaQ',
        name: 'John Doe',
        given_name: 'John',
        family_name: 'Doe',
        picture: 'https://media.licdn-ei.com/dms/image/C5F03AQHqK8v7tB1HCQ/profile-displayphoto-shrink_100_100/0/',
        locale: 'en-US',
        email: 'doe@email.com',
        email_verified: true,
      },
    },
  },
  account: 'doe@email.com',
};
