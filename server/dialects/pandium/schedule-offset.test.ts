import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { offsetSchedule } from './schedule-offset.ts';

const rows: [schedule: string, installationId: number, moved: string][] = [
  ['*/30 * * * *', 7, '7-59/30 * * * *'],
  ['*/30 * * * *', 37, '7-59/30 * * * *'],
  ['*/30 * * * *', 30, '*/30 * * * *'],
  ['*/5 8-17 * * 1-5', 13, '3-59/5 8-17 * * 1-5'],
  ['*/1 * * * *', 7, '*/1 * * * *'],
  ['*/0 * * * *', 7, '*/0 * * * *'],
  ['*/60 * * * *', 7, '*/60 * * * *'],
  ['0 * * * *', 7, '7 * * * *'],
  ['0 9 * * *', 67, '7 9 * * *'],
  ['50 9 * * *', 17, '57 9 * * *'],
  ['59 9 * * *', 17, '59 9 * * *'],
  ['0,30 * * * *', 37, '7,37 * * * *'],
  ['30,0,50 * * * *', 7, '7,37,57 * * * *'],
  ['0,0 * * * *', 7, '7 * * * *'],
  ['10-20 * * * *', 7, '10-20 * * * *'],
  ['10-50/10 * * * *', 7, '10-50/10 * * * *'],
  ['* * * * *', 7, '* * * * *'],
  ['75 * * * *', 7, '75 * * * *'],
  ['0 */30 * * * *', 7, '0 */30 * * * *'],
  ['@daily', 7, '@daily'],
  ['', 7, ''],
];

for (const [schedule, installationId, moved] of rows) {
  test(`the schedule "${schedule}" of installation ${installationId} becomes "${moved}"`, () => {
    assert.equal(offsetSchedule(schedule, installationId), moved);
  });
}

test('a list of minutes keeps its hour and its order, for any installation', () => {
  const minutes = fc.uniqueArray(fc.integer({ min: 0, max: 59 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(minutes, fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (chosen, id) => {
      const sorted = chosen.toSorted((a, b) => a - b);
      const moved = (offsetSchedule(`${sorted.join(',')} 9 * * *`, id).split(' ')[0] ?? '').split(',').map(Number);
      assert.equal(moved.length, sorted.length);
      moved.forEach((minute, index) => {
        assert.ok(minute >= (sorted[index] ?? NaN) && minute < (sorted[index + 1] ?? 60));
      });
    }),
  );
});
