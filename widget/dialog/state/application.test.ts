import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { HostCommand } from '../../protocol/host-command.ts';
import {
  application,
  APPLICATION_PATH,
  integrationListResponse,
  integrations,
  ordersResponse,
} from '../../testing/application-fixtures.ts';
import { apiKeyConnector, connection, waitingState } from '../../testing/fixtures.ts';
import { StateRun } from '../../testing/state-run.ts';
import type { SessionView } from './dialog-state.ts';
import './reduce-application.ts';
import { selected } from './dialog-state.ts';

type Granted = ReturnType<typeof ordersResponse>;

const orders = (...statuses: Parameters<typeof ordersResponse>[0] & object) => ordersResponse(statuses);
const list = () => integrationListResponse();

const open = () =>
  new StateRun(waitingState({ app: { id: application.id, path: APPLICATION_PATH } }), { takesTokens: true });
const host = (run: StateRun, command: HostCommand) => run.send({ type: 'host', command });
const init = (run: StateRun, changes: Partial<Extract<HostCommand, { type: 'init' }>> = {}) =>
  host(run, { type: 'init', mode: 'inline', presentation: {}, token: 't', ...changes });
const grant = (run: StateRun, { locale, ...session }: Granted & Pick<SessionView, 'readOnly'>) =>
  run.send({ type: 'token-accepted', session, locale });
const opened = (granted: Granted) => grant(init(open()), granted);
const request = (run: StateRun) => {
  const task = run.task('exchange-token');
  return task.type === 'exchange-token' ? task.request : undefined;
};
const views = (run: StateRun) =>
  run.hostEvents.flatMap((event) => (event.type === 'application-view' ? [[event.path, event.isFirst]] : []));
const saved = (run: StateRun) =>
  run.send({ type: 'submit' }).send({
    type: 'credentials-saved',
    response: {
      connection: { ...selected(run.dialog).connection, status: 'connected' },
      successDetails: { receipt: 'r' },
    },
  });

describe('the page of an application', () => {
  test('exchanges the token of the first message with the properties of the host', () => {
    const properties = { tenantName: 'Contoso', integration: 'orders' };
    assert.deepEqual(request(init(open(), { properties })), { token: 't', properties });
  });

  test('exchanges no token if the first message of a native host has none', () => {
    const run = host(open(), { type: 'init', nonce: 'n', mode: 'inline', presentation: {} });
    assert.deepEqual(run.taskTypes, []);
  });

  test('sends the host the application once, and each view', () => {
    const run = grant(opened(list()).send({ type: 'open-integration', slug: 'orders' }), orders());
    assert.deepEqual(views(run), [
      ['/', true],
      ['/integrations/orders', false],
    ]);
    assert.deepEqual(run.hostEvents[0], {
      type: 'application-view',
      app: application,
      pagePath: APPLICATION_PATH,
      path: '/',
      isFirst: true,
    });
    grant(host(run, { type: 'token', token: 'next' }), orders());
    assert.equal(views(run).length, 2);
  });

  test('lists the integrations of a session that has several', () => {
    const { state } = opened(list());
    assert.deepEqual([state.view, state.application?.shown?.integrations], ['integrations', integrations]);
  });

  test('shows the integration that the person chooses, and the list again', () => {
    const run = opened(list()).send({ type: 'open-integration', slug: 'a/b' });
    assert.equal(request(run)?.path, '/integrations/a%2Fb');
    assert.equal(grant(run, orders()).state.view, 'dialog');
    assert.equal(request(run.send({ type: 'open-integration' }))?.path, '/');
    assert.equal(grant(run, list()).state.view, 'integrations');
  });

  test('shows the path that the host names', () => {
    assert.equal(request(host(opened(list()), { type: 'navigate', path: '/connectors/gwt' }))?.path, '/connectors/gwt');
  });

  test('shows a notice for a path that the reader may not see, and another view after it', () => {
    const run = host(opened(orders()), { type: 'navigate', path: '/integrations/hidden' });
    run.fail('exchange-token', { code: 'not_found' });
    assert.equal(run.state.notice?.code, 'not_found');
    assert.equal(grant(host(run, { type: 'navigate', path: '/' }), list()).state.view, 'integrations');
  });

  test('keeps the view, its selection and what was typed with the next token', () => {
    const run = opened(orders('connected')).type('api_key', 'typed');
    host(run, { type: 'token', token: 'next' });
    assert.deepEqual(request(run), { token: 'next', properties: {}, path: '/integrations/orders' });
    const { id } = run.dialog;
    grant(run, orders('connected'));
    assert.deepEqual([run.dialog.id, run.dialog.selectedId, run.dialog.drafts[2]], [id, 2, { api_key: 'typed' }]);
  });

  test('opens what the person chose once the host has replaced an expired token', () => {
    const run = opened(list()).send({ type: 'open-integration', slug: 'orders' });
    run.fail('exchange-token', { code: 'token_expired' });
    assert.equal(run.hostEventTypes.at(-1), 'token-expired');
    assert.equal(request(host(run, { type: 'token', token: 'next' }))?.path, '/integrations/orders');
  });

  test('goes to the start if the next token has no access to the view', () => {
    const run = host(opened(orders()), { type: 'token', token: 'next' }).fail('exchange-token', { code: 'not_found' });
    assert.deepEqual(request(run), { token: 'next', properties: {}, path: '/' });
    assert.equal(run.fail('exchange-token', { code: 'not_found' }).state.notice?.code, 'not_found');
  });

  test('covers the view with a notice when the next token is refused, and uncovers it with a good one', () => {
    const run = host(opened(orders()), { type: 'token', token: 'bad' }).fail('exchange-token', {
      code: 'token_invalid',
    });
    assert.equal(run.state.view, 'notice');
    assert.equal(run.hostEventTypes.at(-1), 'error');
    assert.equal(grant(host(run, { type: 'token', token: 'good' }), orders()).state.view, 'dialog');
  });

  test('opens a new dialog when the host reloads it, even at the same path', () => {
    const run = opened(orders()).type('api_key', 'typed');
    const { id } = run.dialog;
    assert.deepEqual(request(host(run, { type: 'reload' })), {
      token: 't',
      properties: {},
      path: '/integrations/orders',
    });
    grant(run, orders());
    assert.notEqual(run.dialog.id, id);
    assert.deepEqual(run.dialog.drafts, {});
    assert.equal(views(run).length, 1);
  });

  test('ignores a reload before the first message of the host', () => {
    assert.deepEqual(host(open(), { type: 'reload' }).taskTypes, []);
  });

  for (const [name, properties, path] of [
    ['an integration', { integration: 'invoices' }, '/integrations/invoices'],
    ['a connector', { connector: 'gwt' }, '/connectors/gwt'],
    ['another name of the tenant', { tenantName: 'Contoso' }, '/integrations/orders'],
  ] as const) {
    test(`reads again what it shows when a property names ${name}`, () => {
      const run = host(opened(orders()), { type: 'properties', properties, presentation: {} });
      assert.deepEqual(request(run), { token: 't', properties, path });
    });
  }

  test('reads nothing again when the properties are the same', () => {
    const run = host(opened(orders()), {
      type: 'properties',
      properties: { locale: 'de' },
      presentation: { locale: 'de' },
    });
    assert.deepEqual(run.taskTypes, ['load-language']);
  });

  test('requests the view again after the server was unreachable', () => {
    const run = opened(list()).send({ type: 'open-integration', slug: 'orders' }).fail('exchange-token');
    assert.equal(run.state.notice?.code, 'unreachable');
    assert.equal(request(run.send({ type: 'retry-token' }))?.path, '/integrations/orders');
  });
});

describe('the page of an application without a token', () => {
  const without = () => init(open(), { token: null });

  test('lists the public integrations', () => {
    const run = grant(without(), { ...list(), readOnly: true });
    assert.deepEqual([run.state.view, run.state.application?.shown?.readOnly, run.tasks], ['integrations', true, []]);
    assert.deepEqual(run.hostEventTypes, ['application-view', 'navigation']);
  });

  test('waits for a token if nothing is public, and shows a notice if none arrives', () => {
    const run = without().fail('exchange-token', { code: 'token_missing' });
    assert.equal(run.state.view, 'initial');
    assert.deepEqual(run.hostEvents, []);
    run.task('wait-for-token');
    run.send({ type: 'token-timeout' });
    assert.equal(run.state.notice?.code, 'token_missing');
    assert.deepEqual(run.hostEventTypes, ['error']);
  });

  test('discards the typed values when the person signs out', () => {
    const run = host(opened(orders()).type('api_key', 'typed'), { type: 'token', token: null });
    assert.deepEqual([run.state.view, run.state.dialog], ['loading', undefined]);
    run.fail('exchange-token', { code: 'token_missing' });
    assert.equal(run.state.notice?.code, 'token_missing');
    assert.deepEqual(grant(host(run, { type: 'token', token: 'next' }), orders()).dialog.drafts, {});
  });

  test('opens the view of a later token', () => {
    const run = without().fail('exchange-token', { code: 'token_missing' });
    assert.equal(grant(host(run, { type: 'token', token: 't' }), orders()).state.view, 'dialog');
  });
});

describe('the connectors of an integration', () => {
  test('begin with the first one that is not connected', () => {
    assert.equal(opened(orders('connected')).dialog.selectedId, 2);
    assert.equal(opened(orders('connected', 'connected', 'connected')).dialog.selectedId, 1);
  });

  test('follow one another when the person connects them, also those that were skipped', () => {
    const run = opened(orders()).send({ type: 'select', id: 2 });
    const selections = [1, 2, 3].map(() => saved(run).dialog.selectedId);
    assert.deepEqual(selections, [3, 1, 1]);
    assert.equal(run.dialog.step.name, 'connected');
  });

  test('send the host the status of each one, and each change', () => {
    const statuses = (run: StateRun) =>
      run.hostEvents.flatMap((event) =>
        event.type === 'connection-status-change' ? [[event.connection.id, event.connection.status]] : [],
      );
    const run = opened(orders('connected'));
    assert.deepEqual(statuses(run), [
      [1, 'connected'],
      [3, 'disconnected'],
      [2, 'disconnected'],
    ]);
    assert.deepEqual(statuses(grant(host(run, { type: 'token', token: 'next' }), orders('connected'))).length, 3);
  });

  test('send the host the connector that was connected, not the next one', () => {
    const run = saved(opened(orders()));
    assert.deepEqual(
      run.hostEvents.slice(-2).map((event) => 'connection' in event && [event.type, event.connection.id]),
      [
        ['connection-status-change', 1],
        ['success', 1],
      ],
    );
  });

  test('stay when the person replaces the details of one that works', () => {
    const run = opened(orders('connected')).send({ type: 'select', id: 1 }, { type: 'replace' });
    assert.equal(saved(run).dialog.selectedId, 1);
  });

  test('stay when one was connected elsewhere', () => {
    const run = opened(orders());
    const connectors = orders('connected').connectors.map(({ connector, connections }) => ({
      name: connector.name,
      connections,
    }));
    run.send({ type: 'polled', answer: { version: 'later', connectors } });
    assert.deepEqual([run.dialog.selectedId, run.dialog.elsewhere], [1, 'connected']);
  });

  test('stay when the only connection of one was deleted elsewhere', () => {
    const run = opened(orders());
    const connectors = orders('connected').connectors.map(({ connector, connections }, index) => ({
      name: connector.name,
      connections: index === 0 ? [] : connections,
    }));
    run.send({ type: 'polled', answer: { version: 'later', connectors } });
    assert.deepEqual([run.state.view, run.dialog.selectedId, run.dialog.elsewhere], ['dialog', 2, 'deleted']);
  });

  test('do not advance on the page of one connector, whose connections a person chooses', () => {
    const connectors = [{ connector: apiKeyConnector, connections: [connection(), connection({ id: 2 })] }];
    const subject = { kind: 'connector', connector: apiKeyConnector.name } as const;
    const run = opened(integrationListResponse({ connectors, subject, path: '/connectors/meridian' }));
    assert.equal(saved(run).dialog.selectedId, 1);
    assert.equal(run.dialog.step.name, 'connected');
  });
});
