import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { en } from '../../locales/en.ts';
import type { ConnectionDetails } from '../../protocol/connection.ts';
import type { DialogEvent } from '../../protocol/dialog-event.ts';
import {
  apiKeyConnector,
  connectedConnection,
  connection,
  dialogState,
  noticeState,
  passwordConnector,
} from '../../testing/fixtures.ts';
import { StateRun } from '../../testing/state-run.ts';
import { draftOf, hasTyped, isBusy, selected } from './dialog-state.ts';

const run = (...connections: ConnectionDetails[]) => StateRun.of({ connections });

const submit = { type: 'submit' } as const;

const REFUSED = 'Meridian didn’t accept these details';

const statusOf = (details: ConnectionDetails, error?: string): DialogEvent => ({
  type: 'connection-status-change',
  connection: {
    id: details.id,
    connector: details.connector,
    name: details.name,
    status: details.status,
    connected: details.status === 'connected',
    verified: details.verified,
    ...(error === undefined ? {} : { error }),
  },
});

const refusedConnection = connection({
  status: 'error',
  problem: { code: 'invalid_credentials', providerMessage: 'Bad key' },
});
const refusal = {
  code: 'invalid_credentials',
  providerMessage: 'Bad key',
  connection: refusedConnection,
} as const;

/** A JSON copy, without keys whose value is `undefined`. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('a session with a problem in the setup of the host', () => {
  const setupProblem = { code: 'own_credential_missing', message: 'No credential.' } as const;

  test('tells the host about it once, and shows the person what they can do', () => {
    const first = StateRun.of({ setupProblem }, { takesTokens: true });
    assert.deepEqual(first.hostEventTypes, ['connection-status-change', 'error']);
    const { translations } = first.state.language;
    const displayMessage = ['title', 'text']
      .map((part) => translations[`problem.own_credential_missing.${part}`])
      .join('. ');
    assert.deepEqual(first.hostEvents[1], { type: 'error', ...setupProblem, displayMessage });
    assert.equal(first.dialog.step.name, 'form');
    const session = dialogState({ setupProblem });
    first.send({ type: 'token-accepted', session, locale: 'en' });
    assert.equal(first.hostEventTypes.filter((type) => type === 'error').length, 1);
  });
});

describe('the first step', () => {
  const FIRST: readonly (readonly [ConnectionDetails, string])[] = [
    [connection(), 'form'],
    [connection({ status: 'needs_reauth' }), 'form'],
    [refusedConnection, 'form'],
    [connectedConnection(), 'connected'],
  ];
  for (const [details, step] of FIRST) {
    test(`is ${step} for a connection that is ${details.status}`, () => {
      assert.equal(run(details).dialog.step.name, step);
    });
  }

  for (const [details, step] of [
    [connection(), 'forbidden'],
    [connection({ status: 'needs_reauth' }), 'forbidden'],
    [connectedConnection(), 'connected'],
  ] as const) {
    test(`is ${step} for a person who may not connect a connection that is ${details.status}`, () => {
      const { dialog } = StateRun.of({ connections: [details], permissions: ['view', 'manage'] });
      assert.equal(dialog.step.name, step);
    });
  }

  test('has the problem of the last attempt', () => {
    assert.deepEqual(plain(run(refusedConnection).dialog.step), {
      name: 'form',
      problem: { code: 'invalid_credentials', providerMessage: 'Bad key', fields: [] },
      replacing: false,
    });
  });

  test('is for the connection that the subject names', () => {
    const { dialog } = StateRun.of({ connections: [connection(), connectedConnection({ id: 2 })], connectionId: 2 });
    assert.equal(dialog.step.name, 'connected');
    assert.equal(selected(dialog).connection.id, 2);
  });

  test('is a list of integrations for a session without a connection', () => {
    const { state, hostEvents } = new StateRun(dialogState({ subject: { kind: 'portal' }, connectors: [] }));
    assert.deepEqual([state.view, state.dialog, hostEvents], ['integrations', undefined, []]);
  });
});

describe('credentials', () => {
  test('are checked while the form stays, and the host receives the status and the success', () => {
    const dialog = run(connection()).type('api_key', 'right').send(submit);
    dialog.hostEvents.length = 0;
    assert.equal(dialog.dialog.step.name, 'form');
    assert.ok(isBusy(dialog.dialog));
    const { type, ...task } = dialog.task('save-credentials');
    assert.ok(type === 'save-credentials' && 'values' in task);
    assert.deepEqual(task.values, { api_key: 'right' });
    dialog.send({
      type: 'credentials-saved',
      response: { connection: connectedConnection(), successDetails: { tenant: { id: 7 } } },
    });
    assert.equal(dialog.dialog.step.name, 'connected');
    assert.deepEqual(draftOf(dialog.dialog), {});
    assert.deepEqual(dialog.tasks, []);
    const status = statusOf(connectedConnection());
    assert.ok(status.type === 'connection-status-change');
    assert.deepEqual(dialog.hostEvents, [
      status,
      { type: 'success', connection: status.connection, details: { tenant: { id: 7 } } },
    ]);
  });

  test('have a string for each field, and nothing is trimmed', () => {
    const dialog = StateRun.of({ connector: passwordConnector });
    dialog.type('subdomain', 'x').type('username', 'u').type('password', ' p ').send(submit);
    const task = dialog.task('save-credentials');
    assert.ok(task.type === 'save-credentials');
    assert.deepEqual(task.values, { subdomain: 'x', username: 'u', password: ' p ', project: '' });
  });

  test('are not sent while a required field is blank', () => {
    const dialog = StateRun.of({ connector: passwordConnector }).type('username', 'u').type('password', '  ');
    dialog.send(submit);
    assert.deepEqual(dialog.dialog.step, {
      name: 'form',
      missing: ['subdomain', 'password'],
      replacing: false,
    });
    assert.deepEqual(dialog.tasks, []);
  });

  test('stay in the form after a refusal, and the host receives each failed attempt', () => {
    const dialog = run(connection()).type('api_key', 'wrong');
    dialog.hostEvents.length = 0;
    for (let attempt = 0; attempt < 2; attempt++) dialog.send(submit).fail('save-credentials', refusal);
    assert.deepEqual(plain(dialog.dialog.step), {
      name: 'form',
      problem: { code: 'invalid_credentials', fields: [], providerMessage: 'Bad key' },
      replacing: false,
    });
    assert.deepEqual(draftOf(dialog.dialog), { api_key: 'wrong' });
    const status = statusOf(refusedConnection, REFUSED);
    assert.deepEqual(dialog.hostEvents, [status, status]);
  });

  test('are kept when new ones are refused', () => {
    const dialog = run(connectedConnection()).send({ type: 'replace' });
    dialog.hostEvents.length = 0;
    assert.deepEqual(dialog.dialog.step, { name: 'form', replacing: true });
    dialog.type('api_key', 'wrong').send(submit);
    dialog.fail('save-credentials', { code: 'invalid_credentials', connection: connectedConnection() });
    const { step } = dialog.dialog;
    assert.ok(step.name === 'form' && step.replacing);
    assert.deepEqual(dialog.hostEvents, [statusOf(connectedConnection(), REFUSED)]);
    dialog.send({ type: 'keep' });
    assert.equal(dialog.dialog.step.name, 'connected');
    assert.deepEqual(draftOf(dialog.dialog), {});
  });

  test('that fail for a reason of the server give the host the sentences that the person reads', () => {
    const dialog = run(connection()).type('api_key', 'x').send(submit);
    dialog.hostEvents.length = 0;
    dialog.fail('save-credentials', { code: 'internal' });
    const displayMessage = 'Something went wrong on our side. Try again. If it happens again, contact support.';
    assert.deepEqual(dialog.hostEvents, [{ type: 'error', code: 'internal', message: 'no', displayMessage }]);
    dialog.send(submit).fail('save-credentials', { code: 'provider_unavailable' });
    const event = dialog.hostEvents.at(-1);
    assert.ok(event?.type === 'error' && event.displayMessage.startsWith('Meridian isn’t available right now. '));
  });

  test('of the wrong format send the host nothing', () => {
    const dialog = run(connection()).type('api_key', 'x').send(submit);
    dialog.hostEvents.length = 0;
    dialog.fail('save-credentials', { code: 'invalid_request', fields: ['api_key'] });
    const { step } = dialog.dialog;
    assert.ok(step.name === 'form');
    assert.deepEqual(step.problem?.fields, ['api_key']);
    assert.deepEqual(dialog.hostEvents, []);
  });

  test('that the server could not save send the host an error', () => {
    const dialog = run(connection()).type('api_key', 'x').send(submit);
    dialog.hostEvents.length = 0;
    dialog.fail('save-credentials', { code: 'storage_unavailable' });
    const displayMessage = `${en['problem.storage_unavailable.title']}. ${en['problem.storage_unavailable.text']}`;
    assert.deepEqual(dialog.hostEvents, [
      { type: 'error', code: 'storage_unavailable', message: 'no', displayMessage },
    ]);
  });

  test('stay in the form when the server cannot be reached, and can be sent again', () => {
    const dialog = run(connection()).type('api_key', 'right').send(submit);
    dialog.hostEvents.length = 0;
    const first = dialog.task('save-credentials');
    dialog.fail('save-credentials');
    assert.deepEqual(dialog.hostEvents, []);
    assert.deepEqual(draftOf(dialog.dialog), { api_key: 'right' });
    dialog.send(submit);
    assert.notEqual(dialog.task('save-credentials').key, first.key);
  });

  test('are sent once for two submissions', () => {
    const dialog = run(connection()).type('api_key', 'x').send(submit);
    const { key } = dialog.task('save-credentials');
    assert.equal(dialog.send(submit).task('save-credentials').key, key);
  });

  test('take longer than usual after a while', () => {
    const dialog = run(connection()).type('api_key', 'x').send(submit);
    dialog.task('wait-for-slow-call');
    assert.ok(dialog.send({ type: 'call-slow' }).dialog.call?.isSlow);
    assert.ok(dialog.tasks.some(({ type }) => type === 'save-credentials'));
  });
});

describe('a cancelled check', () => {
  const cancelled = () => {
    const dialog = run(connection()).type('api_key', 'slow').send(submit, { type: 'cancel' });
    dialog.hostEvents.length = 0;
    return dialog;
  };
  const read = (details: ConnectionDetails) =>
    ({ type: 'session-read', connectors: [{ name: 'meridian', connections: [details] }] }) as const;

  test('ends its call, reads the connections, and keeps the typed values', () => {
    const dialog = cancelled();
    assert.deepEqual(dialog.taskTypes, ['read-session']);
    assert.ok(!isBusy(dialog.dialog));
    dialog.send(read(connection()));
    assert.equal(dialog.dialog.step.name, 'form');
    assert.deepEqual(draftOf(dialog.dialog), { api_key: 'slow' });
    assert.deepEqual(dialog.tasks, []);
    assert.deepEqual(dialog.hostEvents, []);
  });

  test('shows a connection that the server has stored anyway', () => {
    const dialog = cancelled().send(read(connectedConnection()));
    assert.equal(dialog.dialog.step.name, 'connected');
    assert.deepEqual(dialog.hostEvents, [statusOf(connectedConnection())]);
  });

  test('is replaced by a newer attempt', () => {
    assert.deepEqual(cancelled().send(submit).taskTypes, ['save-credentials']);
  });

  test('is silent if reading the connections fails', () => {
    const dialog = cancelled().fail('read-session', { code: 'internal' });
    assert.deepEqual(dialog.dialog.step, { name: 'form', replacing: false });
    assert.deepEqual([dialog.hostEvents, dialog.tasks], [[], []]);
  });
});

describe('a connection', () => {
  test('is disconnected, and the host receives the status', () => {
    const dialog = run(connectedConnection()).send({ type: 'disconnect' });
    dialog.hostEvents.length = 0;
    assert.deepEqual(dialog.taskTypes, ['disconnect']);
    dialog.send({ type: 'disconnected', connection: connection() });
    assert.equal(dialog.dialog.step.name, 'form');
    assert.deepEqual(dialog.hostEvents, [statusOf(connection())]);
  });

  test('stays connected when disconnecting fails', () => {
    const dialog = run(connectedConnection()).send({ type: 'disconnect' });
    dialog.hostEvents.length = 0;
    dialog.fail('disconnect');
    const { step } = dialog.dialog;
    assert.ok(step.name === 'connected');
    assert.equal(step.problem?.code, 'unreachable');
    assert.deepEqual(dialog.hostEvents, []);
  });

  test('can be selected only if it is in the list', () => {
    const dialog = run(connection(), connection({ id: 2 }));
    assert.equal(dialog.send({ type: 'select', id: 3 }).dialog.selectedId, 1);
    assert.equal(dialog.send({ type: 'select', id: 2 }).dialog.selectedId, 2);
  });

  test('has its own draft', () => {
    const dialog = run(connection(), connection({ id: 2 })).type('api_key', 'first');
    dialog.send({ type: 'select', id: 2 });
    assert.deepEqual(draftOf(dialog.dialog), {});
    assert.ok(hasTyped(dialog.dialog));
    dialog.send({ type: 'select', id: 1 });
    assert.deepEqual(draftOf(dialog.dialog), { api_key: 'first' });
  });

  test('stays selected while a call runs', () => {
    const dialog = run(connection(), connection({ id: 2 }))
      .type('api_key', 'x')
      .send(submit);
    assert.equal(dialog.send({ type: 'select', id: 2 }).dialog.selectedId, 1);
  });

  test('that is not selected changes only in the list', () => {
    const dialog = run(connection(), connection({ id: 2 }));
    dialog.send({
      type: 'session-read',
      connectors: [{ name: 'meridian', connections: [connection(), connectedConnection({ id: 2 })] }],
    });
    assert.equal(dialog.dialog.step.name, 'form');
    assert.deepEqual(
      selected(dialog.dialog).connections.map(({ status }) => status),
      ['disconnected', 'connected'],
    );
  });
});

describe('a new name', () => {
  const renaming = (name: string) =>
    run(connectedConnection()).send(
      { type: 'edit-name', name: '' },
      { type: 'edit-name', name },
      { type: 'save-name' },
    );

  test('is saved without a change of step', () => {
    const dialog = renaming(' Sales ');
    const { step } = dialog.dialog;
    const task = dialog.task('rename');
    assert.ok(task.type === 'rename' && task.name === 'Sales');
    dialog.hostEvents.length = 0;
    dialog.send({ type: 'renamed', connection: connectedConnection({ name: 'Sales' }) });
    assert.equal(selected(dialog.dialog).connection.name, 'Sales');
    assert.equal(dialog.dialog.rename, undefined);
    assert.equal(dialog.dialog.step, step);
    assert.deepEqual(dialog.hostEvents, []);
  });

  test('stays with the reason after a failure', () => {
    const dialog = renaming('Sales').fail('rename');
    assert.equal(dialog.dialog.rename?.name, 'Sales');
    const { error } = dialog.dialog.rename;
    assert.ok(typeof error === 'object' && error.code === 'unreachable');
    assert.deepEqual(dialog.tasks, []);
  });

  test('is not sent while it is blank', () => {
    const dialog = renaming(' ');
    assert.equal(dialog.dialog.rename?.error, 'missing');
    assert.deepEqual(dialog.tasks, []);
  });

  test('can be cancelled unless it is being saved', () => {
    const dialog = renaming('Sales').send({ type: 'edit-name' });
    assert.equal(dialog.dialog.rename?.name, 'Sales');
    dialog.fail('rename').send({ type: 'edit-name' });
    assert.equal(dialog.dialog.rename, undefined);
  });
});

describe('a host that closes', () => {
  test('ends all calls, and receives one exit event in a modal', () => {
    const dialog = run(connection()).type('api_key', 'x').send(submit);
    dialog.hostEvents.length = 0;
    dialog.send({ type: 'host', command: { type: 'close' } });
    assert.deepEqual(dialog.tasks, []);
    assert.deepEqual(draftOf(dialog.dialog), { api_key: 'x' });
    assert.deepEqual(dialog.hostEvents, [{ type: 'exit', reason: 'closed' }]);
  });

  test('receives each exit event, but only one per modal conversation', () => {
    const leave = { type: 'leave', reason: 'escape' } as const;
    const init = (mode: 'modal' | 'inline') =>
      ({ type: 'host', command: { type: 'init', nonce: 'n', mode, presentation: {} } }) as const;
    const exits = (...events: Parameters<StateRun['send']>) =>
      run(connection())
        .send(...events)
        .hostEventTypes.filter((type) => type === 'exit').length;
    assert.equal(exits(leave, leave), 2);
    assert.equal(exits(init('modal'), leave, leave), 1);
    assert.equal(exits(init('modal'), leave, init('modal'), leave), 2);
    assert.equal(exits(init('inline'), leave, leave), 2);
  });
});

describe('the state', () => {
  test('never contains the bearer', () => {
    const { state } = new StateRun(dialogState({ bearer: 'secret-bearer', dialect: 'native' }), { takesTokens: true });
    assert.ok(!JSON.stringify(state).includes('secret-bearer'));
  });

  test('is never changed, only replaced', () => {
    const freeze = (value: unknown): void => {
      if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
      Object.freeze(value);
      Object.values(value).forEach(freeze);
    };
    const dialog = run(connection(), connection({ id: 2 }));
    freeze(dialog.state);
    dialog.type('api_key', 'x');
    freeze(dialog.state);
    dialog.send(submit);
    freeze(dialog.state);
    dialog.fail('save-credentials', refusal);
    freeze(dialog.state);
    assert.equal(dialog.send({ type: 'select', id: 2 }).dialog.selectedId, 2);
  });

  test('is the same object after an event that changes nothing', () => {
    const dialog = run(connection());
    const { state } = dialog;
    for (const type of ['keep', 'back', 'cancel', 'retry-sign-in', 'save-name', 'disconnect'] as const) {
      assert.equal(dialog.send({ type }).state, state, type);
    }
  });

  test('of a top-level notice sends the host nothing', () => {
    assert.deepEqual(new StateRun(noticeState({ code: 'top_level' })).hostEvents, []);
  });

  test('accepts a connector without fields', () => {
    assert.deepEqual(StateRun.of({ connector: { ...apiKeyConnector, fields: [] } }).send(submit).taskTypes, [
      'save-credentials',
    ]);
  });
});
