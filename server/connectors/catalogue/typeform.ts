import { brandIcon } from '../brand-icon.ts';
import type { ConnectorDefinitionInput } from '../definition.ts';

// https://www.typeform.com/developers/get-started/applications/ and
// https://www.typeform.com/developers/get-started/scopes/
export default {
  name: 'Typeform',
  icon: brandIcon('typeform'),
  auth: {
    type: 'oauth2',
    authorizationUrl: 'https://api.typeform.com/oauth/authorize',
    tokenUrl: 'https://api.typeform.com/oauth/token',
    // `offline`: without it there is no refresh token.
    scopes: ['offline', 'accounts:read', 'forms:read'],
    // Typeform does not document it, and others had to leave it out.
    pkce: 'none',
    clientAuthentication: 'client_secret_post',
  },
  verify: { url: 'https://api.typeform.com/me', account: 'email', error: 'description' },
} satisfies ConnectorDefinitionInput;
