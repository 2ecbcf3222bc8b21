import { brandIcon } from '../brand-icon.ts';
import type { ConnectorDefinitionInput } from '../definition.ts';

// https://www.zoho.com/accounts/protocol/oauth/multi-dc/client-authorization.html,
// https://www.zoho.com/crm/developer/docs/api/v8/multi-dc.html and
// https://www.zoho.com/crm/developer/docs/api/v8/get-users.html
export default {
  name: 'Zoho CRM',
  icon: brandIcon('zoho'),
  setup:
    'In the Zoho API console, in the settings of the client, switch on Multi-DC for every data centre whose customers ' +
    'sign in, with the same credentials for all of them. Otherwise only people of your own data centre can sign in.',
  auth: {
    type: 'oauth2',
    // Asks people of every data centre, and says in the return which one is theirs.
    authorizationUrl: 'https://accounts.zoho.com/oauth/v2/auth',
    tokenUrl: 'https://{accounts_host}/oauth/v2/token',
    revocationUrl: 'https://{accounts_host}/oauth/v2/token/revoke',
    scopes: ['ZohoCRM.users.READ', 'ZohoCRM.modules.READ'],
    scopeSeparator: ',',
    clientAuthentication: 'client_secret_post',
    // Without `consent` there is a refresh token only the first time that a person agrees.
    authorizationParams: { access_type: 'offline', prompt: 'consent' },
    capture: {
      accounts_host: {
        from: 'callback',
        path: 'accounts-server',
        map: {
          'https://accounts.zoho.com': 'accounts.zoho.com',
          'https://accounts.zoho.eu': 'accounts.zoho.eu',
          'https://accounts.zoho.in': 'accounts.zoho.in',
          'https://accounts.zoho.com.au': 'accounts.zoho.com.au',
          'https://accounts.zoho.jp': 'accounts.zoho.jp',
          'https://accounts.zohocloud.ca': 'accounts.zohocloud.ca',
          'https://accounts.zoho.uk': 'accounts.zoho.uk',
          'https://accounts.zoho.sa': 'accounts.zoho.sa',
          'https://accounts.zoho.ae': 'accounts.zoho.ae',
          'https://accounts.zoho.com.cn': 'accounts.zoho.com.cn',
        },
      },
      api_host: {
        from: 'token',
        path: 'api_domain',
        map: {
          'https://www.zohoapis.com': 'www.zohoapis.com',
          'https://www.zohoapis.eu': 'www.zohoapis.eu',
          'https://www.zohoapis.in': 'www.zohoapis.in',
          'https://www.zohoapis.com.au': 'www.zohoapis.com.au',
          'https://www.zohoapis.jp': 'www.zohoapis.jp',
          'https://www.zohoapis.ca': 'www.zohoapis.ca',
          'https://www.zohoapis.uk': 'www.zohoapis.uk',
          'https://www.zohoapis.sa': 'www.zohoapis.sa',
          'https://www.zohoapis.ae': 'www.zohoapis.ae',
          'https://www.zohoapis.com.cn': 'www.zohoapis.com.cn',
        },
      },
    },
    use: { in: 'header', name: 'Authorization', prefix: 'Zoho-oauthtoken ' },
  },
  verify: {
    url: 'https://{api_host}/crm/v8/users?type=CurrentUser',
    account: 'users.0.email',
    error: 'message',
  },
} satisfies ConnectorDefinitionInput;
