import { brandIcon } from '../brand-icon.ts';
import type { ConnectorDefinitionInput } from '../definition.ts';

// https://developer.xero.com/documentation/guides/oauth2/auth-flow, https://developer.xero.com/documentation/guides/oauth2/scopes
// and https://developer.xero.com/documentation/guides/oauth2/tenants
export default {
  name: 'Xero',
  icon: brandIcon('xero'),
  auth: {
    type: 'oauth2',
    authorizationUrl: 'https://login.xero.com/identity/connect/authorize',
    tokenUrl: 'https://identity.xero.com/connect/token',
    revocationUrl: 'https://identity.xero.com/connect/revocation',
    scopes: ['offline_access', 'accounting.contacts.read', 'accounting.settings.read'],
  },
  // The organizations that the person chose, of which requests name one in `Xero-Tenant-Id`.
  verify: { url: 'https://api.xero.com/connections', account: '0.tenantName', error: 'Detail' },
} satisfies ConnectorDefinitionInput;
