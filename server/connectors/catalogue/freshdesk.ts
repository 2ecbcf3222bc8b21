import type { ConnectorDefinitionInput } from '../definition.ts';

// https://developers.freshdesk.com/api/#authentication and https://developers.freshdesk.com/api/#me
export default {
  name: 'Freshdesk',
  helpUrl: 'https://support.freshdesk.com/support/solutions/articles/215517-how-to-find-your-api-key',
  inputs: {
    subdomain: { label: 'Freshdesk address', prefix: 'https://', suffix: '.freshdesk.com', placeholder: 'acme' },
  },
  auth: {
    type: 'custom',
    fields: {
      api_key: {
        label: 'API key',
        kind: 'password',
        help: 'Your profile picture, Profile settings, View API key.',
      },
    },
    // The key stands for the user name; any word does for the password.
    basic: { username: '{api_key}', password: 'X' },
  },
  verify: { url: 'https://{subdomain}.freshdesk.com/api/v2/agents/me', account: 'contact.email', error: 'message' },
} satisfies ConnectorDefinitionInput;
