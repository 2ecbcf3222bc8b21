import type { ConnectorDefinitionInput } from '../definition.ts';

// https://docs.slack.dev/authentication/installing-with-oauth, https://docs.slack.dev/reference/methods/oauth.v2.access,
// https://docs.slack.dev/authentication/using-pkce and https://docs.slack.dev/reference/methods/auth.test
export default {
  name: 'Slack',
  auth: {
    type: 'oauth2',
    authorizationUrl: 'https://slack.com/oauth/v2/authorize',
    tokenUrl: 'https://slack.com/api/oauth.v2.access',
    // Of the bot, whose token stands at the top of the answer. Those of the person are `user_scope`.
    scopes: ['channels:read', 'chat:write'],
    scopeSeparator: ',',
    // Slack offers it to apps without a secret only, and an app that has it switched on cannot go back.
    pkce: 'none',
    answer: { expect: { path: 'ok', equals: true } },
  },
  verify: {
    method: 'POST',
    url: 'https://slack.com/api/auth.test',
    expect: { path: 'ok', equals: true },
    account: 'team',
    error: 'error',
  },
} satisfies ConnectorDefinitionInput;
