import assert from 'node:assert/strict';
import { test } from 'node:test';

import { TokenExpiredError, TokenInvalidError } from '../errors.ts';
import { checkTokenTimes, type TokenTimeRules } from './token-times.ts';

const NOW_SECONDS = 1_800_000_000;
const NOW = NOW_SECONDS * 1000;
const withIat: TokenTimeRules = { maxAgeSeconds: 600, required: 'iat' };
const withEither: TokenTimeRules = { maxAgeSeconds: 600, required: 'iat or exp' };
const inUrl: TokenTimeRules = { ...withEither, arrival: 'url' };
const byMessage: TokenTimeRules = { ...withEither, arrival: 'message' };
/** The furthest `exp` of a token by message: 24 hours and the tolerance. */
const FURTHEST_BY_MESSAGE = 24 * 3600 + 60;

/** Seconds from now. */
const at = (seconds: number) => NOW_SECONDS + seconds;

const invalid: [title: string, claims: Record<string, unknown>, rules: TokenTimeRules][] = [
  ['no iat where it is required', { exp: at(60) }, withIat],
  ['neither iat nor exp', {}, withEither],
  ['blank times', { iat: ' ', exp: '' }, withEither],
  ['null times', { iat: null, exp: null }, withEither],
  ['iat as text', { iat: String(NOW_SECONDS) }, withIat],
  ['exp as text', { iat: at(0), exp: '1' }, withIat],
  ['nbf as text', { iat: at(0), nbf: '1' }, withIat],
  ['exp as a list', { iat: at(0), exp: [at(60)] }, withIat],
  ['exp as an object', { iat: at(0), exp: {} }, withIat],
  ['iat as a boolean', { iat: true }, withIat],
  ['infinite exp', { iat: at(0), exp: Infinity }, withIat],
  ['a negative iat', { iat: -1 }, withIat],
  ['a negative exp', { iat: at(0), exp: -1 }, withIat],
  ['iat more than the tolerance ahead', { iat: at(61) }, withIat],
  ['iat in milliseconds', { iat: NOW }, withIat],
  ['nbf more than the tolerance ahead', { iat: at(0), nbf: at(61) }, withIat],
  ['only an exp further ahead than an hour and the tolerance', { exp: at(3661) }, withEither],
  ['only an exp in milliseconds', { exp: NOW }, withEither],
  ['only an exp further ahead than an hour, in a URL', { exp: at(3661) }, inUrl],
  ['an exp more than 24 hours ahead, by message', { iat: at(0), exp: at(FURTHEST_BY_MESSAGE + 1) }, byMessage],
  ['only an exp more than 24 hours ahead, by message', { exp: at(FURTHEST_BY_MESSAGE + 1) }, byMessage],
  ['an exp in milliseconds, by message', { iat: at(0), exp: NOW }, byMessage],
];

for (const [title, claims, rules] of invalid) {
  test(`a token with ${title} is invalid`, () => {
    assert.throws(
      () => checkTokenTimes(claims, rules, NOW),
      (error) => error instanceof TokenInvalidError && error.refusal.verified,
    );
  });
}

const expired: [title: string, claims: Record<string, unknown>, rules: TokenTimeRules][] = [
  ['iat older than maximum age and tolerance', { iat: at(-660) }, withIat],
  ['a later exp that does not prolong the maximum age', { iat: at(-660), exp: at(3600) }, withIat],
  ['exp past the tolerance', { iat: at(-100), exp: at(-60) }, withIat],
  ['only an exp past the tolerance', { exp: at(-60) }, withEither],
  ['iat at the beginning of time', { iat: 0 }, withIat],
  ['iat older than the maximum age and a later exp, in a URL', { iat: at(-660), exp: at(3600) }, inUrl],
  ['exp past the tolerance, by message', { iat: at(-100), exp: at(-60) }, byMessage],
  ['iat older than the maximum age and no exp, by message', { iat: at(-660) }, byMessage],
];

for (const [title, claims, rules] of expired) {
  test(`a token with ${title} has expired`, () => {
    assert.throws(
      () => checkTokenTimes(claims, rules, NOW),
      (error) => error instanceof TokenExpiredError && error.refusal.verified,
    );
  });
}

const accepted: [title: string, claims: Record<string, unknown>, rules: TokenTimeRules][] = [
  ['iat now', { iat: at(0) }, withIat],
  ['iat within the tolerance ahead', { iat: at(60) }, withIat],
  ['iat within maximum age and tolerance', { iat: at(-659) }, withIat],
  ['a fraction in iat', { iat: at(0) + 0.123 }, withIat],
  ['exp within the tolerance', { iat: at(-100), exp: at(-59) }, withIat],
  ['an exp far away', { iat: at(0), exp: 1e300 }, withIat],
  ['nbf within the tolerance', { iat: at(0), nbf: at(60) }, withIat],
  ['a blank exp', { iat: at(0), exp: '' }, withIat],
  ['only an exp', { exp: at(300) }, withEither],
  ['only an exp as far ahead as an hour and the tolerance', { exp: at(3660) }, withEither],
  ['only iat', { iat: at(0) }, withEither],
  ['an exp far away, in a URL', { iat: at(0), exp: 1e300 }, inUrl],
  ['iat older than the maximum age and a later exp, by message', { iat: at(-86_400), exp: at(1) }, byMessage],
  ['an exp 24 hours and the tolerance ahead, by message', { iat: at(0), exp: at(FURTHEST_BY_MESSAGE) }, byMessage],
  ['only an exp further ahead than an hour, by message', { exp: at(3661) }, byMessage],
];

for (const [title, claims, rules] of accepted) {
  test(`a token with ${title} is accepted`, () => {
    checkTokenTimes(claims, rules, NOW);
  });
}

test('the maximum age is the one configured', () => {
  const rules: TokenTimeRules = { maxAgeSeconds: 30, required: 'iat' };
  assert.doesNotThrow(() => checkTokenTimes({ iat: at(-89) }, rules, NOW));
  assert.throws(() => checkTokenTimes({ iat: at(-90) }, rules, NOW), TokenExpiredError);
});

const remembered: [title: string, claims: Record<string, unknown>, rules: TokenTimeRules, seconds: number][] = [
  ['until its age refuses it', { iat: at(0) }, withEither, 660],
  ['ten minutes at least', { iat: at(-500) }, withEither, 600],
  ['ten minutes at least when exp comes first', { iat: at(0), exp: at(30) }, withEither, 600],
  ['until its exp refuses it, when there is only that', { exp: at(600) }, withEither, 660],
  ['no longer for a later exp that never prolongs it', { iat: at(0), exp: at(86_400) }, withEither, 660],
  ['until its exp refuses it by message', { iat: at(0), exp: at(86_400) }, byMessage, 86_460],
  ['until its exp refuses it by message, though it was used in a URL', { iat: at(0), exp: at(86_400) }, inUrl, 86_460],
  ['until its age refuses it by message, without an exp', { iat: at(0) }, byMessage, 660],
];

for (const [title, claims, rules, seconds] of remembered) {
  test(`a used token is remembered ${title}`, () => {
    assert.equal(checkTokenTimes(claims, rules, NOW).rememberUntil, NOW + seconds * 1000);
  });
}

test('a token is refused for its times from the moment it may be forgotten, however it arrives', () => {
  for (const claims of [{ iat: at(0) }, { iat: at(0) + 0.4567 }, { iat: at(60) }, { exp: at(655.25) }]) {
    for (const first of [withEither, inUrl, byMessage]) {
      const { rememberUntil } = checkTokenTimes(claims, first, NOW);
      assert.ok(Number.isSafeInteger(rememberUntil));
      for (const second of [inUrl, byMessage]) {
        assert.throws(() => checkTokenTimes(claims, second, rememberUntil), TokenExpiredError);
      }
    }
  }
});

test('a token whose exp is too far ahead for a message is remembered until that exp, because it comes near later', () => {
  const claims = { iat: at(0), exp: at(30 * 3600) };
  const { rememberUntil } = checkTokenTimes(claims, inUrl, NOW);
  assert.doesNotThrow(() => checkTokenTimes(claims, byMessage, rememberUntil - 1));
  assert.throws(() => checkTokenTimes(claims, byMessage, rememberUntil), TokenExpiredError);
  assert.equal(checkTokenTimes({ iat: at(0), exp: 1e300 }, inUrl, NOW).rememberUntil, Number.MAX_SAFE_INTEGER);
});

test('a token was issued at its iat, else as early as its exp allows, however it arrives', () => {
  assert.equal(checkTokenTimes({ iat: at(-0.5), exp: at(60) }, withEither, NOW).issuedAt, NOW - 500);
  for (const rules of [withEither, inUrl, byMessage]) {
    assert.equal(checkTokenTimes({ exp: at(60) }, rules, NOW).issuedAt, (at(60) - 24 * 3600) * 1000);
  }
});
