import type { Connection } from '../protocol/connection.ts';
import type { DialogEvent } from '../protocol/dialog-event.ts';
import type { HostCommand } from '../protocol/host-command.ts';
import { isFrameMessage } from '../protocol/native-messages.ts';
import { deepEqual, equal, ok } from '../testing/assert.ts';
import { decodeFromNative, encodeForNative } from './native.ts';

const connection: Connection = {
  id: 42,
  connector: 'hubspot',
  name: 'Sales',
  status: 'error',
  connected: false,
  verified: false,
  error: 'Not accepted',
};

const installation = { id: 31, integration: { id: 7, slug: 'orders', name: 'Orders' }, status: 'paused' } as const;

const ENCODED_EVENTS: readonly (readonly [DialogEvent, object])[] = [
  [{ type: 'ready' }, {}],
  [{ type: 'ready', nonce: 'n' }, { nonce: 'n' }],
  [{ type: 'height-change', height: 321 }, { height: 321 }],
  [{ type: 'connection-status-change', connection }, { connection }],
  [
    { type: 'success', connection, details: { receipt: 'a.b.c' } },
    { connection, receipt: 'a.b.c' },
  ],
  [{ type: 'success', connection, details: { webhook_url: 'https://c.example', receipt: 1 } }, { connection }],
  [{ type: 'exit', reason: 'escape' }, { reason: 'escape' }],
  [
    { type: 'error', code: 'internal', message: 'A bug.', displayMessage: 'Sorry' },
    { code: 'internal', message: 'A bug.', displayMessage: 'Sorry' },
  ],
  [{ type: 'token-expired' }, {}],
  [{ type: 'installation-change', installation }, { installation }],
  [{ type: 'navigation', view: 'settings' }, { view: 'settings' }],
];

describe('the messages to native hosts', () => {
  it('do not include the end of an install flow, which other messages tell', () => {
    deepEqual(encodeForNative({ type: 'install-end', isSaved: true, details: { tenant: {} } }), []);
  });

  for (const [event, payload] of ENCODED_EVENTS) {
    it(`have the type ${event.type} and the payload ${JSON.stringify(payload)}`, () => {
      const messages = encodeForNative(event);
      deepEqual(messages, [{ source: 'embed-connection', version: 1, type: event.type, payload }]);
      ok(messages.every(isFrameMessage));
    });
  }
});

const DECODED_COMMANDS: readonly (readonly [string, object, HostCommand])[] = [
  ['init', { nonce: 'n' }, { type: 'init', nonce: 'n', mode: 'inline', presentation: {} }],
  [
    'init',
    { nonce: 'n', token: 't', mode: 'modal', theme: 'dark', locale: 'de', appearance: { accent: 'red' } },
    {
      type: 'init',
      nonce: 'n',
      token: 't',
      mode: 'modal',
      presentation: { theme: 'dark', locale: 'de', appearance: { accent: 'red' } },
    },
  ],
  [
    'init',
    { nonce: 'n', token: 't', appearance: { accent: 'red', logo: { url: 'x' }, dark: 1 } },
    {
      type: 'init',
      nonce: 'n',
      token: 't',
      mode: 'inline',
      presentation: { appearance: { accent: 'red', ...{ logo: { url: 'x' }, dark: 1 } } },
    } as unknown as HostCommand,
  ],
  ['token', { token: 't' }, { type: 'token', token: 't' }],
  ['appearance', { theme: 'system' }, { type: 'presentation', presentation: { theme: 'system' } }],
  ['close', {}, { type: 'close' }],
];

describe('the messages of native hosts', () => {
  for (const [type, payload, command] of DECODED_COMMANDS) {
    it(`become commands: ${type} ${JSON.stringify(payload)}`, () => {
      deepEqual(decodeFromNative({ source: 'embed-connection', version: 1, type, payload }), command);
    });
  }

  it('are ignored if they are unknown', () => {
    for (const data of [undefined, null, 'init', {}, { source: 'embed-connection', version: 2, type: 'close' }]) {
      equal(decodeFromNative(data), undefined);
    }
  });
});
