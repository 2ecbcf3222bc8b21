import type { ConnectorDefinitionInput } from '../definition.ts';

// https://pipedrive.readme.io/docs/marketplace-oauth-authorization,
// https://pipedrive.readme.io/docs/app-uninstallation and
// https://developers.pipedrive.com/docs/api/v1/Users#getCurrentUser
export default {
  name: 'Pipedrive',
  auth: {
    type: 'oauth2',
    authorizationUrl: 'https://oauth.pipedrive.com/oauth/authorize',
    tokenUrl: 'https://oauth.pipedrive.com/oauth/token',
    revocationUrl: 'https://oauth.pipedrive.com/oauth/revoke',
    // The app at Pipedrive says what is asked for. `base` is always among it, and enough for `verify`.
    scopes: [],
    // A whole address, such as https://acme.pipedrive.com, for whoever uses the connection.
    capture: { api_domain: { from: 'token', path: 'api_domain', required: false } },
  },
  verify: { url: 'https://api.pipedrive.com/v1/users/me', account: 'data.email', error: 'error' },
} satisfies ConnectorDefinitionInput;
