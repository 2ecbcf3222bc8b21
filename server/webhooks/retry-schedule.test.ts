import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { attemptOutcome, RETRY_SCHEDULE_MS } from './retry-schedule.ts';

const NOW = 1_800_000_000_000;
const HOUR_MS = 3_600_000;

function outcome({ statusCode = 500, attempts = 1, random = 0, retryAfterMs = 0 }) {
  const error = statusCode < 300 ? null : 'No.';
  const attempt = { statusCode, durationMs: 5, error, retryAfterMs };
  return attemptOutcome({ attempt, attempts, now: NOW, scheduleMs: RETRY_SCHEDULE_MS, random });
}

describe('after an attempt', () => {
  test('that fails, the next follows the schedule, with jitter, and after the tenth none', () => {
    const pauses = (random: number) =>
      Array.from({ length: 10 }, (_, index) => {
        const { nextAttemptAt } = outcome({ attempts: index + 1, random }).result;
        return nextAttemptAt === null ? null : (nextAttemptAt - NOW) / 1000;
      });
    const seconds = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400];
    assert.deepEqual(pauses(0), [...seconds, null]);
    assert.deepEqual(pauses(1), [...seconds.map((pause) => pause * 1.2), null]);
    assert.equal(outcome({ attempts: 10 }).result.status, 'failed');
  });

  test('with a 2xx status, the delivery succeeded', () => {
    for (const statusCode of [200, 202, 204]) {
      const { result, isGone } = outcome({ statusCode });
      assert.deepEqual([result.status, result.nextAttemptAt, isGone], ['succeeded', null, false]);
    }
  });

  test('with the status 410, no other follows', () => {
    const { result, isGone } = outcome({ statusCode: 410 });
    assert.deepEqual([result.status, result.nextAttemptAt, isGone], ['failed', null, true]);
  });

  test('a receiver that wants a pause gets it, at most a day, and never a shorter one than the schedule has', () => {
    const pause = (retryAfterMs: number) =>
      Number(outcome({ statusCode: 429, retryAfterMs }).result.nextAttemptAt) - NOW;
    assert.deepEqual([pause(60_000), pause(1000), pause(48 * HOUR_MS)], [60_000, 5000, 24 * HOUR_MS]);
  });
});
