import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ordersResponse } from '../../testing/application-fixtures.ts';
import { dialogState } from '../../testing/fixtures.ts';
import { goodSettings, installationDetails, installationView } from '../../testing/install-fixtures.ts';
import { StateRun } from '../../testing/state-run.ts';
import type { Failure } from './dialog-state.ts';
import './install-part.ts';
import type { InstallAction, InstallState, InstallWork } from './install-state.ts';
import './reduce-application.ts';

const view = installationView({ defaults: { ...goodSettings, token: 's3' } });
const orders = () => ({
  ...ordersResponse(['connected', 'connected', 'connected']),
  app: { id: 'shop', name: 'Shop' },
  installation: view,
});

/** A portal that shows the integration `orders`. */
function open(): StateRun {
  return act(new StateRun({ ...dialogState(), ...orders() }), { type: 'open', timeZone: 'UTC' });
}
function act(run: StateRun, ...actions: InstallAction[]): StateRun {
  for (const action of actions) run.send({ type: 'install', action });
  return run;
}
function install(run: StateRun): InstallState {
  if (!run.dialog.install) throw new Error('There is no install flow.');
  return run.dialog.install;
}
const works = (run: StateRun) => run.tasks.flatMap((task) => (task.type === 'install' ? [task.work.name] : []));
function failWork(run: StateRun, name: InstallWork['name'], failure: Partial<Failure> = {}): StateRun {
  const task = run.tasks.find((candidate) => candidate.type === 'install' && candidate.work.name === name);
  if (!task) throw new Error(`There is no ${name}.`);
  return run.send({ type: 'failed', task, failure: { code: 'conflict', fields: ['integration'], ...failure } });
}
const reopen = (run: StateRun) => run.send({ type: 'token-accepted', session: orders(), locale: '' });
const next = { type: 'continue' } as const;
const saving = () => act(open(), next, next, next);

describe('a portal whose session shows another integration', () => {
  test('names its integration in each call', () => {
    const named = saving().tasks.flatMap((task) => (task.type === 'install' ? [task.integration] : []));
    assert.ok(named.length > 0);
    assert.deepEqual([...new Set(named)], ['orders']);
  });

  test('opens its integration again, and sends the call again', () => {
    const run = failWork(saving(), 'save');
    const task = run.task('open-view');
    assert.equal(task.type === 'open-view' && task.path, '/integrations/orders');
    assert.ok(!works(run).includes('save'));
    assert.ok(install(run).call);
    reopen(run);
    assert.equal(works(run).includes('save'), true);
    assert.deepEqual([install(run).page, install(run).failure], ['review', undefined]);
    const work = { name: 'save', body: { settings: {}, schedule: { expression: '', timeZone: '' } } } as const;
    const installed = { view: installationView({ version: 'v2', installation: installationDetails() }) };
    run.send({ type: 'install-response', work, response: installed });
    assert.equal(install(run).page, 'done');
  });

  test('shows the refusal if the call is refused again', () => {
    const run = reopen(failWork(saving(), 'save'));
    failWork(run, 'save');
    assert.deepEqual([install(run).failure?.code, install(run).call], ['conflict', undefined]);
    assert.deepEqual(run.taskTypes.includes('open-view'), false);
  });

  test('is not the reason of another conflict, which is shown at once', () => {
    const run = failWork(saving(), 'save', { fields: [] });
    assert.deepEqual([install(run).failure?.code, install(run).call], ['conflict', undefined]);
    assert.ok(!run.taskTypes.includes('open-view'));
  });

  test('shows why its integration could not be opened again, and sends the call on request', () => {
    const run = failWork(saving(), 'save').fail('open-view', { code: 'storage_unavailable' });
    assert.deepEqual([install(run).failure?.code, install(run).call], ['storage_unavailable', undefined]);
    assert.ok(works(act(run, next)).includes('save'));
  });

  test('keeps what was typed, and saves the draft again', () => {
    const run = act(open(), { type: 'set', path: ['prefix'], value: 'B-' }).send({ type: 'draft-due' });
    failWork(run, 'keep-draft');
    assert.ok(run.taskTypes.includes('open-view'));
    reopen(run);
    assert.equal(install(run).settings['prefix'], 'B-');
    assert.ok(works(run).includes('wait-for-draft'));
  });

  test('lets the person go to the other integration', () => {
    const run = act(open(), { type: 'set', path: ['prefix'], value: 'B-' }).send({ type: 'draft-due' });
    run.send({ type: 'open-integration', slug: 'invoices' });
    failWork(run, 'keep-draft');
    const task = run.task('open-view');
    assert.equal(task.type === 'open-view' && task.path, '/integrations/invoices');
  });
});

test('a portal opens another view after the draft of the present one was kept, or could not be kept', () => {
  for (const end of [
    (run: StateRun) => run.send({ type: 'draft-kept' }),
    (run: StateRun) => failWork(run, 'keep-draft', { code: 'unreachable' }),
  ]) {
    const run = act(open(), { type: 'set', path: ['prefix'], value: 'B-' });
    run.send({ type: 'open-integration', slug: 'invoices' });
    assert.deepEqual([works(run).includes('keep-draft'), run.taskTypes.includes('open-view')], [true, false]);
    assert.ok(end(run).taskTypes.includes('open-view'));
  }
});
