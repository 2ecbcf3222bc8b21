import { brandIcon } from '../brand-icon.ts';
import type { ConnectorDefinitionInput } from '../definition.ts';

// https://developer.calendly.com/creating-an-oauth-app, https://developer.calendly.com/scopes,
// https://developer.calendly.com/api-docs/calendly-o-auth/o-auth/post-oauth-refresh-token and
// https://developer.calendly.com/api-docs/calendly-o-auth/o-auth/post-oauth-revoke
export default {
  name: 'Calendly',
  icon: brandIcon('calendly'),
  auth: {
    type: 'oauth2',
    authorizationUrl: 'https://auth.calendly.com/oauth/authorize',
    tokenUrl: 'https://auth.calendly.com/oauth/token',
    revocationUrl: 'https://auth.calendly.com/oauth/revoke',
    // Token requests have the client in a header, a revocation has to have it in the body.
    revocationAuthentication: 'client_secret_post',
    scopes: ['users:read', 'event_types:read', 'scheduled_events:read'],
  },
  verify: { url: 'https://api.calendly.com/users/me', account: 'resource.email', error: 'message' },
} satisfies ConnectorDefinitionInput;
