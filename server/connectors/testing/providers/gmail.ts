import { googleSignIn } from './google.ts';
import type { ProviderFacts } from '../provider-facts.ts';

// https://developers.google.com/workspace/gmail/api/reference/rest/v1/users/getProfile
export const facts: ProviderFacts = {
  ...googleSignIn('https://www.googleapis.com/auth/gmail.readonly https://www.googleapis.com/auth/gmail.send'),
  me: {
    url: 'https://gmail.googleapis.com/gmail/v1/users/me/profile',
    headers: { authorization: 'Bearer {access_token}' },
    answer: {
      body: { emailAddress: 'ada@example.com', messagesTotal: 12, threadsTotal: 7, historyId: '1234' },
    },
  },
  account: 'ada@example.com',
};
