import { brandIcon } from '../brand-icon.ts';
import type { ConnectorDefinitionInput } from '../definition.ts';

// https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/account-service-keys and
// https://developers.hubspot.com/docs/api-reference/2026-03/account/account-information/get-account-details, which names
// no scope that a key could be given or not.
export default {
  name: 'HubSpot',
  icon: brandIcon('hubspot'),
  helpUrl: 'https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/account-service-keys',
  auth: {
    type: 'api_key',
    in: 'bearer',
    label: 'Service key',
    help: 'In HubSpot, open Development, Keys, Service keys, and create a key with the scopes that you were asked for.',
  },
  verify: { url: 'https://api.hubapi.com/account-info/2026-03/details', account: 'portalId', error: 'message' },
} satisfies ConnectorDefinitionInput;
