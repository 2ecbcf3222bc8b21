import type { ConnectorDefinitionInput } from '../definition.ts';

// https://learn.microsoft.com/en-us/linkedin/shared/authentication/authorization-code-flow and
// https://learn.microsoft.com/en-us/linkedin/consumer/integrations/self-serve/sign-in-with-linkedin-v2
export default {
  name: 'LinkedIn',
  auth: {
    type: 'oauth2',
    authorizationUrl: 'https://www.linkedin.com/oauth/v2/authorization',
    tokenUrl: 'https://www.linkedin.com/oauth/v2/accessToken',
    scopes: ['openid', 'profile', 'email'],
    // A code_verifier from a client with a secret is answered with invalid_client.
    pkce: 'none',
    clientAuthentication: 'client_secret_post',
  },
  verify: { url: 'https://api.linkedin.com/v2/userinfo', account: 'email', error: 'message' },
} satisfies ConnectorDefinitionInput;
