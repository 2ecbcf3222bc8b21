import { brandIcon } from '../brand-icon.ts';
import type { ConnectorDefinitionInput } from '../definition.ts';

// https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps and
// https://docs.github.com/en/rest/users/users#get-the-authenticated-user
export default {
  name: 'GitHub',
  icon: brandIcon('github'),
  auth: {
    type: 'oauth2',
    authorizationUrl: 'https://github.com/login/oauth/authorize',
    tokenUrl: 'https://github.com/login/oauth/access_token',
    // There is none that lets private repositories only be read.
    scopes: ['read:user', 'repo'],
    clientAuthentication: 'client_secret_post',
  },
  verify: { url: 'https://api.github.com/user', account: 'login', error: 'message' },
} satisfies ConnectorDefinitionInput;
