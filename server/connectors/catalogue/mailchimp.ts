import { brandIcon } from '../brand-icon.ts';
import type { ConnectorDefinitionInput } from '../definition.ts';

// https://mailchimp.com/developer/marketing/guides/access-user-data-oauth-2/ and
// https://mailchimp.com/developer/marketing/api/root/
export default {
  name: 'Mailchimp',
  icon: brandIcon('mailchimp'),
  auth: {
    type: 'oauth2',
    authorizationUrl: 'https://login.mailchimp.com/oauth2/authorize',
    tokenUrl: 'https://login.mailchimp.com/oauth2/token',
    clientAuthentication: 'client_secret_post',
    // Says in which data centre the account lives, such as us6: part of every address of the API.
    discovery: 'https://login.mailchimp.com/oauth2/metadata',
    capture: { dc: { from: 'discovery', path: 'dc' } },
    use: { in: 'header', name: 'Authorization', prefix: 'OAuth ' },
  },
  verify: { url: 'https://{dc}.api.mailchimp.com/3.0/', account: 'email', error: 'detail' },
} satisfies ConnectorDefinitionInput;
