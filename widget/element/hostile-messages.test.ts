import { MESSAGE_SOURCE, MESSAGE_VERSION } from '../protocol/native-messages.ts';
import { equal, ok } from '../testing/assert.ts';
import { MountedTag, SILENT_PAGE, WAITS_FOR_TOKEN } from './testing/mounted-tag.ts';

const connection = { id: 1, connector: 'hubspot', name: 'A', status: 'connected', connected: true, verified: true };

/** A valid payload for each type. */
const GOOD: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'height-change': { height: 500 },
  'connection-status-change': { connection },
  success: { connection, receipt: 'a.b.c' },
  exit: { reason: 'closed' },
  error: { code: 'internal', message: 'm', displayMessage: 'd' },
  'token-expired': {},
};

const message = (type: unknown, payload: unknown, more: object = {}) => ({
  source: MESSAGE_SOURCE,
  version: MESSAGE_VERSION,
  type,
  payload,
  ...more,
});

const good = Object.entries(GOOD).map(([type, payload]) => message(type, payload));

const HUGE = 'x'.repeat(1_000_000);

/** Values that are not an object with keys, or another object than the expected one. */
const ODD = [undefined, null, 0, NaN, true, '', 'x', HUGE, [], [[]], {}, new Date(0), new Map(), () => 1];

const withOwnProto = (json: string): unknown => JSON.parse(json);

/** Not messages at all. */
const NO_MESSAGES: readonly unknown[] = [
  ...ODD,
  JSON.stringify(message('exit', { reason: 'closed' })),
  withOwnProto(`{"__proto__":${JSON.stringify(message('exit', { reason: 'closed' }))}}`),
  Object.create(null),
  { ...message('exit', { reason: 'closed' }), source: 'embed-connection ' },
  { ...message('exit', { reason: 'closed' }), source: ['embed-connection'] },
  { wk: true, type: 'heightChange', payload: { height: 5 } },
  { message: 'pandium-content-height-change', height: 5 },
];

const WRONG_ENVELOPES = [
  ...[0, 2, -1, 1.5, '1', null, undefined, [1], NaN].map((version) => ({ version })),
  ...['embed', '', null, undefined, 1, {}].map((source) => ({ source })),
].flatMap((more) => [
  message('exit', GOOD['exit'], more),
  message('height-change', GOOD['height-change'], more),
  message('success', GOOD['success'], more),
]);

const WRONG_TYPES = [
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'prototype', 'Exit', 'exit ', '', HUGE],
  ...['init', 'token', 'appearance', 'close', 'load-error', 'click', 'submit', 'message'],
  ...[null, undefined, 1, ['exit'], { toString: () => 'exit' }],
].map((type) => message(type, { reason: 'closed', height: 5, nonce: '', token: 'x', connection }));

const WRONG_HEIGHTS = [
  ...['javascript:alert(1)', '100', '100px', '', '1e3', 'expression(alert(1))', HUGE],
  ...[NaN, Infinity, -Infinity, null, undefined, true, [100], { valueOf: () => 100 }, new Date(100), 10n],
].map((height) => message('height-change', { height }));

const WRONG_PAYLOADS = [
  ...Object.keys(GOOD).flatMap((type) =>
    ODD.filter((odd) => type !== 'token-expired' || !isPlain(odd)).map((odd) => message(type, odd)),
  ),
  ...Object.keys(connection).flatMap((key) =>
    [undefined, null, {}, ['1']].map((value) => message('success', { connection: { ...connection, [key]: value } })),
  ),
  ...['connectedx', 'CONNECTED', '__proto__', 'constructor'].map((status) =>
    message('connection-status-change', { connection: { ...connection, status } }),
  ),
  ...['__proto__', 'constructor', 'leave', '', 1, null, ['closed']].map((reason) => message('exit', { reason })),
  message('success', { connection, receipt: { toString: () => 'a.b.c' } }),
  message('success', { connection, receipt: HUGE }),
  message('error', { code: HUGE, message: 'm', displayMessage: 'd' }),
  message('error', { code: 'internal', message: HUGE, displayMessage: 'd' }),
  message('error', { code: 'internal', message: 'm', displayMessage: { html: '<img onerror=alert(1)>' } }),
  message('exit', withOwnProto('{"__proto__":{"reason":"closed"}}')),
  message('height-change', withOwnProto('{"__proto__":{"height":5}}')),
];

/** Messages that are invalid at any time, by their mistake. */
const WRONG: readonly (readonly [string, readonly unknown[]])[] = [
  ['no messages at all', NO_MESSAGES],
  ['another source or version', WRONG_ENVELOPES],
  ['an unknown type', WRONG_TYPES],
  ['a height that is no number', WRONG_HEIGHTS],
  ['a payload of another shape', WRONG_PAYLOADS],
];

const WRONG_NONCES = [undefined, null, '', '0', '0,0,0,0', 'undefined', '*', HUGE, 0, [], {}].map((nonce) =>
  message('ready', { nonce }),
);

function isPlain(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

describe('hostile messages to the tag', () => {
  let tag: MountedTag;

  afterEach(() => tag.remove());

  const send = (data: unknown, { source, origin }: { source?: Window | null; origin?: string } = {}) => {
    const sender = source === undefined ? tag.frame.contentWindow : source;
    dispatchEvent(new MessageEvent('message', { data, origin: origin ?? location.origin, source: sender }));
  };

  /** Everything that a message could change. */
  const state = () =>
    [
      new XMLSerializer().serializeToString(tag.root),
      new XMLSerializer().serializeToString(tag.element),
      document.documentElement.getAttributeNames().join(),
      document.title,
      tag.types.join(),
      String(Reflect.get({}, 'reason')),
    ].join('\n');

  /** Sends each message, and fails after the first one that changes anything. */
  const changesNothing = async (messages: readonly unknown[], from: Parameters<typeof send>[1] = {}) => {
    await tag.settled();
    const before = state();
    for (const data of messages) {
      send(data, from);
      equal(state(), before, 'a message changed something');
    }
    await tag.settled();
    equal(state(), before, 'a message changed something later');
    equal(tag.received.filter(({ type }) => type !== 'init').length, 0);
  };

  const answered = async () => {
    tag = new MountedTag(WAITS_FOR_TOKEN);
    await tag.event('height-change');
  };

  it('are dropped before the frame has repeated the nonce', async () => {
    tag = new MountedTag({ src: SILENT_PAGE, token: 'secret' });
    await tag.receives('init');
    await changesNothing([...good, ...WRONG_NONCES, ...NO_MESSAGES]);
  });

  it('are dropped with the nonce, from another window or another origin', async () => {
    tag = new MountedTag({ src: SILENT_PAGE, token: 'secret' });
    await tag.receives('init');
    const [init] = tag.received;
    ok(init?.type === 'init');
    const ready = [message('ready', { nonce: init.payload.nonce })];
    await changesNothing(ready, { source: window });
    await changesNothing(ready, { source: null });
    await changesNothing(ready, { origin: 'https://evil.example' });
    send(ready[0]);
    await tag.event('ready');
  });

  it('are dropped from other windows', async () => {
    await answered();
    const other = new MountedTag(WAITS_FOR_TOKEN);
    await other.event('height-change');
    for (const source of [window, null, other.frame.contentWindow]) await changesNothing(good, { source });
    other.remove();
  });

  const ORIGINS = [
    'https://evil.example',
    'null',
    '',
    '*',
    `${location.origin}.evil.example`,
    `${location.origin}/`,
    location.origin.toUpperCase(),
    location.origin.replace('http', 'https'),
  ];
  it('are dropped from other origins', async () => {
    await answered();
    for (const origin of ORIGINS) await changesNothing(good, { origin });
  });

  for (const [title, messages] of WRONG) {
    it(`are dropped for ${title}`, async () => {
      await answered();
      await changesNothing(messages);
    });
  }

  it('are more than two hundred, and a valid one is accepted', async () => {
    const count = WRONG.reduce((sum, [, messages]) => sum + messages.length, 0);
    ok(count > 200, `there are ${count}`);
    await answered();
    for (const data of good) send(data);
    await tag.event('error');
    equal(tag.frame.style.height, '500px');
  });

  it('from the frame itself cannot exceed the limits', async () => {
    await answered();
    for (const height of [-1, -0.5, 1e9, Number.MAX_VALUE, Number.MIN_VALUE])
      send(message('height-change', { height }));
    equal(tag.frame.style.height, '1px');
    const [, , ...heights] = tag.events.map((event) => ('height' in event ? event.height : undefined));
    equal(heights.join(), '100000,1');
  });
});
