import { FRAME_MESSAGE_TYPES } from '../protocol/native-messages.ts';

/** A message that must have no effect in the page that receives it. */
export interface HostileMessage {
  readonly title: string;
  readonly data: unknown;
}

const ENVELOPE = { source: 'embed-connection', version: 1 };

const LONG = 'x'.repeat(100_000);

/** As long as a browser can clone. The page must reject it without parsing it. */
const HUGE = 'x'.repeat(10_000_000);

/** Valid messages. Each has a visible effect if it comes from the right window and origin. */
export const VALID_MESSAGES = [
  { ...ENVELOPE, type: 'init', payload: { nonce: 'other', token: 't', mode: 'modal', theme: 'dark', locale: 'de' } },
  { ...ENVELOPE, type: 'token', payload: { token: 't' } },
  { ...ENVELOPE, type: 'appearance', payload: { theme: 'dark', locale: 'de', appearance: { accent: 'red' } } },
  { ...ENVELOPE, type: 'close', payload: {} },
] as const;

function nested(depth: number): object {
  let inner: object = {};
  for (let level = 0; level < depth; level++) inner = { inner };
  return inner;
}

function titleOf(value: unknown): string {
  if (typeof value === 'bigint' || typeof value === 'number') return String(value);
  const text: unknown = JSON.stringify(value);
  const name = Object.prototype.toString.call(value);
  return (typeof text === 'string' && text !== '{}' ? text : name).slice(0, 60);
}

/** Messages with a wrong envelope. */
function invalidEnvelopes(): HostileMessage[] {
  const sources = [undefined, null, '', 'Embed-Connection', 'embed-connection ', 1, ['embed-connection'], {}, HUGE];
  const versions = [undefined, null, 0, 2, 1.5, NaN, '1', true, [1], {}, 1n];
  const types = [
    ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'CLOSE', 'close ', '', 'Init', LONG],
    ...[undefined, null, 0, 1, true, {}, ['close'], new Date(0)],
    ...FRAME_MESSAGE_TYPES,
  ];
  return [
    ...sources.map((source) => ({ title: `source ${titleOf(source)}`, data: { ...VALID_MESSAGES[3], source } })),
    ...versions.map((version) => ({ title: `version ${titleOf(version)}`, data: { ...VALID_MESSAGES[3], version } })),
    ...types.map((type) => ({
      title: `type ${titleOf(type)}`,
      data: { ...ENVELOPE, type, payload: { nonce: 'n', token: 't', theme: 'dark', height: 'javascript:1' } },
    })),
  ];
}

/** Messages with a valid envelope and a malformed payload. */
function invalidPayloads(): HostileMessage[] {
  const shapes = [undefined, null, '', 'close', 0, NaN, true, [], [VALID_MESSAGES[1].payload], LONG];
  const objects = [{}, new Map([['token', 't']]), new Set(['token']), new Date(0), new Blob(['token']), /token/];
  const tokens = [undefined, null, '', 0, 1, true, {}, [], ['t'], 'x'.repeat(8193), HUGE, new Uint8Array(8), new Map()];
  const nonces = [undefined, null, 1, true, {}, ['n'], 'x'.repeat(65), LONG];
  const looks: readonly object[] = [
    ...['neon', '__proto__', 'DARK', '', null, 1, {}, ['dark']].map((theme) => ({
      theme,
      appearance: { accent: 'red' },
    })),
    ...[null, 1, {}, ['de'], 'x'.repeat(36), LONG].map((locale) => ({ locale, theme: 'dark' })),
    ...[
      null,
      'red',
      [],
      ['red'],
      1,
      { accent: 1 },
      { accent: null },
      { accent: {} },
      { accent: ['red'] },
      { dark: 'red' },
      { light: null },
      { dark: { accent: {} } },
    ].map((appearance) => ({ appearance, theme: 'dark' })),
    ...[{ mode: 'full' }, { mode: 1 }, { mode: null }].map((mode) => ({ nonce: 'm', theme: 'dark', ...mode })),
  ];
  const say = (type: string, payload: unknown) => ({
    title: `${type} with ${titleOf(payload)}`,
    data: { ...ENVELOPE, type, payload },
  });
  return [
    ...shapes.flatMap((payload) => ['init', 'token', 'appearance', 'close'].map((type) => say(type, payload))),
    ...objects.flatMap((payload) => ['init', 'token', 'appearance'].map((type) => say(type, payload))),
    ...tokens.map((token) => say('token', { token })),
    ...nonces.map((nonce) => say('init', { nonce, theme: 'dark' })),
    ...looks.map((look) => say('mode' in look ? 'init' : 'appearance', look)),
    say('init', { nonce: 'm', token: '', theme: 'dark' }),
    say('init', { nonce: 'm', token: { toString: 't' }, theme: 'dark' }),
  ];
}

/** Well-formed messages that ask for unknown languages, themes or design tokens. */
function unsupportedPresentations(): HostileMessage[] {
  const colors = [
    ...['', ' ', 'url(https://x.example)', 'url("data:text/css,x")', 'red;}', 'red}', 'red;--x:1', '{}', '/**/red;'],
    ...['var(--embed-text)', 'env(x)', 'image-set("x")', 'expression(alert(1))', '@import url(x)', 'javascript:1'],
    ...['</style><script>1</script>', 'rgb(1,2)', 'rgb(256 0 0)', '#12345', 'inherit', '\u0000red', 'red\\9', LONG],
  ];
  const lengths = ['javascript:1', '-1px', '33px', '1e9px', 'calc(1px)', '50%', 'NaN', 'url(x)', '1px;}', '1px 1px'];
  const fonts = ['a"; }', "x'y", 'url(x)', 'a,,b', 'a;b', '"a', 'a}b', '\\61', 'x'.repeat(301)];
  const appearances: readonly object[] = [
    ...colors.map((color) => ({ accent: color, background: color })),
    ...lengths.map((length) => ({ radius: length, fontSize: length })),
    ...fonts.map((fontFamily) => ({ fontFamily })),
    ...['constructor', 'toString', '--embed-accent', 'accent ', 'ACCENT', 'style'].map((name) => ({ [name]: 'red' })),
  ];
  return [
    ...appearances.map((appearance) => ({
      title: `the look ${titleOf(appearance)}`,
      data: { ...ENVELOPE, type: 'appearance', payload: { appearance } },
    })),
    ...['tlh', '', '*', '../de', 'de/..', 'deutsch', '__proto__'].map((locale) => ({
      title: `the language ${titleOf(locale)}`,
      data: { ...ENVELOPE, type: 'appearance', payload: { locale } },
    })),
  ];
}

/** Keys that change a prototype if code copies them by assignment. */
function prototypePollution(): HostileMessage[] {
  return [
    ...VALID_MESSAGES.map((message) => ({ __proto__: message })),
    ...VALID_MESSAGES.map(({ payload, ...envelope }) => ({ ...envelope, payload: null, __proto__: { payload } })),
    { ...ENVELOPE, type: 'token', payload: { __proto__: { token: 't' } } },
    { ...ENVELOPE, type: 'appearance', payload: { __proto__: { theme: 'dark' } } },
    { ...ENVELOPE, type: 'appearance', payload: { appearance: { __proto__: { accent: 'red' } } } },
  ].map((shape) => {
    // Built from JSON, because `__proto__` in an object literal sets the prototype and creates no key.
    const text = JSON.stringify(shape, (_key, value: unknown) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
      const under: unknown = Object.getPrototypeOf(value);
      return under === Object.prototype ? value : { ...value, PROTO: under };
    }).replaceAll('PROTO', '__proto__');
    const data: unknown = JSON.parse(text);
    return { title: text.slice(0, 90), data };
  });
}

/** Other values that can be cloned. */
function otherValues(): HostileMessage[] {
  const things: readonly unknown[] = [
    ...[undefined, null, '', HUGE, 0, 1n, true, NaN, [], VALID_MESSAGES, Array(1_000_000).fill(1), nested(1000)],
    ...[new Uint8Array(10_000_000), new ArrayBuffer(8), new Blob([HUGE]), new File([], 'close'), new Date(0), /close/],
    ...[
      new Map(Object.entries(VALID_MESSAGES[3])),
      new Set(VALID_MESSAGES),
      new Error('close'),
      new DataView(new ArrayBuffer(8)),
    ],
    ...VALID_MESSAGES.map((message) => JSON.stringify(message)),
    { ...ENVELOPE, type: 'appearance', payload: { appearance: { deep: nested(1000) } } },
    { wk: true, type: 'heightChange', payload: { height: 'javascript:1' } },
    { type: 'INITIALIZE_EMBED', data: { token: 't', colorScheme: 'dark' } },
    { type: 'TOKEN_CHANGE', data: { token: 't' } },
    { message: 'close' },
  ];
  return things.map((data) => ({ title: `the message ${titleOf(data)}`, data }));
}

/** Messages that a page must ignore even from the right window and origin. */
export function hostileMessages(): readonly HostileMessage[] {
  return [
    ...invalidEnvelopes(),
    ...invalidPayloads(),
    ...unsupportedPresentations(),
    ...prototypePollution(),
    ...otherValues(),
  ];
}
