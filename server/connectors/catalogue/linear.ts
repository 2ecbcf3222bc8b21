import { brandIcon } from '../brand-icon.ts';
import type { ConnectorDefinitionInput } from '../definition.ts';

// https://linear.app/developers/oauth-2-0-authentication and https://linear.app/developers/graphql
export default {
  name: 'Linear',
  icon: brandIcon('linear'),
  auth: {
    type: 'oauth2',
    authorizationUrl: 'https://linear.app/oauth/authorize',
    tokenUrl: 'https://api.linear.app/oauth/token',
    revocationUrl: 'https://api.linear.app/oauth/revoke',
    scopes: ['read'],
    scopeSeparator: ',',
    clientAuthentication: 'client_secret_post',
    // Without it whoever agreed once is sent straight back, and cannot choose another workspace.
    authorizationParams: { prompt: 'consent' },
  },
  verify: {
    method: 'POST',
    url: 'https://api.linear.app/graphql',
    body: '{"query":"{ viewer { email } }"}',
    account: 'data.viewer.email',
    error: 'errors.0.message',
  },
} satisfies ConnectorDefinitionInput;
