import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { changeSchedule, expressionOf, offeredKinds, scheduleForm, scheduleProblem } from './schedule-form.ts';

const daily = scheduleForm('30 8 * * *');

describe('the form of a schedule', () => {
  for (const [expression, kind, more, result] of [
    ['*/15 * * * *', 'every-15', {}],
    ['*/30 * * * *', 'every-30', {}],
    ['0 * * * *', 'hourly', { minute: 0 }],
    ['59 * * * *', 'hourly', { minute: 59 }],
    ['5 8 * * *', 'daily', { time: '08:05' }],
    ['0 23 * * 1,3', 'weekly', { time: '23:00', days: [1, 3] }],
    ['0 9 * * 7,5,0', 'weekly', { days: [0, 5] }, '0 9 * * 0,5'],
    [' 0  9 * * 1 ', 'weekly', { days: [1] }, '0 9 * * 1'],
    ['60 * * * *', 'cron', {}],
    ['0 24 * * *', 'cron', {}],
    ['*/5 * * * *', 'cron', {}],
    ['0 9 1 * *', 'cron', {}],
    ['0 9 * * 1-5', 'cron', {}],
    ['0 9 * * MON', 'cron', {}],
    ['0,30 9 * * *', 'cron', {}],
  ] as const) {
    test(`of ${expression} is ${kind}, and describes the same schedule`, () => {
      const form = scheduleForm(expression);
      assert.equal(form.kind, kind);
      assert.deepEqual({ ...form, ...more }, form);
      assert.equal(expressionOf(form), result ?? expression);
      assert.equal(scheduleProblem(form), undefined);
    });
  }

  test('keeps what was chosen while the person tries other kinds', () => {
    const tried = changeSchedule(changeSchedule(daily, { kind: 'hourly' }), { kind: 'weekly', days: [5, 1, 5] });
    assert.deepEqual([tried.time, tried.days, expressionOf(tried)], ['08:30', [1, 5], '30 8 * * 1,5']);
    assert.equal(expressionOf(changeSchedule(tried, { kind: 'daily' })), '30 8 * * *');
  });

  test('starts a cron expression with what was chosen before', () => {
    const cron = changeSchedule(daily, { kind: 'cron' });
    assert.equal(cron.expression, '30 8 * * *');
    assert.equal(changeSchedule(cron, { expression: '1 2 3 4 5' }).expression, '1 2 3 4 5');
    assert.equal(changeSchedule(changeSchedule(daily, { time: '' }), { kind: 'cron' }).expression, '30 8 * * *');
  });

  for (const [changes, problem] of [
    [{ time: '' }, 'time_missing'],
    [{ kind: 'weekly', time: '25:00' }, 'time_missing'],
    [{ kind: 'weekly', days: [] }, 'days_missing'],
    [{ kind: 'cron', expression: '' }, 'expression_invalid'],
    [{ kind: 'cron', expression: '* * * *' }, 'expression_invalid'],
    [{ kind: 'cron', expression: '* * * * * *' }, 'expression_invalid'],
    [{ kind: 'cron', expression: '* * * * (' }, 'expression_invalid'],
    [{ kind: 'hourly', time: '' }, undefined],
  ] as const) {
    test(`with ${JSON.stringify(changes)} has ${problem ?? 'no problem'}`, () => {
      assert.equal(scheduleProblem({ ...daily, ...changes }), problem);
    });
  }

  test('offers no kind that runs too often, except for the present one', () => {
    assert.deepEqual(offeredKinds(15, 'daily'), ['every-15', 'every-30', 'hourly', 'daily', 'weekly', 'cron']);
    assert.deepEqual(offeredKinds(60, 'daily'), ['hourly', 'daily', 'weekly', 'cron']);
    assert.deepEqual(offeredKinds(2000, 'every-15'), ['every-15', 'cron']);
  });
});
