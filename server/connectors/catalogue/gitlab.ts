import { brandIcon } from '../brand-icon.ts';
import type { ConnectorDefinitionInput } from '../definition.ts';

// https://docs.gitlab.com/api/oauth2/ and https://docs.gitlab.com/api/users/#get-the-current-user
//
// An application is known to one GitLab only, so nobody is asked for an address: its secret would go to whoever was
// named. For a GitLab of one's own the four addresses are overridden in the configuration.
export default {
  name: 'GitLab',
  icon: brandIcon('gitlab'),
  auth: {
    type: 'oauth2',
    authorizationUrl: 'https://gitlab.com/oauth/authorize',
    tokenUrl: 'https://gitlab.com/oauth/token',
    revocationUrl: 'https://gitlab.com/oauth/revoke',
    scopes: ['read_api'],
    clientAuthentication: 'client_secret_post',
  },
  verify: { url: 'https://gitlab.com/api/v4/user', account: 'username', error: 'message' },
} satisfies ConnectorDefinitionInput;
