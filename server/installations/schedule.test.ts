import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { nextRun, nextRuns, scheduleIssues } from './schedule.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

function runsAfter(expression: string, timeZone: string, after: string, count = 3): readonly string[] {
  return nextRuns({ expression, timeZone }, { after: Date.parse(after), count }).map((run) =>
    new Date(run).toISOString().replace(':00.000Z', 'Z'),
  );
}

describe('a schedule', () => {
  for (const [expression, timeZone, after, runs] of [
    ['*/30 * * * *', 'UTC', '2026-01-31T23:15:00Z', ['2026-01-31T23:30Z', '2026-02-01T00:00Z', '2026-02-01T00:30Z']],
    [
      '0 9 * * *',
      'Asia/Kolkata',
      '2026-01-31T12:00:00Z',
      ['2026-02-01T03:30Z', '2026-02-02T03:30Z', '2026-02-03T03:30Z'],
    ],
    [
      '0 9 * * 1',
      'America/New_York',
      '2026-03-01T00:00:00Z',
      ['2026-03-02T14:00Z', '2026-03-09T13:00Z', '2026-03-16T13:00Z'],
    ],
    ['0 0 29 2 *', 'UTC', '2096-03-01T00:00:00Z', ['2104-02-29T00:00Z', '2108-02-29T00:00Z', '2112-02-29T00:00Z']],
    [' 0  12 L * * ', 'UTC', '2026-01-31T12:00:00Z', ['2026-02-28T12:00Z', '2026-03-31T12:00Z', '2026-04-30T12:00Z']],
  ] as const) {
    test(`${expression} in ${timeZone} runs at these times after ${after}`, () =>
      assert.deepEqual(runsAfter(expression, timeZone, after), runs));
  }

  test('never runs at the time itself, and at the next time a moment before', () => {
    assert.deepEqual(runsAfter('0 9 * * *', 'UTC', '2026-01-31T09:00:00.000Z', 1), ['2026-02-01T09:00Z']);
    assert.deepEqual(runsAfter('0 9 * * *', 'UTC', '2026-01-31T08:59:59.999Z', 1), ['2026-01-31T09:00Z']);
  });

  for (const [title, expression, timeZone, after, runs] of [
    [
      'moves a run at a time that clocks skip',
      ...(['30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z'] as const),
      ['2026-03-29T01:30Z', '2026-03-30T00:30Z', '2026-03-31T00:30Z'],
    ],
    [
      'runs once if a moved run meets another one',
      ...(['30 2,3 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z'] as const),
      ['2026-03-29T01:30Z', '2026-03-30T00:30Z', '2026-03-30T01:30Z'],
    ],
    [
      'runs once at a time that clocks repeat',
      ...(['30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00:00Z'] as const),
      ['2026-10-25T00:30Z', '2026-10-26T01:30Z', '2026-10-27T01:30Z'],
    ],
    [
      'does not run again while clocks repeat its time',
      ...(['30 2 * * *', 'Europe/Berlin', '2026-10-25T01:10:00Z'] as const),
      ['2026-10-26T01:30Z', '2026-10-27T01:30Z', '2026-10-28T01:30Z'],
    ],
    [
      'for every hour runs in the repeated hour too',
      ...(['45 * * * *', 'Europe/Berlin', '2026-10-25T00:00:00Z'] as const),
      ['2026-10-25T00:45Z', '2026-10-25T01:45Z', '2026-10-25T02:45Z'],
    ],
    [
      'for every hour has no extra run when clocks go forward',
      ...(['45 * * * *', 'America/New_York', '2026-03-08T06:00:00Z'] as const),
      ['2026-03-08T06:45Z', '2026-03-08T07:45Z', '2026-03-08T08:45Z'],
    ],
    [
      'follows clocks that change by half an hour',
      ...(['*/30 * * * *', 'Australia/Lord_Howe', '2026-04-04T14:15:00Z'] as const),
      ['2026-04-04T14:30Z', '2026-04-04T15:00Z', '2026-04-04T15:30Z'],
    ],
    [
      'at midnight runs on a day that begins an hour late',
      ...(['0 0 * * *', 'America/Santiago', '2026-09-05T12:00:00Z'] as const),
      ['2026-09-06T04:00Z', '2026-09-07T03:00Z', '2026-09-08T03:00Z'],
    ],
  ] as const) {
    test(title, () => assert.deepEqual(runsAfter(expression, timeZone, after), runs));
  }

  test('has the same next run from every moment before it, around changes of the clocks', () => {
    for (const timeZone of ['Europe/Berlin', 'Australia/Lord_Howe']) {
      for (const expression of ['*/30 * * * *', '30 2,3 * * *', '15 1-3 * * *']) {
        for (const from of ['2026-03-28T20:00Z', '2026-04-04T10:00Z', '2026-10-24T20:00Z']) {
          const schedule = { expression, timeZone };
          const start = Date.parse(from);
          const runs = nextRuns(schedule, { after: start, count: 8 });
          for (const [index, run] of runs.entries()) {
            const before = runs[index - 1] ?? start;
            assert.ok(run > before && run - before <= 1.1 * DAY_MS, `${expression} ${timeZone} ${from}`);
            for (const moment of [before, Math.floor((before + run) / 2), run - 1]) {
              assert.equal(nextRun(schedule, moment), run, `${expression} ${timeZone} ${moment}`);
            }
          }
        }
      }
    }
  });

  for (const [expression, timeZone, minimumMinutes, issues] of [
    ['*/15 * * * *', 'Europe/Berlin', 15, []],
    ['0 0 * * 1', 'Asia/Calcutta', 1440, []],
    ['*/15 * * * *', 'UTC', 30, ['expression: must have at least 30 minutes between two runs']],
    ['59,0 * * * *', 'UTC', 5, ['expression: must have at least 5 minutes between two runs']],
    [
      '0 0 30 2 *',
      'UTC',
      1,
      ['expression: must be a cron expression of five fields that runs at some time, such as 0 * * * *'],
    ],
    [
      '@daily',
      'UTC',
      1,
      ['expression: must be a cron expression of five fields that runs at some time, such as 0 * * * *'],
    ],
    ['* * * * *', 'Mars/Olympus', 1, ['timeZone: must be the name of a time zone, such as Europe/Berlin']],
    ['* * * * *', '+01:00', 1, ['timeZone: must be the name of a time zone, such as Europe/Berlin']],
    ['* * * * *', '', 1, ['timeZone: must be the name of a time zone, such as Europe/Berlin']],
  ] as const) {
    const verdict = issues.length === 0 ? 'is accepted' : 'is refused';
    test(`${expression} in ${JSON.stringify(timeZone)} ${verdict} where runs are ${minimumMinutes} min apart`, () => {
      const found = scheduleIssues({ expression, timeZone }, { minimumMinutes });
      assert.deepEqual(
        found.map(({ part, message }) => `${part}: ${message}`),
        issues,
      );
    });
  }
});
