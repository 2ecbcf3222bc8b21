import { brandIcon } from '../brand-icon.ts';
import type { ConnectorDefinitionInput } from '../definition.ts';

// https://developers.google.com/identity/protocols/oauth2/web-server,
// https://developers.google.com/identity/openid-connect/reference and
// https://developers.google.com/workspace/sheets/api/scopes
export default {
  name: 'Google Sheets',
  icon: brandIcon('googlesheets'),
  auth: {
    type: 'oauth2',
    authorizationUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
    tokenUrl: 'https://oauth2.googleapis.com/token',
    revocationUrl: 'https://oauth2.googleapis.com/revoke',
    // Google takes back all that the person allowed this client, for every connection of theirs.
    revocationEnds: 'grant',
    issuer: 'https://accounts.google.com',
    scopes: ['openid', 'email', 'https://www.googleapis.com/auth/spreadsheets'],
    clientAuthentication: 'client_secret_post',
    // Without `consent` only the first sign-in of a person brings a refresh token.
    authorizationParams: { access_type: 'offline', prompt: 'consent' },
  },
  verify: {
    url: 'https://openidconnect.googleapis.com/v1/userinfo',
    account: 'email',
    error: 'error_description',
  },
} satisfies ConnectorDefinitionInput;
