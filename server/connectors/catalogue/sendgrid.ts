import type { ConnectorDefinitionInput } from '../definition.ts';

// https://www.twilio.com/docs/sendgrid/api-reference/api-key-permissions/retrieve-a-list-of-scopes-for-which-this-user-has-access
export default {
  name: 'SendGrid',
  helpUrl: 'https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys',
  auth: { type: 'api_key', in: 'bearer', placeholder: 'SG.…', help: 'Settings, API Keys, Create API Key.' },
  // Answers for a key with any permissions, and does not say whose it is.
  verify: { url: 'https://api.sendgrid.com/v3/scopes', error: 'errors.0.message' },
} satisfies ConnectorDefinitionInput;
