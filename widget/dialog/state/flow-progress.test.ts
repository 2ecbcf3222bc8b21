import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { InstallationView } from '../../protocol/installation.ts';
import { goodSettings, installPageState, requiredConsent } from '../../testing/install-fixtures.ts';
import { StateRun } from '../../testing/state-run.ts';
import { flowProgress } from './flow-progress.ts';
import './install-part.ts';
import type { InstallAction, InstallState } from './install-state.ts';

const filled = { defaults: { ...goodSettings, token: 's3' } };
const next = { type: 'continue' } as const;

function act(run: StateRun, ...actions: InstallAction[]): StateRun {
  for (const action of actions) run.send({ type: 'install', action });
  return run;
}
function open(view: Partial<InstallationView> = {}, statuses?: readonly ('connected' | 'disconnected')[]): StateRun {
  return act(new StateRun(installPageState(view, statuses && { statuses })), { type: 'open', timeZone: 'UTC' });
}
function install(run: StateRun): InstallState {
  if (!run.dialog.install) throw new Error('There is no install flow.');
  return run.dialog.install;
}
/** The steps to which a person can go, apart from the present one. */
function openSteps(run: StateRun): readonly string[] {
  const { page } = install(run);
  return flowProgress(run.dialog, install(run)).flatMap((step) => (step.isOpen && step.page !== page ? step.page : []));
}
const doneSteps = (run: StateRun) =>
  flowProgress(run.dialog, install(run)).flatMap(({ page, isDone }) => (isDone ? page : []));

describe('the progress of an install flow', () => {
  test('leads back, and one step on if nothing is missing', () => {
    const run = open(filled);
    assert.deepEqual(
      [openSteps(run), doneSteps(run)],
      [
        ['connect', 'schedule'],
        ['connect', 'settings'],
      ],
    );
    assert.deepEqual(openSteps(act(run, next)), ['connect', 'settings', 'review']);
  });

  test('leads to all steps that the person has seen', () => {
    const run = act(open(filled), next, next, { type: 'go', page: 'connect' });
    assert.deepEqual(
      [openSteps(run), doneSteps(run)],
      [
        ['settings', 'schedule', 'review'],
        ['connect', 'settings', 'schedule'],
      ],
    );
  });

  for (const [title, run, page, expected] of [
    ['the consent', open({ ...filled, consent: requiredConsent }), 'consent', []],
    ['a connection', open(filled, ['connected', 'disconnected']), 'connect', []],
    ['a setting', open(), 'settings', ['connect']],
    [
      'a day of the schedule',
      act(open(filled), next, { type: 'schedule', changes: { kind: 'weekly', days: [] } }),
      'schedule',
      ['connect', 'settings'],
    ],
  ] as const) {
    test(`does not lead on while ${title} is missing`, () => {
      assert.deepEqual([install(run).page, openSteps(run)], [page, expected]);
    });
  }

  test('does not lead past a schedule that the server has refused, also after another step', () => {
    const run = act(open(filled), next, { type: 'schedule', changes: { kind: 'cron', expression: '0 0 30 2 *' } });
    const task = run.tasks.find((known) => known.type === 'install' && known.work.name === 'next-runs');
    assert.ok(task);
    run.send({ type: 'failed', task, failure: { code: 'invalid_request', fields: [] } });
    assert.deepEqual(openSteps(run), ['connect', 'settings']);
    act(run, { type: 'go', page: 'settings' });
    assert.deepEqual(openSteps(run), ['connect', 'schedule']);
    act(run, { type: 'go', page: 'schedule' });
    assert.deepEqual([install(run).scheduleProblem, openSteps(run)], ['refused', ['connect', 'settings']]);
  });
});
