import { brandIcon } from '../brand-icon.ts';
import type { ConnectorDefinitionInput } from '../definition.ts';

// https://developers.asana.com/docs/oauth, https://developers.asana.com/docs/oauth-scopes and
// https://developers.asana.com/reference/getuser
export default {
  name: 'Asana',
  icon: brandIcon('asana'),
  auth: {
    type: 'oauth2',
    authorizationUrl: 'https://app.asana.com/-/oauth_authorize',
    tokenUrl: 'https://app.asana.com/-/oauth_token',
    revocationUrl: 'https://app.asana.com/-/oauth_revoke',
    // Each has to be ticked in the app at Asana as well.
    scopes: ['users:read', 'workspaces:read', 'projects:read', 'tasks:read'],
    clientAuthentication: 'client_secret_post',
  },
  verify: { url: 'https://app.asana.com/api/1.0/users/me', account: 'data.email', error: 'errors.0.message' },
} satisfies ConnectorDefinitionInput;
