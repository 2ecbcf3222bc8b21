import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { isCronExpression } from './cron.ts';

describe('a cron expression', () => {
  for (const text of [
    '* * * * *',
    '*/30 * * * *',
    '0 9-17/2 * * MON-fri',
    '0,15,30 0 1,15 jan,DEC *',
    '59 23 31 12 7',
    ' 0  0 * * 0 ',
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
    '*/60 * * * *',
    '*-5 * * * *',
    '1, * * * *',
    '-1 * * * *',
    '0 0 * * 1;reboot',
  ]) {
    test(`cannot be ${JSON.stringify(text)}`, () => assert(!isCronExpression(text)));
  }
});
