import type { ConnectorDefinitionInput } from '../definition.ts';

// https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-auth-code-flow and
// https://learn.microsoft.com/en-us/graph/api/user-get
export default {
  name: 'Microsoft 365',
  auth: {
    type: 'oauth2',
    // `common`: people of any organization, and with an account of their own.
    authorizationUrl: 'https://login.microsoftonline.com/common/oauth2/v2.0/authorize',
    tokenUrl: 'https://login.microsoftonline.com/common/oauth2/v2.0/token',
    scopes: ['offline_access', 'User.Read', 'Mail.Read', 'Calendars.Read', 'Files.Read'],
    clientAuthentication: 'client_secret_post',
    authorizationParams: { response_mode: 'query', prompt: 'select_account' },
  },
  verify: { url: 'https://graph.microsoft.com/v1.0/me', account: 'userPrincipalName', error: 'error.message' },
} satisfies ConnectorDefinitionInput;
