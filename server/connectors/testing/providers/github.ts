import type { ProviderFacts } from '../provider-facts.ts';

// https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps and
// https://docs.github.com/en/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors
export const facts: ProviderFacts = {
  protocol: 'oauth2',
  values: {},
  authorization: {
    url: 'https://github.com/login/oauth/authorize',
    parameters: { scope: 'read:user repo' },
    pkce: 'checked',
  },
  token: {
    url: 'https://github.com/login/oauth/access_token',
    clientAuthentication: 'post',
    format: 'form',
    headers: { accept: 'application/json' },
    answer: { body: { access_token: '{access_token}', scope: 'read:user,repo', token_type: 'bearer' } },
    refusal: {
      body: {
        error: 'bad_verification_code',
        error_description: 'The code passed is incorrect or expired.',
        error_uri:
          '/apps/managing-oauth-apps/troubleshooting-oauth-app-access-token-request-errors/#bad-verification-code',
      },
    },
  },
  lasting: true,
  me: {
    url: 'https://api.github.com/user',
    headers: { authorization: 'Bearer {access_token}', 'user-agent': 'embed-connection' },
    answer: { body: { login: 'octocat', id: 1, type: 'User', name: 'monalisa octocat', email: null } },
  },
  account: 'octocat',
};
