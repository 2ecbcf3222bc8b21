import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  latestVerifyTime,
  nextVerifyTime,
  verifyTimeAfterRefusal,
  retryVerifyTime,
  verifyIntervalMs,
} from './verify-schedule.ts';
import { connectorDefinitionSchema } from './definition.ts';

const NOW = 1_800_000_000_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

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
    [undefined, 24 * HOUR_MS],
    ['15m', 15 * MINUTE_MS],
    ['24h', 24 * HOUR_MS],
    ['90d', 90 * 24 * HOUR_MS],
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
      NOW + 24 * HOUR_MS,
    );
    assert.equal(
      nextVerifyTime(daily, NOW, () => 1),
      NOW + 21.6 * HOUR_MS,
    );
  });

  test('that got no conclusive response are due after an hour, or after a shorter interval', () => {
    const random = () => 0;
    assert.equal(retryVerifyTime(daily, NOW, { random }), NOW + HOUR_MS);
    assert.equal(retryVerifyTime(timeAfterAcceptance('15m'), NOW, { random }), NOW + 15 * MINUTE_MS);
  });

  test('that were refused are due after an hour, or up to a tenth of it later', () => {
    assert.equal(
      verifyTimeAfterRefusal(NOW, () => 0),
      NOW + HOUR_MS,
    );
    assert.equal(
      verifyTimeAfterRefusal(NOW, () => 1),
      NOW + 66 * MINUTE_MS,
    );
  });

  test('are due no later than the latest time, because the store treats later times as a clock error', () => {
    const most = () => 1;
    const often = timeAfterAcceptance('15m');
    assert.ok(verifyTimeAfterRefusal(NOW, most) <= latestVerifyTime(often, NOW));
    assert.ok(retryVerifyTime(often, NOW, { retryAfterSeconds: 86_400 }) <= latestVerifyTime(often, NOW));
    assert.equal(latestVerifyTime(daily, NOW), NOW + 24 * HOUR_MS);
  });

  test('are not verified before the time that the provider asks for, up to an hour', () => {
    const often = timeAfterAcceptance('15m');
    assert.equal(retryVerifyTime(often, NOW, { retryAfterSeconds: 1800 }), NOW + 30 * MINUTE_MS);
    assert.equal(retryVerifyTime(often, NOW, { retryAfterSeconds: 86_400 }), NOW + HOUR_MS);
  });
});
