import { brandIcon } from '../brand-icon.ts';
import type { ConnectorDefinitionInput } from '../definition.ts';

// https://developers.hubspot.com/docs/api-reference/account-account-info-v3/details/get-account-info-v3-details and
// https://developers.hubspot.com/changelog/legacy-private-app-creation-sunset: since 2026-10-26 no private app can be
// created. Those that exist go on working, and so do their connections. New customers use `hubspot-service-key`.
export default {
  name: 'HubSpot private app',
  icon: brandIcon('hubspot'),
  helpUrl: 'https://developers.hubspot.com/docs/apps/legacy-apps/private-apps/overview',
  auth: {
    type: 'api_key',
    in: 'bearer',
    label: 'Access token',
    placeholder: 'pat-…',
    help: 'The access token of a private app that you already have: Settings, Integrations, Private Apps.',
  },
  verify: { url: 'https://api.hubapi.com/account-info/v3/details', account: 'portalId', error: 'message' },
} satisfies ConnectorDefinitionInput;
