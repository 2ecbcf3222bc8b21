import type { ProviderFacts } from '../provider-facts.ts';

// https://developer.atlassian.com/cloud/trello/guides/rest-api/authorization/#using-basic-oauth and
// https://developer.atlassian.com/cloud/trello/rest/api-group-members/
export const facts: ProviderFacts = {
  protocol: 'oauth1',
  values: {},
  requestToken: { url: 'https://trello.com/1/OAuthGetRequestToken' },
  authorization: {
    url: 'https://trello.com/1/OAuthAuthorizeToken',
    parameters: { scope: 'read', expiration: 'never' },
  },
  accessToken: {
    url: 'https://trello.com/1/OAuthGetAccessToken',
    answer: { format: 'form', body: { oauth_token: '{access_token}', oauth_token_secret: '{token_secret}' } },
    refusal: { status: 401, body: 'token not found' },
  },
  me: {
    url: 'https://api.trello.com/1/members/me?fields=username',
    headers: {},
    answer: { body: { id: '5abbe4b7ddc1b351ef961414', username: 'bentleycook' } },
  },
  account: 'bentleycook',
};
