import type { Connection } from '../protocol/connection.ts';
import type { DialogEvent } from '../protocol/dialog-event.ts';
import { deepEqual } from '../testing/assert.ts';
import { encodeForPandium } from './pandium.ts';

const connection: Connection = {
  id: 42,
  connector: 'hubspot',
  name: 'Sales',
  status: 'connected',
  connected: true,
  verified: true,
};

const CASES: readonly (readonly [string, DialogEvent, readonly object[]])[] = [
  [
    'a height, at the top level',
    { type: 'height-change', height: 321 },
    [{ message: 'pandium-content-height-change', height: 321 }],
  ],
  [
    'a success, with what the server adds',
    { type: 'success', connection, details: { webhook_url: 'https://c.example/v1/webhooks/x', tenant: { id: 7 } } },
    [{ message: 'pandium-success', webhook_url: 'https://c.example/v1/webhooks/x', tenant: { id: 7 } }],
  ],
  [
    'a success under its own name, whatever the server adds',
    { type: 'success', connection, details: { message: 'other', tenant: {} } },
    [{ message: 'pandium-success', tenant: {} }],
  ],
  ['a status, for which it has no word', { type: 'connection-status-change', connection }, []],
  [
    'an error, for which it has no word',
    { type: 'error', code: 'internal', message: 'A bug.', displayMessage: 'Sorry' },
    [],
  ],
  ['a beginning, for which it has no word', { type: 'ready' }, []],
  ['an exit, for which it has no word', { type: 'exit', reason: 'escape' }, []],
  ['the end of a session, for which it has no word', { type: 'token-expired' }, []],
];

describe('what Pandium hosts hear of', () => {
  for (const [title, event, messages] of CASES) {
    it(title, () => deepEqual(encodeForPandium(event), messages));
  }
});
