import { googleSignIn } from './google.ts';
import type { ProviderFacts } from '../provider-facts.ts';

// https://developers.google.com/identity/openid-connect/reference
export const facts: ProviderFacts = {
  ...googleSignIn('openid email https://www.googleapis.com/auth/spreadsheets'),
  me: {
    url: 'https://openidconnect.googleapis.com/v1/userinfo',
    headers: { authorization: 'Bearer {access_token}' },
    answer: {
      body: { sub: '10769150350006150715113082367', email: 'ada@example.com', email_verified: true },
    },
  },
  account: 'ada@example.com',
};
