import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ConnectionDetails } from '../../protocol/connection.ts';
import { connectedConnection, connection, createSignInResponse, signInConnector } from '../../testing/fixtures.ts';
import { StateRun } from '../../testing/state-run.ts';
import { draftOf, selected } from './dialog-state.ts';
import type { StateEvent } from './state-event.ts';

const first = connectedConnection({ name: 'Meridian' });
const added = connection({ id: 2, name: 'Meridian 2', isRemovable: true });

const run = (...connections: ConnectionDetails[]) =>
  StateRun.of({ canAdd: true, connections: connections.length > 0 ? connections : [first] });
const add: StateEvent = { type: 'add' };
const discard: StateEvent = { type: 'discard' };
const adding = () => run().send(add, { type: 'added', connection: added });
const ids = ({ dialog }: StateRun) => selected(dialog).connections.map(({ id }) => id);

describe('a connection that a person adds', () => {
  test('is selected and shows its form, and the host receives nothing', () => {
    const dialog = run().send(add);
    assert.deepEqual(dialog.task('add-connection'), {
      ...{ type: 'add-connection', connector: 'meridian', key: dialog.task('add-connection').key },
    });
    dialog.send({ type: 'added', connection: added });
    assert.deepEqual(ids(dialog), [1, 2]);
    assert.equal(dialog.dialog.selectedId, 2);
    assert.equal(dialog.dialog.step.name, 'form');
    assert.deepEqual(dialog.tasks, []);
    assert.deepEqual(dialog.hostEventTypes, ['connection-status-change']);
  });

  test('shows its sign-in, and a link is created for it', () => {
    const dialog = StateRun.of({ canAdd: true, connections: [first], connector: signInConnector });
    dialog.send(add, { type: 'added', connection: added });
    const task = dialog.task('create-sign-in');
    assert.equal('connectionId' in task && task.connectionId, 2);
  });

  test('is the connection in the success and status events, and not the first connection', () => {
    const dialog = adding().type('api_key', 'right').send({ type: 'submit' });
    dialog.hostEvents.length = 0;
    const connected = connectedConnection({ id: 2, name: 'Meridian 2' });
    dialog.send({ type: 'credentials-saved', response: { connection: connected } });
    assert.deepEqual(
      dialog.hostEvents.map((event) => ['connection' in event && event.connection.id, event.type]),
      [
        [2, 'connection-status-change'],
        [2, 'success'],
      ],
    );
    assert.equal(dialog.send(discard).dialog.call, undefined);
  });

  test('is not shown as a change that was made elsewhere', () => {
    const dialog = adding();
    const connectors = [{ name: 'meridian', connections: [first, added] }];
    dialog.send({ type: 'polled', answer: { version: 'second', connectors } });
    assert.equal(dialog.dialog.elsewhere, undefined);
    assert.deepEqual(dialog.hostEventTypes, ['connection-status-change']);
  });

  test('is removed with its typed values when the person cancels, and the previous connection is shown again', () => {
    const dialog = adding().type('api_key', 'typed').send(discard);
    const task = dialog.task('discard');
    assert.equal('connectionId' in task && task.connectionId, 2);
    dialog.send({ type: 'discarded' });
    assert.deepEqual(ids(dialog), [1]);
    assert.equal(dialog.dialog.selectedId, 1);
    assert.equal(dialog.dialog.step.name, 'connected');
    assert.deepEqual(dialog.dialog.drafts[2], {});
    assert.deepEqual(dialog.hostEventTypes, ['connection-status-change']);
  });

  test('is removed too if it was already removed in another tab', () => {
    assert.deepEqual(ids(adding().send(discard).fail('discard', { code: 'not_found' })), [1]);
  });

  test('stays with its typed values if it could not be removed', () => {
    const dialog = adding().type('api_key', 'typed').send(discard).fail('discard', { code: 'storage_unavailable' });
    assert.deepEqual(ids(dialog), [1, 2]);
    assert.deepEqual(draftOf(dialog.dialog), { api_key: 'typed' });
    const { step } = dialog.dialog;
    assert.equal('problem' in step && step.problem?.code, 'storage_unavailable');
  });

  test('is shown again instead of adding another one while it is unused', () => {
    const dialog = adding().send({ type: 'select', id: 1 }, add);
    assert.equal(dialog.dialog.selectedId, 2);
    assert.deepEqual(dialog.tasks, []);
  });

  test('discards the sign-in of the previous connection', () => {
    const connections = [connection(), connection({ id: 3 })];
    const dialog = StateRun.of({ canAdd: true, connections, connector: signInConnector });
    dialog.send({ type: 'sign-in-created', response: createSignInResponse(), now: 0 }, add);
    dialog.send({ type: 'added', connection: added });
    assert.equal(dialog.dialog.signIn.link, undefined);
  });
});

describe('adding a connection', () => {
  test('that fails keeps the view, shows the reason until the next step, and the host receives it', () => {
    const dialog = run().send(add);
    const { step } = dialog.dialog;
    dialog.fail('add-connection', { code: 'conflict' });
    assert.equal(dialog.dialog.step, step);
    assert.equal(dialog.dialog.addProblem?.code, 'conflict');
    assert.deepEqual(dialog.hostEventTypes, ['connection-status-change', 'error']);
    assert.equal(dialog.send({ type: 'replace' }).dialog.addProblem, undefined);
  });

  test('is not possible if the page does not offer it', () => {
    assert.deepEqual(StateRun.of({ connections: [first] }).send(add).tasks, []);
  });

  const KEPT: readonly (readonly [string, readonly ConnectionDetails[]])[] = [
    ['was connected before', [connection(), connection({ id: 2 })]],
    ['is the only one', [connection({ isRemovable: true })]],
  ];
  for (const [title, connections] of KEPT) {
    test(`cannot be undone for a connection that ${title}`, () => {
      assert.deepEqual(run(...connections).send(discard).tasks, []);
    });
  }
});
