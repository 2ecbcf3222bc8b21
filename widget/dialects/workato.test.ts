import type { Connection } from '../protocol/connection.ts';
import type { DialogEvent } from '../protocol/dialog-event.ts';
import { deepEqual } from '../testing/assert.ts';
import { encodeForWorkato } from './workato.ts';

const connection: Connection = {
  id: 42,
  connector: 'hubspot',
  name: 'Sales',
  status: 'connected',
  connected: true,
  verified: true,
};

const CASES: readonly (readonly [string, DialogEvent, readonly string[]])[] = [
  ['a height', { type: 'height-change', height: 321 }, ['{"wk":true,"type":"heightChange","payload":{"height":321}}']],
  [
    'a working connection',
    { type: 'connection-status-change', connection },
    ['{"wk":true,"type":"connectionStatusChange","payload":{"id":42,"provider":"hubspot","connected":true}}'],
  ],
  [
    'a failed connection, with the reason in the payload and at the top level',
    {
      type: 'connection-status-change',
      connection: { ...connection, status: 'error', connected: false, error: 'Not "accepted"' },
    },
    [
      '{"wk":true,"type":"connectionStatusChange","payload":{"id":42,"provider":"hubspot","connected":false,"error":"Not \\"accepted\\""},"error":"Not \\"accepted\\""}',
    ],
  ],
  [
    'an error',
    { type: 'error', code: 'token_expired', message: 'The token has expired.', displayMessage: 'Too late' },
    ['{"wk":true,"type":"error","payload":{"message":"Too late","type":"token_expired"}}'],
  ],
  ['no ready event', { type: 'ready' }, []],
  ['no exit', { type: 'exit', reason: 'escape' }, []],
  ['no token-expired event', { type: 'token-expired' }, []],
  ['no success', { type: 'success', connection, details: { webhook_url: 'x' } }, []],
];

describe('Workato hosts receive', () => {
  for (const [title, event, messages] of CASES) {
    it(title, () => deepEqual(encodeForWorkato(event), messages));
  }
});
