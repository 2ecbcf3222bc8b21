import { brandIcon } from '../brand-icon.ts';
import type { ConnectorDefinitionInput } from '../definition.ts';

// https://developers.dropbox.com/oauth-guide and
// https://www.dropbox.com/developers/documentation/http/documentation#users-get_current_account
export default {
  name: 'Dropbox',
  icon: brandIcon('dropbox'),
  auth: {
    type: 'oauth2',
    authorizationUrl: 'https://www.dropbox.com/oauth2/authorize',
    tokenUrl: 'https://api.dropboxapi.com/oauth2/token',
    scopes: ['account_info.read', 'files.metadata.read', 'files.content.read'],
    authorizationParams: { token_access_type: 'offline' },
  },
  verify: {
    method: 'POST',
    url: 'https://api.dropboxapi.com/2/users/get_current_account',
    account: 'email',
    error: 'error_summary',
  },
} satisfies ConnectorDefinitionInput;
