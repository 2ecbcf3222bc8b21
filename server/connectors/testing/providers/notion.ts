import type { ProviderFacts } from '../provider-facts.ts';

const response = {
  access_token: '{access_token}',
  token_type: 'bearer',
  refresh_token: '{refresh_token}',
  bot_id: '3c90c3cc-0d44-4b50-8888-8dd25736052a',
  workspace_icon: 'https://website.domain/images/image.png',
  workspace_name: "Ada's Notion Workspace",
  workspace_id: '3c90c3cc-0d44-4b50-8888-8dd25736052a',
  owner: {
    type: 'user',
    user: { object: 'user', id: '5389a034-eb5c-47b5-8a9e-f79c99ef166c', type: 'person', name: 'Ada' },
  },
  duplicated_template_id: null,
};

const refusal = { status: 400, body: { error: 'invalid_grant' } };

// https://developers.notion.com/reference/create-a-token, https://developers.notion.com/reference/refresh-a-token,
// https://developers.notion.com/reference/revoke-token and https://developers.notion.com/reference/get-self
export const facts: ProviderFacts = {
  protocol: 'oauth2',
  values: {},
  authorization: {
    url: 'https://api.notion.com/v1/oauth/authorize',
    parameters: { owner: 'user' },
    pkce: 'ignored',
  },
  token: {
    url: 'https://api.notion.com/v1/oauth/token',
    clientAuthentication: 'basic',
    format: 'json',
    headers: { 'notion-version': '2025-09-03' },
    answer: { body: response },
    refusal,
  },
  refresh: { answer: { body: response }, refusal },
  lasting: true,
  revocation: {
    url: 'https://api.notion.com/v1/oauth/revoke',
    token: 'access_token',
    clientAuthentication: 'basic',
    format: 'json',
    headers: { 'notion-version': '2025-09-03' },
  },
  me: {
    url: 'https://api.notion.com/v1/users/me',
    headers: { authorization: 'Bearer {access_token}', 'notion-version': '2025-09-03' },
    answer: {
      body: {
        object: 'user',
        id: '16d84278-ab0e-484c-9bdd-b35da3bd8905',
        name: 'pied piper',
        avatar_url: null,
        type: 'bot',
        bot: { owner: { type: 'user', user: { object: 'user', id: '5389a034-eb5c-47b5-8a9e-f79c99ef166c' } } },
      },
    },
  },
  account: "Ada's Notion Workspace",
  captured: { account: "Ada's Notion Workspace" },
};
