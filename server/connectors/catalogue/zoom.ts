import { brandIcon } from '../brand-icon.ts';
import type { ConnectorDefinitionInput } from '../definition.ts';

// https://developers.zoom.us/docs/integrations/oauth/ and https://developers.zoom.us/docs/api/users/
export default {
  name: 'Zoom',
  icon: brandIcon('zoom'),
  auth: {
    type: 'oauth2',
    authorizationUrl: 'https://zoom.us/oauth/authorize',
    tokenUrl: 'https://zoom.us/oauth/token',
    revocationUrl: 'https://zoom.us/oauth/revoke',
    revokes: 'access_token',
    // The app at Zoom says what is asked for. It needs `user:read:user` for `verify`.
    scopes: [],
    answer: { errorText: 'reason' },
  },
  verify: { url: 'https://api.zoom.us/v2/users/me', account: 'email', error: 'message' },
} satisfies ConnectorDefinitionInput;
