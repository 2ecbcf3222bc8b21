import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { nextRefreshTime } from './refresh-schedule.ts';
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
