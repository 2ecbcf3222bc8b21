import type { ProviderFacts } from '../provider-facts.ts';

const response = {
  access_token: '{access_token}',
  token_type: 'bearer',
  expires_in: 7200,
  refresh_token: '{refresh_token}',
  created_at: 1607635748,
};

const refusal = {
  status: 400,
  body: {
    error: 'invalid_grant',
    error_description:
      'The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the ' +
      'authorization request, or was issued to another client.',
  },
};

// https://docs.gitlab.com/api/oauth2/ and https://docs.gitlab.com/api/users/#get-the-current-user
export const facts: ProviderFacts = {
  protocol: 'oauth2',
  values: {},
  authorization: {
    url: 'https://gitlab.com/oauth/authorize',
    parameters: { scope: 'read_api' },
    pkce: 'checked',
  },
  token: {
    url: 'https://gitlab.com/oauth/token',
    clientAuthentication: 'post',
    format: 'form',
    answer: { body: response },
    refusal,
  },
  refresh: { answer: { body: response }, refusal },
  revocation: { url: 'https://gitlab.com/oauth/revoke', token: 'refresh_token', clientAuthentication: 'post' },
  me: {
    url: 'https://gitlab.com/api/v4/user',
    headers: { authorization: 'Bearer {access_token}' },
    answer: { body: { id: 1, username: 'john_smith', email: 'john@example.com', name: 'John Smith', state: 'active' } },
  },
  account: 'john_smith',
};
