import { brandIcon } from '../brand-icon.ts';
import type { ConnectorDefinitionInput } from '../definition.ts';

// https://developer.box.com/guides/authentication/oauth2/without-sdk/,
// https://developer.box.com/reference/post-oauth2-revoke/ and https://developer.box.com/reference/get-users-me/
export default {
  name: 'Box',
  icon: brandIcon('box'),
  auth: {
    type: 'oauth2',
    authorizationUrl: 'https://account.box.com/api/oauth2/authorize',
    tokenUrl: 'https://api.box.com/oauth2/token',
    revocationUrl: 'https://api.box.com/oauth2/revoke',
    scopes: ['root_readonly'],
    clientAuthentication: 'client_secret_post',
  },
  verify: { url: 'https://api.box.com/2.0/users/me', account: 'login', error: 'message' },
} satisfies ConnectorDefinitionInput;
