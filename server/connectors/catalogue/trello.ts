import { brandIcon } from '../brand-icon.ts';
import type { ConnectorDefinitionInput } from '../definition.ts';

// https://developer.atlassian.com/cloud/trello/guides/rest-api/authorization/#using-basic-oauth and
// https://developer.atlassian.com/cloud/trello/rest/api-group-members/
export default {
  name: 'Trello',
  icon: brandIcon('trello'),
  setup:
    'In the Power-Up admin portal of Trello, under "API key", add the origin of the redirect URI to "Allowed origins". ' +
    'Without it, Trello answers "Invalid return_url" to every sign-in.',
  auth: {
    type: 'oauth1',
    requestTokenUrl: 'https://trello.com/1/OAuthGetRequestToken',
    authorizationUrl: 'https://trello.com/1/OAuthAuthorizeToken',
    accessTokenUrl: 'https://trello.com/1/OAuthGetAccessToken',
    // A configuration adds `name`: as whom Trello shows the application that asks.
    authorizationParams: { scope: 'read', expiration: 'never' },
  },
  // Refusals are plain text, so there are no words to read.
  verify: { url: 'https://api.trello.com/1/members/me?fields=username', account: 'username' },
} satisfies ConnectorDefinitionInput;
