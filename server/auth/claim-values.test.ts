import { test } from 'node:test';
import assert from 'node:assert/strict';
import { TokenInvalidError } from '../errors.ts';
import {
  InvalidClaimError,
  readId,
  readObject,
  readText,
  requireId,
  splitCommaList,
  InformativeClaims,
  FULL_GRANT,
  readGrantClaims,
} from './claim-values.ts';

const absent: [title: string, value: unknown][] = [
  ['missing', undefined],
  ['null', null],
  ['empty', ''],
  ['blank', ' \t\n'],
];

for (const [title, value] of absent) {
  test(`a claim that is ${title} counts as absent`, () => {
    assert.equal(readText(value, 'claim'), undefined);
    assert.equal(readId(value, 'claim'), undefined);
    assert.equal(readObject(value, 'claim'), undefined);
    assert.throws(() => requireId(value, 'claim'), { refusal: { reason: 'claim is missing', verified: true } });
  });
}

const refusedText: [title: string, value: unknown][] = [
  ['a list', ['a']],
  ['an object', { a: 1 }],
  ['a boolean', true],
  ['256 characters', 'x'.repeat(256)],
  ['a null character', 'a\u0000b'],
  ['a line break', 'a\nb'],
  ['DEL', 'a\u007f'],
  ['a C1 control character', 'a\u0085'],
  ['half of a surrogate pair', 'a\ud83d'],
];

for (const [title, value] of refusedText) {
  test(`neither text nor an identifier may be or have ${title}`, () => {
    for (const read of [readText, readId, requireId]) {
      assert.throws(
        () => read(value, 'claim'),
        (error) => error instanceof TokenInvalidError && error.refusal.verified,
      );
    }
  });
}

const accepted: [title: string, value: unknown, read: string][] = [
  ['255 characters', 'x'.repeat(255), 'x'.repeat(255)],
  ['255 characters outside the basic plane', '😀'.repeat(255), '😀'.repeat(255)],
  ['surrounding spaces, which are kept', ' a ', ' a '],
  ['a decomposed character, which is composed', 'Cafe\u0301', 'Café'],
  ['256 characters that compose to 255', `${'x'.repeat(254)}e\u0301`, `${'x'.repeat(254)}é`],
];

for (const [title, value, read] of accepted) {
  test(`text and identifiers may have ${title}`, () => {
    assert.equal(readText(value, 'claim'), read);
    assert.equal(readId(value, 'claim'), read);
  });
}

test('a whole number is an identifier by its decimal digits, and no text', () => {
  assert.equal(readId(4242, 'claim'), '4242');
  assert.equal(readId(0, 'claim'), '0');
  assert.throws(() => readText(4242, 'claim'), TokenInvalidError);
});

for (const value of [1.5, 2 ** 53, -(2 ** 53), NaN, Infinity]) {
  test(`${value} is no identifier`, () => {
    assert.throws(() => readId(value, 'claim'), TokenInvalidError);
  });
}

test('text with commas is a list, and nothing else is', () => {
  assert.deepEqual(splitCommaList(' a, b ,,7'), ['a', 'b', '', '7']);
  for (const value of [['a,b'], 7, null, undefined]) assert.equal(splitCommaList(value), value);
});

test('the error of a bad claim says where and why apart, without the value', () => {
  assert.throws(
    () => readText(7, 'ti.udn'),
    (error) => error instanceof InvalidClaimError && error.path === 'ti.udn' && error.problem === 'is not text',
  );
});

for (const value of ['a', 7, [], true]) {
  test(`${JSON.stringify(value)} is no object`, () => {
    assert.throws(() => readObject(value, 'claim'), TokenInvalidError);
  });
}

test('a bad claim counts as absent, and its path and reason are kept without its value', () => {
  const claims = new InformativeClaims();
  assert.equal(claims.read(readText, 'Ada', 'ti.udn'), 'Ada');
  assert.equal(claims.read(readText, ['secret'], 'ti.ufn'), undefined);
  assert.equal(claims.read(readText, 'secret\u0000', 'ti.uem'), undefined);
  assert.deepEqual(claims.ignored, [
    { path: 'ti.ufn', reason: 'is not text' },
    { path: 'ti.uem', reason: 'has control characters' },
  ]);
});

test('a list takes names and numbers, and leaves out what is absent or bad', () => {
  const claims = new InformativeClaims();
  assert.deepEqual(claims.readEach(readId, ['a', 7, null, ' ', { id: 7 }, 'b'], 'ti.ili'), ['a', '7', 'b']);
  assert.deepEqual(claims.ignored, [{ path: 'ti.ili[4]', reason: 'is not text' }]);
});

test('a single value is a list of one, and an absent list is empty', () => {
  const claims = new InformativeClaims();
  assert.deepEqual(claims.readEach(readId, 'gold', 'xti.user_tier'), ['gold']);
  assert.deepEqual(claims.readEach(readId, undefined, 'xti.user_tier'), []);
  assert.deepEqual(claims.readEach(readId, { a: 1 }, 'xti.user_tier'), []);
  assert.deepEqual(claims.ignored, [{ path: 'xti.user_tier', reason: 'is not text' }]);
});

test('an error that is no bad claim is thrown', () => {
  const bug = () => {
    throw new TypeError('bug');
  };
  assert.throws(() => new InformativeClaims().read(bug, 1, 'a'), TypeError);
});

test('a token without permissions and state allows everything and has no state', () => {
  assert.deepEqual(readGrantClaims({}), FULL_GRANT);
  assert.deepEqual(readGrantClaims({ permissions: null, state: ' ' }), FULL_GRANT);
});

const permissions: [listed: string[], read: string[]][] = [
  [['view'], ['view']],
  [['connect'], ['view', 'connect']],
  [['manage'], ['view', 'manage']],
  [
    ['manage', 'connect', 'view', 'view'],
    ['view', 'connect', 'manage'],
  ],
];
for (const [listed, read] of permissions) {
  test(`the permissions ${listed.join(', ')} allow ${read.join(', ')}`, () => {
    assert.deepEqual(readGrantClaims({ permissions: listed }).permissions, read);
  });
}

test('a state of 1 kB is kept byte for byte', () => {
  const state = `e\u0301\n${'😀'.repeat(255)}`;
  assert.equal(Buffer.byteLength(state), 1024);
  assert.equal(readGrantClaims({ state }).state, state);
});

const refused: [title: string, claims: object, reason: string][] = [
  ['permissions as text', { permissions: 'view' }, 'permissions is not a list'],
  [
    'permissions that are an empty text, such as a joined list of none',
    { permissions: '' },
    'permissions is not a list',
  ],
  ['no permission at all', { permissions: [] }, 'permissions is empty'],
  ['an unknown permission', { permissions: ['view', 'admin'] }, 'permissions lists more than view, connect, manage'],
  ['a permission that is not text', { permissions: [['view']] }, 'permissions lists more than view, connect, manage'],
  ['a state that is not text', { state: { a: 1 } }, 'state is not text'],
  ['a state of more than 1 kB', { state: `${'😀'.repeat(256)}a` }, 'state is longer than 1024 bytes'],
];
for (const [title, claims, reason] of refused) {
  test(`a token with ${title} is refused`, () => {
    assert.throws(
      () => readGrantClaims(claims),
      (error) => error instanceof TokenInvalidError && error.refusal.verified && error.refusal.reason === reason,
    );
  });
}
