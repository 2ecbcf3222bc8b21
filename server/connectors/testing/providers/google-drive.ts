import { googleSignIn } from './google.ts';
import type { ProviderFacts } from '../provider-facts.ts';

// https://developers.google.com/workspace/drive/api/reference/rest/v3/about/get
export const facts: ProviderFacts = {
  ...googleSignIn('https://www.googleapis.com/auth/drive.file'),
  me: {
    url: 'https://www.googleapis.com/drive/v3/about?fields=user',
    headers: { authorization: 'Bearer {access_token}' },
    answer: {
      body: {
        user: { kind: 'drive#user', displayName: 'Ada', me: true, permissionId: '1', emailAddress: 'ada@example.com' },
      },
    },
  },
  account: 'ada@example.com',
};
