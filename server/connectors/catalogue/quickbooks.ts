import { brandIcon } from '../brand-icon.ts';
import type { ConnectorDefinitionInput } from '../definition.ts';

// https://developer.intuit.com/app/developer/qbo/docs/develop/authentication-and-authorization/oauth-2.0 and
// https://developer.intuit.com/app/developer/qbo/docs/api/accounting/all-entities/companyinfo
export default {
  name: 'QuickBooks Online',
  icon: brandIcon('quickbooks'),
  setup:
    'Development keys of Intuit reach sandbox companies only. With them, set `verify.url` to ' +
    'https://sandbox-quickbooks.api.intuit.com/v3/company/{realm_id}/companyinfo/{realm_id}; ' +
    'production keys need no change.',
  auth: {
    type: 'oauth2',
    authorizationUrl: 'https://appcenter.intuit.com/connect/oauth2',
    tokenUrl: 'https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer',
    revocationUrl: 'https://developer.api.intuit.com/v2/oauth2/tokens/revoke',
    scopes: ['com.intuit.quickbooks.accounting'],
    // The company that the person chose. Nothing else says it, and every address of the API needs it.
    capture: { realm_id: { from: 'callback', path: 'realmId' } },
  },
  verify: {
    url: 'https://quickbooks.api.intuit.com/v3/company/{realm_id}/companyinfo/{realm_id}',
    account: 'CompanyInfo.CompanyName',
    error: 'fault.error.0.detail',
  },
} satisfies ConnectorDefinitionInput;
