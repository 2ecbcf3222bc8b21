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
    'a height as a field of the message itself',
    { type: 'height-change', height: 321 },
    [{ message: 'pandium-content-height-change', height: 321 }],
  ],
  [
    "a success, with the server's details",
    { type: 'success', connection, details: { webhook_url: 'https://c.example/v1/webhooks/x', tenant: { id: 7 } } },
    [{ message: 'pandium-success', webhook_url: 'https://c.example/v1/webhooks/x', tenant: { id: 7 } }],
  ],
  [
    "a success whose `message` is not replaced by one in the server's details",
    { type: 'success', connection, details: { message: 'other', tenant: {} } },
    [{ message: 'pandium-success', tenant: {} }],
  ],
  [
    'what was saved in an install flow',
    { type: 'install-end', isSaved: true, details: { tenant: { id: 7 } } },
    [{ message: 'pandium-save-sync', tenant: { id: 7 } }],
  ],
  [
    'that a person left an install flow, with what is known',
    { type: 'install-end', isSaved: false, details: { tenant: { id: null } } },
    [{ message: 'pandium-install-cancel', tenant: { id: null } }],
  ],
  ['no view', { type: 'navigation', view: 'settings' }, []],
  ['no change of status', { type: 'connection-status-change', connection }, []],
  ['no error', { type: 'error', code: 'internal', message: 'A bug.', displayMessage: 'Sorry' }, []],
  ['no ready event', { type: 'ready' }, []],
  ['no exit', { type: 'exit', reason: 'escape' }, []],
  ['no token-expired event', { type: 'token-expired' }, []],
];

describe('Pandium hosts receive', () => {
  for (const [title, event, messages] of CASES) {
    it(title, () => deepEqual(encodeForPandium(event), messages));
  }
});
