import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { isCronExpression, shortestIntervalMinutes } from './cron.ts';

describe('a cron expression', () => {
  for (const text of [
    '* * * * *',
    '*/30 * * * *',
    '0 9-17/2 * * MON-fri',
    '0,15,30 0 1,15 jan,DEC *',
    '59 23 31 12 7',
    ' 0  0 * * 0 ',
    '0 0 L * *',
    '0 0 29 2 *',
  ]) {
    test(`can be ${JSON.stringify(text)}`, () => assert(isCronExpression(text)));
  }

  for (const text of [
    '',
    'hourly',
    '@daily',
    '* * * *',
    '* * * * * *',
    '60 * * * *',
    '0 24 * * *',
    '0 0 0 * *',
    '0 0 * 13 *',
    '0 0 * 0 *',
    '0 0 * * 8',
    '0 0 * * foo',
    '0 0 mon * *',
    '5-1 * * * *',
    '*/0 * * * *',
    '*/61 * * * *',
    '0 0 30 2 *',
    '0 0 31 4,6,9 *',
    '*-5 * * * *',
    '1, * * * *',
    '-1 * * * *',
    '0 0 * * 1;reboot',
  ]) {
    test(`cannot be ${JSON.stringify(text)}`, () => assert(!isCronExpression(text)));
  }
});

for (const [text, minutes] of [
  ['* * * * *', 1],
  ['*/30 * * * *', 30],
  ['*/7 * * * *', 4],
  ['0 9-17 * * *', 60],
  ['0 0 * * 1', 24 * 60],
  ['59 23,0 * * *', 60],
  // The two runs that are closest are in different hours.
  ['0,29,59 0,2,4,6,8,10,12,14,16,18,20,22,23 * * *', 1],
] as const) {
  test(`the runs of ${text} are at least ${minutes} minutes apart`, () =>
    assert.equal(shortestIntervalMinutes(text), minutes));
}
