import { brandIcon } from '../brand-icon.ts';
import type { ConnectorDefinitionInput } from '../definition.ts';

// https://developers.intercom.com/docs/build-an-integration/learn-more/authentication/setting-up-oauth and
// https://developers.intercom.com/docs/references/rest-api/api.intercom.io/admins/identifyadmin
export default {
  name: 'Intercom',
  icon: brandIcon('intercom'),
  auth: {
    type: 'oauth2',
    authorizationUrl: 'https://app.intercom.com/oauth',
    tokenUrl: 'https://api.intercom.io/auth/eagle/token',
    // The app at Intercom says what is asked for.
    scopes: [],
    clientAuthentication: 'client_secret_post',
    answer: { error: 'errors.0.code', errorText: 'errors.0.message' },
  },
  verify: { url: 'https://api.intercom.io/me', account: 'email', error: 'errors.0.message' },
} satisfies ConnectorDefinitionInput;
