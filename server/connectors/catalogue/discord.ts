import { brandIcon } from '../brand-icon.ts';
import type { ConnectorDefinitionInput } from '../definition.ts';

// https://discord.com/developers/docs/topics/oauth2,
// https://discord.com/developers/docs/resources/user#get-current-user and
// https://discord.com/.well-known/oauth-authorization-server
export default {
  name: 'Discord',
  icon: brandIcon('discord'),
  auth: {
    type: 'oauth2',
    authorizationUrl: 'https://discord.com/oauth2/authorize',
    tokenUrl: 'https://discord.com/api/oauth2/token',
    revocationUrl: 'https://discord.com/api/oauth2/token/revoke',
    issuer: 'https://discord.com',
    scopes: ['identify'],
  },
  verify: { url: 'https://discord.com/api/v10/users/@me', account: 'username', error: 'message' },
} satisfies ConnectorDefinitionInput;
