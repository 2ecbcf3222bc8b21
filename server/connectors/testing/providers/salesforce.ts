import type { ProviderFacts } from '../provider-facts.ts';

const host = 'https://acme.my.salesforce.com';

// https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_web_server_flow.htm
export const facts: ProviderFacts = {
  protocol: 'oauth2',
  values: { domain: 'acme' },
  authorization: {
    url: `${host}/services/oauth2/authorize`,
    parameters: { scope: 'api refresh_token openid' },
    pkce: 'checked',
  },
  token: {
    url: `${host}/services/oauth2/token`,
    clientAuthentication: 'post',
    format: 'form',
    answer: {
      body: {
        access_token: '{access_token}',
        refresh_token: '{refresh_token}',
        signature: 'd/SxeYBxH0GSVko0HMgcUxuZy0PA2cDDz1u7g7JtDHw=',
        scope: 'api openid refresh_token',
        instance_url: host,
        id: `${host}/id/00DB0000000TfcRMAS/005B0000005Bk90IAC`,
        token_type: 'Bearer',
        issued_at: '1558553873237',
      },
    },
    refusal: { status: 400, body: { error: 'invalid_grant', error_description: 'expired authorization code' } },
  },
  refresh: {
    answer: {
      body: {
        access_token: '{access_token}',
        signature: 'd/SxeYBxH0GSVko0HMgcUxuZy0PA2cDDz1u7g7JtDHw=',
        scope: 'api openid refresh_token',
        instance_url: host,
        id: `${host}/id/00DB0000000TfcRMAS/005B0000005Bk90IAC`,
        token_type: 'Bearer',
        issued_at: '1558553873237',
      },
    },
    refusal: { status: 400, body: { error: 'invalid_grant', error_description: 'expired access/refresh token' } },
  },
  revocation: { url: `${host}/services/oauth2/revoke`, token: 'refresh_token', clientAuthentication: 'none' },
  me: {
    url: `${host}/services/oauth2/userinfo`,
    headers: { authorization: 'Bearer {access_token}' },
    answer: {
      body: {
        sub: `${host}/id/00DB0000000TfcRMAS/005B0000005Bk90IAC`,
        user_id: '005B0000005Bk90IAC',
        organization_id: '00DB0000000TfcRMAS',
        preferred_username: 'ada@acme.example',
        name: 'Ada Lovelace',
        email: 'ada.lovelace@example.com',
      },
    },
  },
  account: 'ada@acme.example',
};
