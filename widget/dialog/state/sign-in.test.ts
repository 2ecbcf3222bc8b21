import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { en } from '../../locales/en.ts';
import type { ConnectionDetails } from '../../protocol/connection.ts';
import type { ConnectorView } from '../../protocol/connector.ts';
import type { SignInState } from '../../protocol/session-api.ts';
import {
  connectedConnection,
  connection,
  createSignInResponse,
  signInConnector,
  signInWithFieldsConnector,
  tokenExchangeResponse,
} from '../../testing/fixtures.ts';
import { StateRun } from '../../testing/state-run.ts';
import { draftOf, isBusy } from './dialog-state.ts';
import { CHECKS_MAX } from './sign-in-reducer.ts';
import { isRefreshing } from './tasks.ts';

const NOW = 1_000_000;

interface Start {
  readonly connections?: readonly ConnectionDetails[];
  readonly connector?: ConnectorView;
  readonly takesTokens?: boolean;
}

const start = ({ connections = [connection()], connector = signInConnector, takesTokens = false }: Start = {}) =>
  StateRun.of({ connector, connections }, { takesTokens });

const created = (response = createSignInResponse(), now = NOW) => ({ type: 'sign-in-created', response, now }) as const;
const open = { type: 'open-sign-in', id: 7 } as const;
const wake = { type: 'wake', now: NOW } as const;
const next = createSignInResponse({ id: 8, startPath: '/connect/start/ecf_8' });

/** The task of this type reports the state of the sign-in. */
const see = (
  run: StateRun,
  state: SignInState,
  type: 'watch-sign-in' | 'read-sign-in' | 'cancel-sign-in' = 'watch-sign-in',
) => {
  const task = run.task(type);
  assert.ok('id' in task);
  return run.send({ type: 'sign-in-reported', task, id: task.id, state });
};
const opened = (options?: Start) => {
  const run = start(options).send(created(), open);
  run.hostEvents.length = 0;
  return run;
};
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('the link to a provider', () => {
  const FIRST: readonly (readonly [string, ConnectionDetails, ConnectorView, string])[] = [
    ['without fields', connection(), signInConnector, 'sign-in'],
    ['after a failure', connection({ status: 'error' }), signInConnector, 'sign-in'],
    ['to reconnect', connection({ status: 'needs_reauth' }), signInConnector, 'sign-in'],
    ['connected', connectedConnection(), signInConnector, 'connected'],
    ['with fields', connection(), signInWithFieldsConnector, 'form'],
  ];
  for (const [title, details, connector, step] of FIRST) {
    test(`is created in the first step if that is the sign-in: ${title}, ${step}`, () => {
      const run = start({ connections: [details], connector });
      assert.equal(run.dialog.step.name, step);
      assert.deepEqual(run.taskTypes, step === 'sign-in' ? ['create-sign-in'] : []);
    });
  }

  test('is created before a person clicks it, for windows in the language of the dialog', () => {
    const run = start();
    const task = run.task('create-sign-in');
    assert.ok(task.type === 'create-sign-in');
    assert.deepEqual([task.connectionId, task.values, task.locale], [1, {}, 'en']);
    run.send(created());
    assert.equal(run.dialog.signIn.link?.path, '/connect/start/ecf_7');
    assert.ok(!isBusy(run.dialog));
    assert.deepEqual(run.taskTypes, []);
  });

  test('is not created while a notice covers the dialog or the host has closed it', () => {
    const run = start({ takesTokens: true }).send({ type: 'host', command: { type: 'close' } });
    assert.deepEqual(run.tasks, []);
    run.send({ type: 'host', command: { type: 'init', nonce: 'n', presentation: {} } });
    assert.deepEqual(run.taskTypes, ['create-sign-in']);
  });

  test('is replaced before it expires', () => {
    const run = start().send(created());
    const task = run.task('wait-for-link-time');
    assert.ok(task.type === 'wait-for-link-time');
    assert.equal(task.until, NOW + 480_000);
    run.send({ type: 'link-time-reached', now: task.until, isHidden: false });
    assert.deepEqual(run.taskTypes, ['create-sign-in']);
    assert.ok(!run.dialog.signIn.link?.isExpired);
    run.send(created(next));
    assert.equal(run.dialog.signIn.link?.path, next.startPath);
    assert.deepEqual(run.taskTypes, []);
  });

  test('is replaced in a hidden page only when the person comes back', () => {
    const run = start().send(created(), { type: 'link-time-reached', now: NOW + 480_000, isHidden: true });
    assert.deepEqual(run.taskTypes, []);
    const task = run.task('wait-for-link-time');
    assert.ok(task.type === 'wait-for-link-time' && task.until === NOW + 600_000);
    run.send({ type: 'link-time-reached', now: task.until, isHidden: true });
    assert.ok(run.dialog.signIn.link?.isExpired);
    assert.deepEqual(run.tasks, []);
    run.send({ type: 'wake', now: NOW + 700_000 });
    assert.deepEqual(run.taskTypes, ['create-sign-in']);
  });

  test('is replaced at once for a person who comes back after the computer slept', () => {
    const run = start().send(created(), { type: 'wake', now: NOW + 700_000 });
    assert.deepEqual(run.taskTypes, ['create-sign-in']);
    assert.ok(run.dialog.signIn.link?.isExpired);
  });

  test('is created again after a failure only when the person asks', () => {
    const run = start();
    run.hostEvents.length = 0;
    run.fail('create-sign-in');
    assert.deepEqual(plain(run.dialog.step), {
      name: 'sign-in',
      problem: { code: 'unreachable', fields: [] },
      replacing: false,
    });
    assert.deepEqual(run.send(wake).tasks, []);
    run.send({ type: 'retry-sign-in' });
    assert.deepEqual(plain(run.dialog.step), { name: 'sign-in', replacing: false });
    assert.deepEqual(run.taskTypes, ['create-sign-in']);
    assert.deepEqual(run.hostEvents, []);
  });

  test('is for the typed values, which are kept for a person who goes back', () => {
    const run = start({ connector: signInWithFieldsConnector }).type('shop', 'contoso').send({ type: 'submit' });
    const task = run.task('create-sign-in');
    assert.ok(task.type === 'create-sign-in');
    assert.deepEqual(task.values, { shop: 'contoso' });
    run.send(created(), { type: 'back' });
    assert.deepEqual(plain(run.dialog.step), { name: 'form', replacing: false });
    assert.equal(run.dialog.signIn.link, undefined);
    assert.deepEqual(draftOf(run.dialog), { shop: 'contoso' });
    assert.deepEqual(run.send({ type: 'submit' }).taskTypes, ['create-sign-in']);
  });

  test('is not created for an invalid value, and the form shows that', () => {
    const run = start({ connector: signInWithFieldsConnector }).type('shop', 'x').send({ type: 'submit' });
    run.hostEvents.length = 0;
    run.fail('create-sign-in', { code: 'invalid_request', fields: ['shop'] });
    const { step } = run.dialog;
    assert.ok(step.name === 'form');
    assert.deepEqual(step.problem?.fields, ['shop']);
    assert.deepEqual(run.hostEvents, []);
  });

  test('is reported to the host if the server refuses to create it', () => {
    const run = start();
    run.hostEvents.length = 0;
    run.fail('create-sign-in', { code: 'storage_unavailable' });
    assert.deepEqual(run.hostEventTypes, ['error']);
  });

  test('stays in the sign-in step if the typed values are not the reason', () => {
    const run = start({ connector: signInWithFieldsConnector }).type('shop', 'x').send({ type: 'submit' });
    run.fail('create-sign-in', { code: 'storage_unavailable' });
    assert.ok(run.dialog.step.name === 'sign-in' && run.dialog.signIn.hasFailed);
  });

  test('is different for each connection', () => {
    const run = start({ connections: [connection(), connection({ id: 2 })] }).send(created(), {
      type: 'select',
      id: 2,
    });
    assert.equal(run.dialog.signIn.link, undefined);
    const task = run.task('create-sign-in');
    assert.ok(task.type === 'create-sign-in' && task.connectionId === 2);
  });

  test('is created in the next session if the first has expired', () => {
    const run = start({ takesTokens: true }).fail('create-sign-in', { code: 'session_expired' });
    assert.deepEqual(run.taskTypes, []);
    assert.ok(isRefreshing(run.state));
    run.acceptToken(tokenExchangeResponse({ connector: signInConnector }));
    assert.deepEqual(run.taskTypes, ['create-sign-in']);
    assert.ok(!isRefreshing(run.state));
  });

  test('is not created after the session has ended', () => {
    const run = start().fail('create-sign-in', { code: 'session_expired' });
    assert.equal(run.state.view, 'notice');
    assert.deepEqual(run.tasks, []);
  });
});

describe('a sign-in', () => {
  test('shows its state after the click, and accepts no other command', () => {
    const run = opened({ connections: [connection(), connection({ id: 2 })] });
    assert.deepEqual(run.dialog.step, { name: 'signing-in', id: 7, flow: { status: 'created' }, replacing: false });
    assert.ok(isBusy(run.dialog));
    assert.equal(run.send({ type: 'select', id: 2 }).dialog.selectedId, 1);
    const { step } = run.dialog;
    assert.equal(see(run, { status: 'created' }).dialog.step, step);
    see(run, { status: 'confirming', code: '123456' });
    assert.deepEqual(run.dialog.step, {
      name: 'signing-in',
      id: 7,
      flow: { status: 'confirming', code: '123456' },
      replacing: false,
    });
    const { key } = run.task('watch-sign-in');
    see(run, { status: 'started' });
    see(run, { status: 'exchanging' });
    assert.equal(run.task('watch-sign-in').key, key, 'one task watches the whole sign-in');
    assert.deepEqual(run.taskTypes, ['watch-sign-in']);
  });

  test('succeeds, and the host receives the same events as for other connectors', () => {
    const run = opened();
    see(run, { status: 'succeeded', connection: connectedConnection(), successDetails: { tenant: { id: 7 } } });
    assert.equal(run.dialog.step.name, 'connected');
    assert.deepEqual([run.tasks, run.dialog.signIn], [[], {}]);
    assert.deepEqual(run.hostEventTypes, ['connection-status-change', 'success']);
    const [, success] = run.hostEvents;
    assert.ok(success?.type === 'success');
    assert.deepEqual(success.details, { tenant: { id: 7 } });
  });

  test('succeeds with another account than before', () => {
    const run = start({ connections: [connectedConnection({ account: 'ben@contoso.example' })] });
    run.send({ type: 'replace' }, created(), open);
    see(run, { status: 'succeeded', connection: connectedConnection(), previousAccount: 'ben@contoso.example' });
    assert.deepEqual(run.dialog.step, { name: 'connected', previousAccount: 'ben@contoso.example' });
  });

  test('fails, the host receives the failed attempt, and another link is created', () => {
    const run = opened();
    const problem = { code: 'provider_denied', providerMessage: 'Not today' } as const;
    see(run, { status: 'failed', problem, connection: connection({ status: 'error', problem }) });
    const { step } = run.dialog;
    assert.deepEqual(step, { name: 'sign-in', problem: { ...problem, fields: [] }, replacing: false });
    assert.deepEqual(
      run.hostEvents.map((event) => event.type === 'connection-status-change' && event.connection.error),
      [en['problem.provider_denied.title']],
    );
    assert.equal(run.send(created(next)).dialog.step, step, 'the problem stays');
  });

  test('fails and does not change the present connection', () => {
    const run = start({ connections: [connectedConnection()] }).send({ type: 'replace' }, created(), open);
    see(run, { status: 'failed', problem: { code: 'sign_in_expired' }, connection: connectedConnection() });
    assert.ok(run.dialog.step.name === 'sign-in' && run.dialog.step.replacing);
    assert.equal(run.send({ type: 'keep' }).dialog.step.name, 'connected');
  });

  test('is cancelled elsewhere, and another link is created', () => {
    const run = opened();
    see(run, { status: 'cancelled' });
    assert.deepEqual(plain(run.dialog.step), { name: 'sign-in', replacing: false });
    assert.deepEqual(run.taskTypes, ['create-sign-in']);
  });

  test('ends with a problem if a retry cannot help', () => {
    const run = opened().fail('watch-sign-in', { code: 'not_found' });
    assert.ok(run.dialog.step.name === 'sign-in' && run.dialog.step.problem?.code === 'not_found');
    assert.deepEqual(run.hostEventTypes, ['error']);
  });

  test('is checked when the person comes back', () => {
    const run = opened();
    const { key } = run.task('watch-sign-in');
    const task = run.send(wake).task('watch-sign-in');
    assert.ok(task.type === 'watch-sign-in' && task.readsFirst && task.key !== key);
  });

  test('continues in the next session each time that one expires', () => {
    const run = opened({ takesTokens: true });
    for (let session = 1; session < 4; session++) {
      run.fail('watch-sign-in', { code: 'session_expired' });
      assert.deepEqual(run.taskTypes, []);
      assert.ok(!isRefreshing(run.state), 'the person does not wait for it');
      run.acceptToken(tokenExchangeResponse({ connector: signInConnector, connections: [connectedConnection()] }));
      assert.equal(run.dialog.step.name, 'signing-in');
      see(run, { status: 'started' });
      assert.equal(run.task('watch-sign-in').run, session);
    }
    assert.equal(run.hostEventTypes.filter((type) => type === 'connection-status-change').length, 0);
    see(run, { status: 'succeeded', connection: connectedConnection() });
    assert.deepEqual(run.hostEventTypes.slice(-2), ['connection-status-change', 'success']);
  });

  test('ends if the next session has expired too', () => {
    const run = opened({ takesTokens: true }).fail('watch-sign-in', { code: 'session_expired' });
    run.acceptToken(tokenExchangeResponse({ connector: signInConnector }));
    run.fail('watch-sign-in', { code: 'session_expired' });
    assert.equal(run.state.view, 'notice');
    assert.equal(run.dialog.step.name, 'signing-in', 'a later token brings it back');
    run.acceptToken(tokenExchangeResponse({ connector: signInConnector }));
    assert.deepEqual(run.taskTypes, ['watch-sign-in']);
  });
});

describe('a link that may be followed from a menu', () => {
  test('is checked when the person comes back', () => {
    const run = start().send(created(), wake);
    assert.deepEqual(run.taskTypes, ['read-sign-in']);
    see(run, { status: 'started' }, 'read-sign-in');
    assert.equal(run.dialog.step.name, 'signing-in');
    assert.deepEqual(run.taskTypes, ['watch-sign-in']);
  });

  test('stays until the server reports a window', () => {
    const run = start().send(created(), wake);
    see(run, { status: 'created' }, 'read-sign-in');
    assert.equal(run.dialog.step.name, 'sign-in');
    assert.equal(run.dialog.signIn.link?.id, 7);
    assert.deepEqual(run.taskTypes, []);
  });

  test('is replaced if newer sign-ins have replaced its sign-in', () => {
    const run = start().send(created(), wake).fail('read-sign-in', { code: 'not_found' });
    assert.deepEqual(run.taskTypes, ['create-sign-in']);
  });

  test('stays if the check fails for another reason', () => {
    const run = start().send(created(), wake).fail('read-sign-in');
    assert.deepEqual(run.taskTypes, []);
    assert.equal(run.dialog.step.name, 'sign-in');
  });

  test('is checked repeatedly after the menu was opened, for as long as a sign-in can take', () => {
    const run = start().send(created(), { type: 'expect-sign-in' });
    assert.equal(run.dialog.signIn.checksLeft, CHECKS_MAX);
    run.task('wait-for-sign-in-check');
    run.send({ type: 'sign-in-check-due', now: NOW });
    assert.deepEqual(run.taskTypes, ['read-sign-in']);
    for (let check = 1; check < CHECKS_MAX; check++) run.send({ type: 'sign-in-check-due', now: NOW });
    assert.ok(run.tasks.every(({ type }) => type !== 'wait-for-sign-in-check'));
  });

  test('is checked from the start if another page may have opened a window', () => {
    StateRun.of({ connector: signInConnector, signInPending: true }).task('wait-for-sign-in-check');
  });

  test('is not opened by a click on a link that has been replaced', () => {
    const run = start({ connections: [connection(), connection({ id: 2 })] }).send(
      created(),
      { type: 'select', id: 2 },
      open,
    );
    assert.equal(run.dialog.step.name, 'sign-in');
  });
});

describe('a cancelled sign-in', () => {
  const cancelled = (options?: Start) => {
    const run = opened(options);
    see(run, { status: 'started' });
    run.send({ type: 'cancel' });
    assert.deepEqual(run.taskTypes, ['cancel-sign-in']);
    assert.deepEqual(plain(run.dialog.step), { name: 'sign-in', replacing: false });
    assert.equal(run.dialog.signIn.link, undefined);
    return run;
  };

  test('is followed by another link', () => {
    const run = see(cancelled(), { status: 'cancelled' }, 'cancel-sign-in');
    assert.deepEqual(run.taskTypes, ['create-sign-in']);
    assert.deepEqual(run.hostEvents, []);
  });

  test('is shown as finishing if it was too late to cancel', () => {
    const run = see(cancelled(), { status: 'exchanging' }, 'cancel-sign-in');
    assert.equal(run.dialog.step.name, 'signing-in');
    assert.deepEqual(run.taskTypes, ['watch-sign-in']);
  });

  test('is shown as succeeded if it was too late to cancel', () => {
    const run = see(cancelled(), { status: 'succeeded', connection: connectedConnection() }, 'cancel-sign-in');
    assert.equal(run.dialog.step.name, 'connected');
    assert.deepEqual(run.hostEventTypes, ['connection-status-change', 'success']);
  });

  test('is followed by another link even if the server does not respond', () => {
    assert.deepEqual(cancelled().fail('cancel-sign-in').taskTypes, ['create-sign-in']);
  });

  test('ends the dialog if the session has expired', () => {
    const run = cancelled().fail('cancel-sign-in', { code: 'session_expired' });
    assert.equal(run.state.view, 'notice');
    assert.deepEqual(run.tasks, []);
  });

  test('is not possible while the sign-in is finishing', () => {
    const run = see(opened(), { status: 'exchanging' });
    run.send({ type: 'cancel' });
    assert.equal(run.dialog.step.name, 'signing-in');
    assert.deepEqual(run.taskTypes, ['watch-sign-in']);
  });
});
