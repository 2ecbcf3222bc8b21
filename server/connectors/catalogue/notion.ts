import { brandIcon } from '../brand-icon.ts';
import type { ConnectorDefinitionInput } from '../definition.ts';

// https://developers.notion.com/guides/get-started/authorization, https://developers.notion.com/reference/create-a-token,
// https://developers.notion.com/reference/refresh-a-token, https://developers.notion.com/reference/revoke-token and
// https://developers.notion.com/reference/get-self
export default {
  name: 'Notion',
  icon: brandIcon('notion'),
  auth: {
    type: 'oauth2',
    authorizationUrl: 'https://api.notion.com/v1/oauth/authorize',
    tokenUrl: 'https://api.notion.com/v1/oauth/token',
    revocationUrl: 'https://api.notion.com/v1/oauth/revoke',
    revokes: 'access_token',
    // Notion has no scopes. The permissions of an integration are set where it is registered.
    authorizationParams: { owner: 'user' },
    tokenHeaders: { 'Notion-Version': '2025-09-03' },
    tokenRequest: 'json',
    // The account is the name of the workspace. The response of `verify` names the owner of the integration
    // only if the integration may read users.
    capture: { account: { from: 'token', path: 'workspace_name', required: false } },
  },
  verify: {
    url: 'https://api.notion.com/v1/users/me',
    headers: { 'Notion-Version': '2025-09-03' },
    error: 'message',
  },
} satisfies ConnectorDefinitionInput;
