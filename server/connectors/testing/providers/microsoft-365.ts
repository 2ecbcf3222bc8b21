import type { ProviderFacts } from '../provider-facts.ts';

const scope = 'offline_access User.Read Mail.Read Calendars.Read Files.Read';

const response = {
  access_token: '{access_token}',
  token_type: 'Bearer',
  expires_in: 3599,
  scope: 'https://graph.microsoft.com/User.Read https://graph.microsoft.com/Mail.Read',
  refresh_token: '{refresh_token}',
};

const refusal = {
  status: 400,
  body: {
    error: 'invalid_grant',
    error_description: 'AADSTS70000: The provided value for the input parameter is not valid.',
    error_codes: [70000],
    timestamp: '2016-01-09 02:02:12Z',
    trace_id: '0000aaaa-11bb-cccc-dd22-eeeeee333333',
    correlation_id: 'aaaa0000-bb11-2222-33cc-444444dddddd',
  },
};

// https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-auth-code-flow and
// https://learn.microsoft.com/en-us/graph/api/user-get
export const facts: ProviderFacts = {
  protocol: 'oauth2',
  values: {},
  authorization: {
    url: 'https://login.microsoftonline.com/common/oauth2/v2.0/authorize',
    parameters: { scope, response_mode: 'query', prompt: 'select_account' },
    pkce: 'checked',
  },
  token: {
    url: 'https://login.microsoftonline.com/common/oauth2/v2.0/token',
    clientAuthentication: 'post',
    format: 'form',
    answer: { body: response },
    refusal,
  },
  refresh: { answer: { body: response }, refusal },
  me: {
    url: 'https://graph.microsoft.com/v1.0/me',
    headers: { authorization: 'Bearer {access_token}' },
    answer: {
      body: {
        displayName: 'Adele Vance',
        mail: null,
        userPrincipalName: 'AdeleV@contoso.com',
        id: '87d349ed-44d7-43e1-9a83-5f2406dee5bd',
      },
    },
  },
  account: 'AdeleV@contoso.com',
};
