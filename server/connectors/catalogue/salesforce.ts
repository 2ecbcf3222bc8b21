import type { ConnectorDefinitionInput } from '../definition.ts';

// https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_web_server_flow.htm,
// https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_revoke_token.htm and
// https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_using_userinfo_endpoint.htm
export default {
  name: 'Salesforce',
  inputs: {
    domain: { label: 'My Domain', prefix: 'https://', suffix: '.my.salesforce.com', placeholder: 'acme' },
  },
  auth: {
    type: 'oauth2',
    authorizationUrl: 'https://{domain}.my.salesforce.com/services/oauth2/authorize',
    tokenUrl: 'https://{domain}.my.salesforce.com/services/oauth2/token',
    revocationUrl: 'https://{domain}.my.salesforce.com/services/oauth2/revoke',
    scopes: ['api', 'refresh_token', 'openid'],
    clientAuthentication: 'client_secret_post',
    // The answer does not say when the token ends. This is the shortest session that an administrator can set.
    answer: { lifetimeSeconds: 900 },
  },
  environments: {
    sandbox: {
      inputs: { domain: { suffix: '.sandbox.my.salesforce.com', placeholder: 'acme--staging' } },
      auth: {
        authorizationUrl: 'https://{domain}.sandbox.my.salesforce.com/services/oauth2/authorize',
        tokenUrl: 'https://{domain}.sandbox.my.salesforce.com/services/oauth2/token',
        revocationUrl: 'https://{domain}.sandbox.my.salesforce.com/services/oauth2/revoke',
      },
      verify: { url: 'https://{domain}.sandbox.my.salesforce.com/services/oauth2/userinfo' },
    },
  },
  verify: { url: 'https://{domain}.my.salesforce.com/services/oauth2/userinfo', account: 'preferred_username' },
} satisfies ConnectorDefinitionInput;
