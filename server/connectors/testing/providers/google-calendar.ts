import { googleSignIn } from './google.ts';
import type { ProviderFacts } from '../provider-facts.ts';

// https://developers.google.com/workspace/calendar/api/v3/reference/events/list
export const facts: ProviderFacts = {
  ...googleSignIn('https://www.googleapis.com/auth/calendar.events'),
  me: {
    url: 'https://www.googleapis.com/calendar/v3/calendars/primary/events?maxResults=1',
    headers: { authorization: 'Bearer {access_token}' },
    answer: {
      body: {
        kind: 'calendar#events',
        summary: 'ada@example.com',
        timeZone: 'Europe/Paris',
        accessRole: 'owner',
        items: [],
      },
    },
  },
  account: 'ada@example.com',
};
