import type { ProviderFacts } from '../provider-facts.ts';

// https://developer.calendly.com/api-docs/calendly-o-auth/o-auth/get-oauth-authorize,
// https://developer.calendly.com/api-docs/calendly-o-auth/o-auth/post-oauth-refresh-token,
// https://developer.calendly.com/api-docs/calendly-o-auth/o-auth/post-oauth-revoke,
// https://developer.calendly.com/refresh-token-rotation-guide and https://developer.calendly.com/scopes
export const facts: ProviderFacts = {
  protocol: 'oauth2',
  values: {},
  authorization: {
    url: 'https://auth.calendly.com/oauth/authorize',
    parameters: { scope: 'users:read event_types:read scheduled_events:read' },
    pkce: 'checked',
  },
  token: {
    url: 'https://auth.calendly.com/oauth/token',
    clientAuthentication: 'basic',
    format: 'form',
    answer: {
      body: {
        token_type: 'Bearer',
        expires_in: 7200,
        created_at: 1548689183,
        refresh_token: '{refresh_token}',
        access_token: '{access_token}',
        scope: 'users:read event_types:read scheduled_events:read',
        owner: 'https://api.calendly.com/users/EBHAAFHDCAEQTSEZ',
        organization: 'https://api.calendly.com/organizations/EBHAAFHDCAEQTSEZ',
      },
    },
    refusal: {
      status: 400,
      body: {
        error: 'invalid_grant',
        error_description: 'The provided authorization grant is invalid, expired, revoked, or does not match.',
      },
    },
  },
  refresh: {
    answer: {
      body: {
        token_type: 'Bearer',
        expires_in: 7200,
        created_at: 1548696383,
        refresh_token: '{refresh_token}',
        access_token: '{access_token}',
        scope: 'users:read event_types:read scheduled_events:read',
        owner: 'https://api.calendly.com/users/EBHAAFHDCAEQTSEZ',
        organization: 'https://api.calendly.com/organizations/EBHAAFHDCAEQTSEZ',
      },
    },
    refusal: {
      status: 400,
      body: {
        error: 'invalid_grant',
        error_description: 'The provided authorization grant is invalid, expired, revoked, or does not match.',
      },
    },
  },
  // Token requests of web clients carry the client in the header; here the body has to have it.
  revocation: {
    url: 'https://auth.calendly.com/oauth/revoke',
    token: 'refresh_token',
    clientAuthentication: 'post',
  },
  me: {
    url: 'https://api.calendly.com/users/me',
    headers: { authorization: 'Bearer {access_token}' },
    answer: {
      body: {
        resource: {
          uri: 'https://api.calendly.com/users/AAAAAAAAAAAAAAAA',
          name: 'John Doe',
          slug: 'acmesales',
          email: 'test@example.com',
          timezone: 'America/New_York',
        },
      },
    },
  },
  account: 'test@example.com',
};
