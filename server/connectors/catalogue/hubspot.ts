import { brandIcon } from '../brand-icon.ts';
import type { ConnectorDefinitionInput } from '../definition.ts';

// https://developers.hubspot.com/docs/api-reference/latest/authentication/manage-oauth-tokens and
// https://developers.hubspot.com/docs/api-reference/2026-03/account/account-information/get-account-details
export default {
  name: 'HubSpot',
  icon: brandIcon('hubspot'),
  auth: {
    type: 'oauth2',
    authorizationUrl: 'https://app.hubspot.com/oauth/authorize',
    tokenUrl: 'https://api.hubapi.com/oauth/2026-03/token',
    revocationUrl: 'https://api.hubapi.com/oauth/2026-03/token/revoke',
    scopes: ['oauth', 'crm.objects.contacts.read'],
    clientAuthentication: 'client_secret_post',
    // Refusals have the form of the rest of the API: `{"status": "BAD_AUTH_CODE", "message": "…"}`.
    answer: { scope: 'scopes', error: 'status', errorText: 'message' },
  },
  verify: { url: 'https://api.hubapi.com/account-info/2026-03/details', account: 'portalId', error: 'message' },
} satisfies ConnectorDefinitionInput;
