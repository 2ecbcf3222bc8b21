import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ConnectionDetails } from '../../protocol/connection.ts';
import type { SessionResponse } from '../../protocol/session-api.ts';
import {
  connectedConnection,
  connection,
  createSignInResponse,
  dialogState,
  signInConnector,
  tokenExchangeResponse,
} from '../../testing/fixtures.ts';
import { StateRun } from '../../testing/state-run.ts';
import { draftOf, selected } from './dialog-state.ts';
import { POLL_INTERVAL_MAX_MS, POLL_INTERVAL_MS, RECHECK_DELAY_MS } from './poll.ts';
import type { StateEvent } from './state-event.ts';

const run = (...connections: ConnectionDetails[]) => StateRun.of({ connections });

/** The response to a poll. Without connections: nothing has changed. */
const polled = (...connections: ConnectionDetails[]): StateEvent => {
  const response: SessionResponse = { version: 'second', connectors: [{ name: 'meridian', connections }] };
  return { type: 'polled', ...(connections.length > 0 && { answer: response }) };
};
const allDeleted: StateEvent = {
  type: 'polled',
  answer: { version: 'second', connectors: [{ name: 'meridian', connections: [] }] },
};
const wake: StateEvent = { type: 'wake', now: 0 };
const hide: StateEvent = { type: 'hide' };

const failPoll = (dialog: StateRun, code: 'unreachable' | 'session_expired' = 'unreachable') => {
  assert.ok(dialog.poll);
  return dialog.send({ type: 'failed', task: dialog.poll, failure: { code, fields: [] } });
};
/** The statuses that the host receives after the first one. */
const heard = (dialog: StateRun) =>
  dialog.hostEvents
    .slice(1)
    .map((event) =>
      event.type === 'connection-status-change' ? `${event.connection.id} ${event.connection.status}` : event.type,
    );

describe('a dialog that polls', () => {
  test('requests changes since the version of its page, after an interval', () => {
    const { poll } = run(connection());
    assert.equal(poll?.delayMs, POLL_INTERVAL_MS);
    assert.equal(poll.version, 'first');
    assert.ok(POLL_INTERVAL_MS + RECHECK_DELAY_MS <= 10_000);
  });

  test('requests changes again an interval after each response, with the newest version', () => {
    const dialog = run(connection());
    const keys = [dialog.poll?.key];
    for (const [event, version] of [
      [polled(), 'first'],
      [polled(connection({ name: 'Sales' })), 'second'],
      [polled(), 'second'],
    ] as const) {
      dialog.send(event);
      assert.equal(dialog.poll?.version, version);
      assert.equal(dialog.poll.delayMs, POLL_INTERVAL_MS);
      keys.push(dialog.poll.key);
    }
    assert.equal(new Set(keys).size, 4);
  });

  test('sends no request while it is hidden, and one at once when the person comes back', () => {
    const dialog = run(connection()).send(hide);
    assert.equal(dialog.poll, undefined);
    assert.equal(dialog.send(wake).poll?.delayMs, 0);
  });

  test('sends one request when focus and visibility return together', () => {
    const dialog = run(connection()).send(hide, wake);
    const { poll } = dialog;
    assert.deepEqual(dialog.send(wake).poll, poll);
  });

  test('waits longer after each failure, and not at all when the person comes back', () => {
    const dialog = run(connection());
    const delays = Array.from({ length: 5 }, () => failPoll(dialog).poll?.delayMs);
    const doubled = [2, 4, 8].map((factor) => factor * POLL_INTERVAL_MS);
    assert.deepEqual(delays, [...doubled, POLL_INTERVAL_MAX_MS, POLL_INTERVAL_MAX_MS]);
    assert.equal(dialog.send(wake).poll?.delayMs, 0);
    assert.equal(dialog.send(polled()).poll?.delayMs, POLL_INTERVAL_MS);
  });

  test('sends no request while a call of the dialog runs', () => {
    const dialog = run(connection()).type('api_key', 'typed').send({ type: 'submit' });
    assert.equal(dialog.poll, undefined);
    const saved: StateEvent = { type: 'credentials-saved', response: { connection: connectedConnection() } };
    assert.equal(dialog.send(saved).poll?.delayMs, POLL_INTERVAL_MS);
  });

  test('sends no request behind a notice, or in a modal that the host has closed', () => {
    const close: StateEvent = { type: 'host', command: { type: 'close' } };
    assert.equal(run(connection()).send(close).poll, undefined);
    assert.equal(run(connection()).send(allDeleted).poll, undefined);
  });

  test('stops silently when the session has expired, and continues in the next session', () => {
    for (const takesTokens of [false, true]) {
      const dialog = new StateRun(dialogState(), { takesTokens }).type('api_key', 'typed');
      failPoll(dialog, 'session_expired');
      assert.equal(dialog.state.view, 'dialog');
      assert.deepEqual(draftOf(dialog.dialog), { api_key: 'typed' });
      assert.deepEqual(heard(dialog), []);
      assert.equal(dialog.send(wake).poll, undefined);
    }
    const dialog = failPoll(new StateRun(dialogState(), { takesTokens: true }), 'session_expired');
    assert.equal(dialog.acceptToken(tokenExchangeResponse()).poll?.version, 'next');
  });
});

describe('a change that was made elsewhere', () => {
  const CHANGES: readonly (readonly [ConnectionDetails, ConnectionDetails, string, string | undefined])[] = [
    [connectedConnection(), connection(), 'form', 'disconnected'],
    [connectedConnection(), connection({ status: 'needs_reauth' }), 'form', undefined],
    [connection(), connectedConnection(), 'connected', 'connected'],
    [connection(), connection({ status: 'error', problem: { code: 'invalid_credentials' } }), 'form', 'changed'],
    [connectedConnection(), connectedConnection({ connectedAt: '2026-04-01T00:00:00Z' }), 'connected', 'changed'],
    [connectedConnection(), connectedConnection({ verified: false }), 'connected', undefined],
  ];
  for (const [before, now, step, notice] of CHANGES) {
    test(`is shown, and the host receives it once: ${before.status} to ${now.status}, ${notice}`, () => {
      const dialog = run(before).send(polled(now), polled(now), polled());
      assert.equal(dialog.dialog.step.name, step);
      assert.equal(dialog.dialog.elsewhere, notice);
      assert.deepEqual(heard(dialog), [`1 ${now.status}`]);
    });
  }

  test('does not change the view if only the name is different', () => {
    const dialog = run(connection());
    const { step } = dialog.dialog;
    dialog.send(polled(connection({ name: 'Sales' })));
    assert.equal(dialog.dialog.step, step);
    assert.equal(selected(dialog.dialog).connection.name, 'Sales');
    assert.equal(dialog.dialog.elsewhere, undefined);
    assert.deepEqual(heard(dialog), []);
  });

  test('keeps a form with typed values, and says what has changed', () => {
    const dialog = run(connection()).type('api_key', 'typed').send(polled(connectedConnection()));
    assert.deepEqual(dialog.dialog.step, { name: 'form', problem: undefined, replacing: true });
    assert.deepEqual(draftOf(dialog.dialog), { api_key: 'typed' });
    assert.equal(dialog.dialog.elsewhere, 'connected');
    dialog.send(polled(connection()));
    assert.equal('replacing' in dialog.dialog.step && dialog.dialog.step.replacing, false);
    assert.equal(dialog.dialog.elsewhere, 'disconnected');
    assert.deepEqual(heard(dialog), ['1 connected', '1 disconnected']);
  });

  test('keeps a name that is being typed', () => {
    const dialog = run(connectedConnection()).send({ type: 'edit-name', name: '' }, { type: 'edit-name', name: 'Eur' });
    assert.deepEqual(dialog.send(polled(connection())).dialog.rename, { name: 'Eur' });
  });

  test('is shown until the next step', () => {
    const dialog = run(connection()).send(polled(connectedConnection()));
    assert.equal(dialog.send({ type: 'replace' }).dialog.elsewhere, undefined);
  });

  test('of another connection of the list is not shown, but the host receives it', () => {
    const dialog = run(connectedConnection(), connectedConnection({ id: 2 }));
    const { step } = dialog.dialog;
    dialog.send(polled(connectedConnection(), connection({ id: 2 })));
    assert.equal(dialog.dialog.step, step);
    assert.equal(dialog.dialog.elsewhere, undefined);
    assert.deepEqual(heard(dialog), ['2 disconnected']);
  });

  test('adds connections to the list, and the host receives those that work', () => {
    const added = [connection({ id: 2 }), connectedConnection({ id: 3 })];
    const dialog = run(connection()).send(polled(connection(), ...added));
    assert.equal(selected(dialog.dialog).connections.length, 3);
    assert.deepEqual(heard(dialog), ['3 connected']);
  });
});

describe('a connection that was deleted elsewhere', () => {
  test('is replaced by another connection', () => {
    const dialog = run(connectedConnection(), connection({ id: 2 })).send(polled(connection({ id: 2 })));
    assert.equal(dialog.dialog.selectedId, 2);
    assert.equal(dialog.dialog.step.name, 'form');
    assert.equal(dialog.dialog.elsewhere, 'deleted');
    assert.deepEqual(heard(dialog), ['1 disconnected']);
  });

  test('stays while it has typed values', () => {
    const dialog = run(connectedConnection(), connection({ id: 2 }))
      .send({ type: 'replace' })
      .type('api_key', 'typed');
    dialog.send(polled(connection({ id: 2 })), polled(connection({ id: 2 })));
    assert.deepEqual(dialog.dialog.step, { name: 'form', replacing: false });
    assert.deepEqual(draftOf(dialog.dialog), { api_key: 'typed' });
    assert.equal(dialog.dialog.elsewhere, 'deleted');
    assert.deepEqual(heard(dialog), ['1 disconnected']);
  });

  test('ends the dialog if there is no other connection', () => {
    const dialog = run(connectedConnection()).send(allDeleted);
    assert.equal(dialog.state.notice?.code, 'not_found');
    assert.deepEqual(heard(dialog), ['1 disconnected', 'error']);
  });
});

describe('a change that the dialog made itself', () => {
  test('is not reported twice: saved credentials, a disconnection and a new name', () => {
    const dialog = run(connection()).type('api_key', 'typed').send({ type: 'submit' });
    dialog.send({ type: 'credentials-saved', response: { connection: connectedConnection() } });
    dialog.send(polled(connectedConnection()));
    dialog.send({ type: 'disconnect' }, { type: 'disconnected', connection: connection() }, polled(connection()));
    dialog.send({ type: 'edit-name', name: '' }, { type: 'edit-name', name: 'Sales' }, { type: 'save-name' });
    dialog.send({ type: 'renamed', connection: connection({ name: 'Sales' }) }, polled(connection({ name: 'Sales' })));
    assert.deepEqual(heard(dialog), ['1 connected', 'success', '1 disconnected']);
    assert.equal(dialog.dialog.elsewhere, undefined);
  });

  const signingIn = () =>
    StateRun.of({ connector: signInConnector, connections: [connection(), connection({ id: 2 })] }).send({
      type: 'sign-in-created',
      response: createSignInResponse(),
      now: 0,
    });
  const succeeded = (dialog: StateRun): StateEvent => ({
    type: 'sign-in-reported',
    task: dialog.tasks.find(({ type }) => /^(watch|read)-sign-in$/.test(type)) ?? dialog.task('watch-sign-in'),
    id: 7,
    state: { status: 'succeeded', connection: connectedConnection() },
  });

  test('waits for the end of a sign-in, which sends the host the success', () => {
    const dialog = signingIn().send({ type: 'open-sign-in', id: 7 });
    dialog.send(polled(connectedConnection(), connectedConnection({ id: 2 })));
    assert.equal(dialog.dialog.step.name, 'signing-in');
    assert.deepEqual(heard(dialog), ['2 connected']);
    assert.equal(dialog.poll?.version, undefined);
    dialog.send(succeeded(dialog), polled(connectedConnection(), connectedConnection({ id: 2 })));
    assert.deepEqual(heard(dialog), ['2 connected', '1 connected', 'success']);
    assert.equal(dialog.dialog.elsewhere, undefined);
  });

  test('ends a poll that was sent before it, whose answer is old', () => {
    const dialog = signingIn().send({ type: 'open-sign-in', id: 7 });
    const before = dialog.poll?.key;
    dialog.send(succeeded(dialog));
    assert.notEqual(dialog.poll?.key, before);
    assert.equal(dialog.poll?.delayMs, POLL_INTERVAL_MS);
  });

  test('during a sign-in that is then cancelled is found by the next poll', () => {
    const now = [connectedConnection(), connection({ id: 2 })];
    const dialog = signingIn().send({ type: 'open-sign-in', id: 7 }, polled(...now), { type: 'cancel' });
    const task = dialog.task('cancel-sign-in');
    dialog.send({ type: 'sign-in-reported', task, id: 7, state: { status: 'cancelled' } }, polled(...now));
    assert.equal(dialog.dialog.step.name, 'connected');
    assert.equal(dialog.dialog.elsewhere, 'connected');
  });

  test('by a link that was opened from a menu waits for the check of the sign-in', () => {
    const now = [connectedConnection(), connection({ id: 2 })];
    const dialog = signingIn().send({ type: 'expect-sign-in' }, polled(...now));
    assert.equal(dialog.dialog.step.name, 'sign-in');
    assert.equal(dialog.poll?.delayMs, RECHECK_DELAY_MS);
    dialog.send({ type: 'sign-in-check-due', now: 0 });
    dialog.send(succeeded(dialog), polled(...now));
    assert.deepEqual(heard(dialog), ['1 connected', 'success']);
  });

  test('is reported after the second poll at the latest', () => {
    const now = [connectedConnection(), connection({ id: 2 })];
    const dialog = signingIn().send({ type: 'expect-sign-in' }, polled(...now), polled(...now));
    assert.equal(dialog.dialog.elsewhere, 'connected');
    assert.deepEqual(heard(dialog), ['1 connected']);
  });
});
