import type { Connection } from '../protocol/connection.ts';
import type { DialogEvent } from '../protocol/dialog-event.ts';
import type { HostCommand } from '../protocol/host-command.ts';
import { deepEqual, equal, ok } from '../testing/assert.ts';
import { decodeFromSuperblocks, encodeForSuperblocks } from './superblocks.ts';

const connection: Connection = {
  id: 42,
  connector: 'hubspot',
  name: 'Sales',
  status: 'connected',
  connected: true,
  verified: true,
};
const app = { id: '0d7c', name: 'Billing' };
const pagePath = '/embed/applications/0d7c';

const emitted = (eventName: string, payload: object) => ({ type: 'EMIT_EVENT', data: { eventName, payload } });
const error = (code: 'token_invalid' | 'internal') =>
  ({ type: 'error', code, message: 'Why.', displayMessage: 'Sorry' }) as const;

const installation = { id: 31, integration: { id: 7, slug: 'orders', name: 'Orders' }, status: 'installed' } as const;

const ENCODED_EVENTS: readonly (readonly [string, DialogEvent, readonly object[]])[] = [
  ['ready', { type: 'ready' }, [{ type: 'INITIALIZED', data: {} }]],
  ['a height', { type: 'height-change', height: 321 }, [emitted('height-change', { height: 321 })]],
  ['a status', { type: 'connection-status-change', connection }, [emitted('connection-status-change', { connection })]],
  [
    'a success',
    { type: 'success', connection, details: { receipt: 'a.b.c', state: 's' } },
    [emitted('success', { connection, receipt: 'a.b.c', state: 's' })],
  ],
  [
    'an installation',
    { type: 'installation-change', installation },
    [emitted('installation-change', { installation })],
  ],
  [
    'a view of an install flow',
    { type: 'navigation', view: 'settings' },
    [emitted('navigation', { view: 'settings' })],
  ],
  ['an exit', { type: 'exit', reason: 'closed' }, [emitted('exit', { reason: 'closed' })]],
  [
    'an error of the server',
    error('internal'),
    [emitted('error', { code: 'internal', message: 'Why.', displayMessage: 'Sorry' })],
  ],
  [
    'a refused token',
    error('token_invalid'),
    [
      { type: 'AUTH_ERROR', data: { error: 'token_invalid: Why.' } },
      emitted('error', { code: 'token_invalid', message: 'Why.', displayMessage: 'Sorry' }),
    ],
  ],
  [
    'an expired session',
    { type: 'token-expired' },
    [{ type: 'AUTH_ERROR', data: { error: 'session_expired: A new token is needed.' } }, emitted('token-expired', {})],
  ],
];

describe("Superblocks' messages", () => {
  for (const [title, event, messages] of ENCODED_EVENTS) {
    it(`tell of ${title}, and their data is never null`, () => deepEqual(encodeForSuperblocks(event), messages));
  }

  it('tell of a view of an install flow in the query of its address', () => {
    const path = '/integrations/gwt2hs';
    const event = { type: 'application-view', app, pagePath, path, view: 'settings', isFirst: false } as const;
    const [shown] = encodeForSuperblocks(event) as readonly { readonly data: Readonly<Record<string, unknown>> }[];
    equal(shown?.data['pathname'], path);
    equal((shown?.data['queryParams'] as Readonly<Record<string, string>>)['view'], 'settings');
    ok(String(shown?.data['href']).endsWith('view=settings'));
  });

  it('tell of the application once, and of its view with every field', () => {
    const path = '/integrations/gwt2hs';
    const [loaded, shown] = encodeForSuperblocks({ type: 'application-view', app, pagePath, path, isFirst: true });
    deepEqual(loaded, { type: 'APP_LOADED', data: app });
    const url = new URL(pagePath + path + location.search, document.baseURI);
    deepEqual(shown, {
      type: 'NAVIGATION',
      data: {
        appId: '0d7c',
        url: url.href,
        href: url.href,
        pathname: path,
        search: url.search,
        queryParams: Object.fromEntries(url.searchParams),
      },
    });
    const later = encodeForSuperblocks({ type: 'application-view', app, pagePath, path: '/', isFirst: false });
    equal(later.length, 1);
    ok(JSON.stringify(later).includes(`${pagePath}${location.search}"`));
  });
});

const ALL = { tenantName: 'Contoso', locale: 'de', integration: 'gwt2hs', connector: 'gwt' };

const DECODED_COMMANDS: readonly (readonly [string, unknown, HostCommand])[] = [
  [
    'INITIALIZE_EMBED',
    { token: 't', properties: { ...ALL, appearance: { accent: 'red' }, other: 1 }, colorScheme: 'dark' },
    {
      type: 'init',
      mode: 'inline',
      token: 't',
      properties: ALL,
      presentation: { locale: 'de', appearance: { accent: 'red' }, theme: 'dark' },
    },
  ],
  [
    'INITIALIZE_EMBED',
    { token: null, properties: null, colorScheme: 'sepia' },
    { type: 'init', mode: 'inline', token: null, properties: {}, presentation: {} },
  ],
  [
    'INITIALIZE_EMBED',
    { token: 7, properties: { tenantName: 7, locale: [], integration: '', connector: null, appearance: 'red' } },
    { type: 'init', mode: 'inline', token: null, properties: {}, presentation: {} },
  ],
  ['TOKEN_CHANGE', { token: 't' }, { type: 'token', token: 't' }],
  ['TOKEN_CHANGE', { token: null }, { type: 'token', token: null }],
  [
    'PROPERTY_CHANGE',
    { properties: { ...ALL, other: {} } },
    { type: 'properties', properties: ALL, presentation: { locale: 'de' } },
  ],
  ['COLOR_SCHEME_CHANGE', { colorScheme: 'light' }, { type: 'presentation', presentation: { theme: 'light' } }],
  ['COLOR_SCHEME_CHANGE', { colorScheme: 'system' }, { type: 'presentation', presentation: { theme: 'system' } }],
  ['TRIGGER_EVENT', { eventName: 'close', payload: {} }, { type: 'close' }],
  ['TRIGGER_EVENT', { eventName: 'reload' }, { type: 'reload' }],
  ['TRIGGER_EVENT', { eventName: 'navigate', payload: { pathname: '/a' } }, { type: 'navigate', path: '/a' }],
];

describe("the messages of Superblocks' client", () => {
  for (const [type, data, command] of DECODED_COMMANDS) {
    it(`become commands: ${type} ${JSON.stringify(data)}`, () => {
      deepEqual(decodeFromSuperblocks({ type, data }), command);
    });
  }

  for (const message of [
    undefined,
    null,
    'INITIALIZE_EMBED',
    [],
    { type: 'INITIALIZE_EMBED' },
    { type: 'INITIALIZE_EMBED', data: null },
    { type: 'constructor', data: {} },
    { type: 'TRIGGER_EVENT', data: { eventName: 'refresh', payload: {} } },
    { type: 'TRIGGER_EVENT', data: { eventName: 'navigate', payload: null } },
    { type: 'TRIGGER_EVENT', data: { eventName: 'navigate', payload: { pathname: 7 } } },
  ]) {
    it(`are ignored if they are unknown: ${JSON.stringify(message)}`, () => {
      equal(decodeFromSuperblocks(message), undefined);
    });
  }
});
