import type { ProviderFacts } from '../provider-facts.ts';

// https://docs.slack.dev/authentication/installing-with-oauth, for an app without token rotation, and
// https://docs.slack.dev/reference/methods/auth.test
export const facts: ProviderFacts = {
  protocol: 'oauth2',
  values: {},
  authorization: {
    url: 'https://slack.com/oauth/v2/authorize',
    parameters: { scope: 'channels:read,chat:write' },
    pkce: 'refused',
  },
  token: {
    url: 'https://slack.com/api/oauth.v2.access',
    clientAuthentication: 'basic',
    format: 'form',
    answer: {
      body: {
        ok: true,
        access_token: '{access_token}',
        token_type: 'bot',
        scope: 'channels:read,chat:write',
        bot_user_id: 'U0KRQLJ9H',
        app_id: 'A0KRD7HC3',
        team: { name: 'Slack Pickleball Team', id: 'T9TK3CUKW' },
        enterprise: { name: 'slack-pickleball', id: 'E12345678' },
        authed_user: { id: 'U1234', scope: 'chat:write', access_token: 'xoxp-1234', token_type: 'user' },
      },
    },
    refusal: { body: { ok: false, error: 'invalid_code' } },
  },
  lasting: true,
  me: {
    method: 'POST',
    url: 'https://slack.com/api/auth.test',
    headers: { authorization: 'Bearer {access_token}' },
    answer: {
      body: {
        ok: true,
        url: 'https://subarachnoid.slack.com/',
        team: 'Subarachnoid Workspace',
        user: 'grace',
        team_id: 'T12345678',
        user_id: 'W12345678',
      },
    },
  },
  account: 'Subarachnoid Workspace',
};
