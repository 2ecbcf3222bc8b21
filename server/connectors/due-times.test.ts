import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  latestVerifyTime,
  nextVerifyTime,
  verifyTimeAfterRefusal,
  retryVerifyTime,
  verifyIntervalMs,
  nextRefreshTime,
} from './due-times.ts';
import { connectorDefinitionSchema } from './definition.ts';
import type { Tokens } from './stored-credentials.ts';

const NOW = 1_800_000_000_000;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const refresh = () => Promise.reject(new Error('not called'));
const issue = refresh;

function tokens(lifeMs: number | undefined, refreshToken?: string): Tokens {
  return {
    accessToken: 'access',
    obtainedAt: NOW,
    captured: {},
    ...(lifeMs !== undefined && { expiresAt: NOW + lifeMs }),
    ...(refreshToken !== undefined && { refreshToken }),
  };
}

describe('tokens are refreshed', () => {
  const CASES = [
    { life: 10 * HOUR, due: 8 * HOUR, why: 'at 80 % of a long life' },
    { life: HOUR, due: 48 * MINUTE, why: 'at 80 % of an hour' },
    { life: 20 * MINUTE, due: 15 * MINUTE, why: 'five minutes before the end of a short one' },
    { life: 8 * MINUTE, due: 4 * MINUTE, why: 'at half of a shorter one' },
    { life: 40 * SECOND, due: 30 * SECOND, why: 'not sooner than after half a minute' },
    { life: SECOND, due: 30 * SECOND, why: 'after their end where that comes sooner' },
  ];
  for (const { life, due, why } of CASES) {
    test(why, () => {
      assert.equal(
        nextRefreshTime({ refresh }, tokens(life, 'refresh'), () => 0),
        NOW + due,
      );
    });
  }

  test('earlier by a random time of at most a twentieth of their lifetime', () => {
    assert.equal(
      nextRefreshTime({ refresh }, tokens(HOUR, 'refresh'), () => 0.999_999),
      NOW + 45 * MINUTE,
    );
  });

  test('with the entered credentials, even without a refresh token', () => {
    assert.equal(
      nextRefreshTime({ refresh, issue }, tokens(HOUR), () => 0),
      NOW + 48 * MINUTE,
    );
  });

  test('when they expire if they cannot be refreshed, and the person then has to sign in again', () => {
    assert.equal(nextRefreshTime({ refresh }, tokens(HOUR)), NOW + HOUR);
    assert.equal(nextRefreshTime({}, tokens(HOUR, 'refresh')), NOW + HOUR);
  });

  test('never if they do not expire', () => {
    assert.equal(nextRefreshTime({ refresh }, tokens(undefined, 'refresh')), null);
  });
});

function definitionWith(every?: string) {
  return connectorDefinitionSchema.safeParse({
    name: 'GWT',
    auth: { type: 'api_key', in: 'bearer' },
    verify: { url: 'https://gwt.example.com/me', ...(every !== undefined && { every }) },
  });
}

function timeAfterAcceptance(every?: string) {
  const { success, data } = definitionWith(every);
  assert.ok(success);
  return data;
}

describe('verify.every', () => {
  for (const [every, ms] of [
    [undefined, 24 * HOUR],
    ['15m', 15 * MINUTE],
    ['24h', 24 * HOUR],
    ['90d', 90 * 24 * HOUR],
    ['never', undefined],
  ] as const) {
    test(`${every ?? 'without a value'} is ${ms ?? 'no'} ms`, () =>
      assert.equal(verifyIntervalMs(timeAfterAcceptance(every)), ms));
  }

  for (const every of ['14m', '91d', '0h', '24', '1.5h', '-1h', '24H', 'off', '', '99999h', ' 24h']) {
    test(`${JSON.stringify(every)} is refused`, () => {
      const { error } = definitionWith(every);
      assert.match(error?.issues[0]?.message ?? '', /duration from 15m to 90d/);
    });
  }
});

describe('credentials', () => {
  const daily = timeAfterAcceptance('24h');

  test('that were accepted are due after the interval, or up to a tenth of it earlier', () => {
    assert.equal(
      nextVerifyTime(daily, NOW, () => 0),
      NOW + 24 * HOUR,
    );
    assert.equal(
      nextVerifyTime(daily, NOW, () => 1),
      NOW + 21.6 * HOUR,
    );
  });

  test('that got no conclusive response are due after an hour, or after a shorter interval', () => {
    const random = () => 0;
    assert.equal(retryVerifyTime(daily, NOW, { random }), NOW + HOUR);
    assert.equal(retryVerifyTime(timeAfterAcceptance('15m'), NOW, { random }), NOW + 15 * MINUTE);
  });

  test('that were refused are due after an hour, or up to a tenth of it later', () => {
    assert.equal(
      verifyTimeAfterRefusal(NOW, () => 0),
      NOW + HOUR,
    );
    assert.equal(
      verifyTimeAfterRefusal(NOW, () => 1),
      NOW + 66 * MINUTE,
    );
  });

  test('are due no later than the latest time, because the store treats later times as a clock error', () => {
    const most = () => 1;
    const often = timeAfterAcceptance('15m');
    assert.ok(verifyTimeAfterRefusal(NOW, most) <= latestVerifyTime(often, NOW));
    assert.ok(retryVerifyTime(often, NOW, { retryAfterSeconds: 86_400 }) <= latestVerifyTime(often, NOW));
    assert.equal(latestVerifyTime(daily, NOW), NOW + 24 * HOUR);
  });

  test('are not verified before the time that the provider asks for, up to an hour', () => {
    const often = timeAfterAcceptance('15m');
    assert.equal(retryVerifyTime(often, NOW, { retryAfterSeconds: 1800 }), NOW + 30 * MINUTE);
    assert.equal(retryVerifyTime(often, NOW, { retryAfterSeconds: 86_400 }), NOW + HOUR);
  });
});
