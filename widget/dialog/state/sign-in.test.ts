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
import { LOOKS_MAX } from './sign-in-reducer.ts';
import { isRefreshing } from './tasks.ts';

const NOW = 1_000_000;

interface Start {
  readonly connections?: readonly ConnectionDetails[];
  readonly connector?: ConnectorView;
  readonly takesTokens?: boolean;
}

const start = ({ connections = [connection()], connector = signInConnector, takesTokens = false }: Start = {}) =>
  StateRun.of({ connector, connections }, { takesTokens });

const made = (offer = createSignInResponse(), now = NOW) => ({ type: 'sign-in-made', offer, now }) as const;
const open = { type: 'open-sign-in', id: 7 } as const;
const wake = { type: 'wake', now: NOW } as const;
const next = createSignInResponse({ id: 8, startPath: '/connect/start/ecf_8' });

/** The sign-in is seen by the task of this type. */
const see = (
  run: StateRun,
  state: SignInState,
  type: 'watch-sign-in' | 'read-sign-in' | 'cancel-sign-in' = 'watch-sign-in',
) => {
  const task = run.task(type);
  assert.ok('id' in task);
  return run.send({ type: 'sign-in-seen', task, id: task.id, state });
};
const opened = (options?: Start) => {
  const run = start(options).send(made(), open);
  run.heard.length = 0;
  return run;
};
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('the link to a provider', () => {
  const FIRST: readonly (readonly [string, ConnectionDetails, ConnectorView, string])[] = [
    ['with nothing to type', connection(), signInConnector, 'sign-in'],
    ['after a failure', connection({ status: 'error' }), signInConnector, 'sign-in'],
    ['to be connected again', connection({ status: 'needs_reauth' }), signInConnector, 'sign-in'],
    ['connected', connectedConnection(), signInConnector, 'connected'],
    ['with something to type', connection(), signInWithFieldsConnector, 'form'],
  ];
  for (const [title, details, connector, step] of FIRST) {
    test(`is made at the first step, if that is the sign-in: ${title}, ${step}`, () => {
      const run = start({ connections: [details], connector });
      assert.equal(run.dialog.step.name, step);
      assert.deepEqual(run.taskTypes, step === 'sign-in' ? ['make-sign-in'] : []);
    });
  }

  test('is there before a person can click it, for windows in the language of the dialog', () => {
    const run = start();
    const task = run.task('make-sign-in');
    assert.ok(task.type === 'make-sign-in');
    assert.deepEqual([task.connectionId, task.values, task.locale], [1, {}, 'en']);
    run.send(made());
    assert.equal(run.dialog.signIn.link?.path, '/connect/start/ecf_7');
    assert.ok(!isBusy(run.dialog));
    assert.deepEqual(run.taskTypes, []);
  });

  test('is not made while a notice covers the dialog or the host has closed it', () => {
    const run = start({ takesTokens: true }).send({ type: 'host', command: { type: 'close' } });
    assert.deepEqual(run.tasks, []);
    run.send({ type: 'host', command: { type: 'init', nonce: 'n', presentation: {} } });
    assert.deepEqual(run.taskTypes, ['make-sign-in']);
  });

  test('is replaced before it expires', () => {
    const run = start().send(made());
    const task = run.task('wait-for-link-age');
    assert.ok(task.type === 'wait-for-link-age');
    assert.equal(task.until, NOW + 480_000);
    run.send({ type: 'link-aged', now: task.until, isHidden: false });
    assert.deepEqual(run.taskTypes, ['make-sign-in']);
    assert.ok(!run.dialog.signIn.link?.isExpired);
    run.send(made(next));
    assert.equal(run.dialog.signIn.link?.path, next.startPath);
    assert.deepEqual(run.taskTypes, []);
  });

  test('is replaced in a hidden page only when the person comes back', () => {
    const run = start().send(made(), { type: 'link-aged', now: NOW + 480_000, isHidden: true });
    assert.deepEqual(run.taskTypes, []);
    const task = run.task('wait-for-link-age');
    assert.ok(task.type === 'wait-for-link-age' && task.until === NOW + 600_000);
    run.send({ type: 'link-aged', now: task.until, isHidden: true });
    assert.ok(run.dialog.signIn.link?.isExpired);
    assert.deepEqual(run.tasks, []);
    run.send({ type: 'wake', now: NOW + 700_000 });
    assert.deepEqual(run.taskTypes, ['make-sign-in']);
  });

  test('is replaced at once for a person who comes back after the computer slept', () => {
    const run = start().send(made(), { type: 'wake', now: NOW + 700_000 });
    assert.deepEqual(run.taskTypes, ['make-sign-in']);
    assert.ok(run.dialog.signIn.link?.isExpired);
  });

  test('is made again only when the person asks, after a failure', () => {
    const run = start();
    run.heard.length = 0;
    run.fail('make-sign-in');
    assert.deepEqual(plain(run.dialog.step), {
      name: 'sign-in',
      problem: { code: 'unreachable', fields: [] },
      replacing: false,
    });
    assert.deepEqual(run.send(wake).tasks, []);
    run.send({ type: 'retry-sign-in' });
    assert.deepEqual(plain(run.dialog.step), { name: 'sign-in', replacing: false });
    assert.deepEqual(run.taskTypes, ['make-sign-in']);
    assert.deepEqual(run.heard, []);
  });

  test('is for what was typed, which stays for a person who goes back', () => {
    const run = start({ connector: signInWithFieldsConnector }).type('shop', 'contoso').send({ type: 'submit' });
    const task = run.task('make-sign-in');
    assert.ok(task.type === 'make-sign-in');
    assert.deepEqual(task.values, { shop: 'contoso' });
    run.send(made(), { type: 'back' });
    assert.deepEqual(plain(run.dialog.step), { name: 'form', replacing: false });
    assert.equal(run.dialog.signIn.link, undefined);
    assert.deepEqual(draftOf(run.dialog), { shop: 'contoso' });
    assert.deepEqual(run.send({ type: 'submit' }).taskTypes, ['make-sign-in']);
  });

  test('is not made for a wrong value, and the form says so', () => {
    const run = start({ connector: signInWithFieldsConnector }).type('shop', 'x').send({ type: 'submit' });
    run.heard.length = 0;
    run.fail('make-sign-in', { code: 'invalid_request', fields: ['shop'] });
    const { step } = run.dialog;
    assert.ok(step.name === 'form');
    assert.deepEqual(step.problem?.fields, ['shop']);
    assert.deepEqual(run.heard, []);
  });

  test('stays the step where what was typed is not the reason', () => {
    const run = start({ connector: signInWithFieldsConnector }).type('shop', 'x').send({ type: 'submit' });
    run.fail('make-sign-in', { code: 'storage_unavailable' });
    assert.ok(run.dialog.step.name === 'sign-in' && run.dialog.signIn.hasFailed);
  });

  test('is another one for each connection', () => {
    const run = start({ connections: [connection(), connection({ id: 2 })] }).send(made(), { type: 'select', id: 2 });
    assert.equal(run.dialog.signIn.link, undefined);
    const task = run.task('make-sign-in');
    assert.ok(task.type === 'make-sign-in' && task.connectionId === 2);
  });

  test('is made in the next session where the first has expired', () => {
    const run = start({ takesTokens: true }).fail('make-sign-in', { code: 'session_expired' });
    assert.deepEqual(run.taskTypes, []);
    assert.ok(isRefreshing(run.state));
    run.grant(tokenExchangeResponse({ connector: signInConnector }));
    assert.deepEqual(run.taskTypes, ['make-sign-in']);
    assert.ok(!isRefreshing(run.state));
  });

  test('is not made after the session has ended for good', () => {
    const run = start().fail('make-sign-in', { code: 'session_expired' });
    assert.equal(run.state.view, 'notice');
    assert.deepEqual(run.tasks, []);
  });
});

describe('a sign-in', () => {
  test('shows its state from the click on, and accepts no other command', () => {
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
    assert.equal(run.task('watch-sign-in').key, key, 'one task watches all of it');
    assert.deepEqual(run.taskTypes, ['watch-sign-in']);
  });

  test('succeeds, and the host hears of it as of any other success', () => {
    const run = opened();
    see(run, { status: 'succeeded', connection: connectedConnection(), successDetails: { tenant: { id: 7 } } });
    assert.equal(run.dialog.step.name, 'connected');
    assert.deepEqual([run.tasks, run.dialog.signIn], [[], {}]);
    assert.deepEqual(run.heardTypes, ['connection-status-change', 'success']);
    const [, success] = run.heard;
    assert.ok(success?.type === 'success');
    assert.deepEqual(success.details, { tenant: { id: 7 } });
  });

  test('succeeds with another account than before', () => {
    const run = start({ connections: [connectedConnection({ account: 'ben@contoso.example' })] });
    run.send({ type: 'replace' }, made(), open);
    see(run, { status: 'succeeded', connection: connectedConnection(), previousAccount: 'ben@contoso.example' });
    assert.deepEqual(run.dialog.step, { name: 'connected', previousAccount: 'ben@contoso.example' });
  });

  test('fails, the host hears of a refused attempt, and another link is made', () => {
    const run = opened();
    const problem = { code: 'provider_denied', providerMessage: 'Not today' } as const;
    see(run, { status: 'failed', problem, connection: connection({ status: 'error', problem }) });
    const { step } = run.dialog;
    assert.deepEqual(step, { name: 'sign-in', problem: { ...problem, fields: [] }, replacing: false });
    assert.deepEqual(
      run.heard.map((event) => event.type === 'connection-status-change' && event.connection.error),
      [en['problem.provider_denied.title']],
    );
    assert.equal(run.send(made(next)).dialog.step, step, 'the problem stays');
  });

  test('fails and leaves the present connection as it was', () => {
    const run = start({ connections: [connectedConnection()] }).send({ type: 'replace' }, made(), open);
    see(run, { status: 'failed', problem: { code: 'sign_in_expired' }, connection: connectedConnection() });
    assert.ok(run.dialog.step.name === 'sign-in' && run.dialog.step.replacing);
    assert.equal(run.send({ type: 'keep' }).dialog.step.name, 'connected');
  });

  test('is cancelled elsewhere, and another link is made', () => {
    const run = opened();
    see(run, { status: 'cancelled' });
    assert.deepEqual(plain(run.dialog.step), { name: 'sign-in', replacing: false });
    assert.deepEqual(run.taskTypes, ['make-sign-in']);
  });

  test('ends in an error where asking again does not help', () => {
    const run = opened().fail('watch-sign-in', { code: 'not_found' });
    assert.ok(run.dialog.step.name === 'sign-in' && run.dialog.step.problem?.code === 'not_found');
    assert.deepEqual(run.heardTypes, ['error']);
  });

  test('is looked at anew when the person comes back', () => {
    const run = opened();
    const { key } = run.task('watch-sign-in');
    const task = run.send(wake).task('watch-sign-in');
    assert.ok(task.type === 'watch-sign-in' && task.asksFirst && task.key !== key);
  });

  test('goes on in the next session, as often as one expires', () => {
    const run = opened({ takesTokens: true });
    for (let session = 1; session < 4; session++) {
      run.fail('watch-sign-in', { code: 'session_expired' });
      assert.deepEqual(run.taskTypes, []);
      assert.ok(!isRefreshing(run.state), 'the person does not wait for it');
      run.grant(tokenExchangeResponse({ connector: signInConnector, connections: [connectedConnection()] }));
      assert.equal(run.dialog.step.name, 'signing-in');
      see(run, { status: 'started' });
      assert.equal(run.task('watch-sign-in').run, session);
    }
    assert.equal(run.heardTypes.filter((type) => type === 'connection-status-change').length, 0);
    see(run, { status: 'succeeded', connection: connectedConnection() });
    assert.deepEqual(run.heardTypes.slice(-2), ['connection-status-change', 'success']);
  });

  test('ends with a session that the next one does not outlive', () => {
    const run = opened({ takesTokens: true }).fail('watch-sign-in', { code: 'session_expired' });
    run.grant(tokenExchangeResponse({ connector: signInConnector }));
    run.fail('watch-sign-in', { code: 'session_expired' });
    assert.equal(run.state.view, 'notice');
    assert.equal(run.dialog.step.name, 'signing-in', 'a later token brings it back');
    run.grant(tokenExchangeResponse({ connector: signInConnector }));
    assert.deepEqual(run.taskTypes, ['watch-sign-in']);
  });
});

describe('a link that may be followed from a menu', () => {
  test('is looked at when the person comes back', () => {
    const run = start().send(made(), wake);
    assert.deepEqual(run.taskTypes, ['read-sign-in']);
    see(run, { status: 'started' }, 'read-sign-in');
    assert.equal(run.dialog.step.name, 'signing-in');
    assert.deepEqual(run.taskTypes, ['watch-sign-in']);
  });

  test('stays while the server has seen no window', () => {
    const run = start().send(made(), wake);
    see(run, { status: 'created' }, 'read-sign-in');
    assert.equal(run.dialog.step.name, 'sign-in');
    assert.equal(run.dialog.signIn.link?.id, 7);
    assert.deepEqual(run.taskTypes, []);
  });

  test('is replaced where newer sign-ins have taken its place', () => {
    const run = start().send(made(), wake).fail('read-sign-in', { code: 'not_found' });
    assert.deepEqual(run.taskTypes, ['make-sign-in']);
  });

  test('stays when the look fails otherwise', () => {
    const run = start().send(made(), wake).fail('read-sign-in');
    assert.deepEqual(run.taskTypes, []);
    assert.equal(run.dialog.step.name, 'sign-in');
  });

  test('is looked at now and then after the menu was opened, for as long as a sign-in may take', () => {
    const run = start().send(made(), { type: 'expect-sign-in' });
    assert.equal(run.dialog.signIn.looksLeft, LOOKS_MAX);
    run.task('wait-for-look');
    run.send({ type: 'look-due', now: NOW });
    assert.deepEqual(run.taskTypes, ['read-sign-in']);
    for (let look = 1; look < LOOKS_MAX; look++) run.send({ type: 'look-due', now: NOW });
    assert.ok(run.tasks.every(({ type }) => type !== 'wait-for-look'));
  });

  test('is looked at from the beginning where a window may be open that this page did not open', () => {
    StateRun.of({ connector: signInConnector, signInPending: true }).task('wait-for-look');
  });

  test('is not opened by a click on a link that has been replaced', () => {
    const run = start({ connections: [connection(), connection({ id: 2 })] }).send(
      made(),
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
    assert.deepEqual(run.taskTypes, ['make-sign-in']);
    assert.deepEqual(run.heard, []);
  });

  test('is being finished, if it was too late', () => {
    const run = see(cancelled(), { status: 'exchanging' }, 'cancel-sign-in');
    assert.equal(run.dialog.step.name, 'signing-in');
    assert.deepEqual(run.taskTypes, ['watch-sign-in']);
  });

  test('is finished, if it was too late', () => {
    const run = see(cancelled(), { status: 'succeeded', connection: connectedConnection() }, 'cancel-sign-in');
    assert.equal(run.dialog.step.name, 'connected');
    assert.deepEqual(run.heardTypes, ['connection-status-change', 'success']);
  });

  test('is followed by another link even if the server does not answer', () => {
    assert.deepEqual(cancelled().fail('cancel-sign-in').taskTypes, ['make-sign-in']);
  });

  test('ends the dialog where the session has ended', () => {
    const run = cancelled().fail('cancel-sign-in', { code: 'session_expired' });
    assert.equal(run.state.view, 'notice');
    assert.deepEqual(run.tasks, []);
  });

  test('is not possible while it is being finished', () => {
    const run = see(opened(), { status: 'exchanging' });
    run.send({ type: 'cancel' });
    assert.equal(run.dialog.step.name, 'signing-in');
    assert.deepEqual(run.taskTypes, ['watch-sign-in']);
  });
});
