import type { ProviderFacts } from '../provider-facts.ts';

// https://developers.dropbox.com/oauth-guide, https://dropbox.tech/developers/using-oauth-2-0-with-offline-access and
// https://www.dropbox.com/developers/documentation/http/documentation#users-get_current_account
//
// `auth/token/revoke` is no RFC 7009: it takes no token but the one it is called with.
export const facts: ProviderFacts = {
  protocol: 'oauth2',
  values: {},
  authorization: {
    url: 'https://www.dropbox.com/oauth2/authorize',
    parameters: {
      scope: 'account_info.read files.metadata.read files.content.read',
      token_access_type: 'offline',
    },
    pkce: 'checked',
  },
  token: {
    url: 'https://api.dropboxapi.com/oauth2/token',
    clientAuthentication: 'basic',
    format: 'form',
    answer: {
      body: {
        access_token: '{access_token}',
        expires_in: 14400,
        token_type: 'bearer',
        scope: 'account_info.read files.content.read files.metadata.read',
        refresh_token: '{refresh_token}',
        account_id: 'dbid:AAH4f99T0taONIb-OurWxbNQ6ywGRopQngc',
        uid: '12345',
      },
    },
    refusal: {
      status: 400,
      body: { error: 'invalid_grant', error_description: "code doesn't exist or has expired" },
    },
  },
  refresh: {
    answer: { body: { access_token: '{access_token}', expires_in: 14400, token_type: 'bearer' } },
    refusal: {
      status: 400,
      body: { error: 'invalid_grant', error_description: 'refresh token is invalid or revoked' },
    },
  },
  me: {
    method: 'POST',
    url: 'https://api.dropboxapi.com/2/users/get_current_account',
    headers: { authorization: 'Bearer {access_token}' },
    answer: {
      body: {
        account_id: 'dbid:AAH4f99T0taONIb-OurWxbNQ6ywGRopQngc',
        name: { given_name: 'Franz', surname: 'Ferdinand', display_name: 'Franz Ferdinand (Personal)' },
        email: 'franz@dropbox.com',
        email_verified: true,
        country: 'US',
      },
    },
  },
  account: 'franz@dropbox.com',
};
