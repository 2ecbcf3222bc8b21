import type { OAuth2Facts } from '../provider-facts.ts';

/**
 * What all sign-ins with Google have in common.
 *
 * https://developers.google.com/identity/protocols/oauth2/web-server
 */
export function googleSignIn(scope: string) {
  const response = { access_token: '{access_token}', expires_in: 3920, token_type: 'Bearer', scope };
  return {
    protocol: 'oauth2',
    values: {},
    authorization: {
      url: 'https://accounts.google.com/o/oauth2/v2/auth',
      parameters: { scope, access_type: 'offline', prompt: 'consent' },
      pkce: 'checked',
    },
    callback: { iss: 'https://accounts.google.com', scope, authuser: '0', prompt: 'consent' },
    token: {
      url: 'https://oauth2.googleapis.com/token',
      clientAuthentication: 'post',
      format: 'form',
      answer: { body: { ...response, refresh_token: '{refresh_token}' } },
      refusal: { status: 400, body: { error: 'invalid_grant', error_description: 'Malformed auth code.' } },
    },
    refresh: {
      answer: { body: response },
      refusal: {
        status: 400,
        body: { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' },
      },
    },
    revocation: { url: 'https://oauth2.googleapis.com/revoke', token: 'refresh_token', clientAuthentication: 'none' },
  } satisfies Partial<OAuth2Facts>;
}
