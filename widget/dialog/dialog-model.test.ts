import type { ConnectionDetails } from '../protocol/connection.ts';
import type { DialogEvent } from '../protocol/dialog-event.ts';
import { en } from '../locales/en.ts';
import { deepEqual, equal, ok } from '../testing/assert.ts';
import { connectedConnection, connection, apiKeyConnector, errorResponse } from '../testing/fixtures.ts';
import { FakeSessionServer } from '../testing/fake-session-server.ts';
import { DialogModel } from './dialog-model.ts';
import { HostEvents } from './host-events.ts';
import { sayWith } from './messages.ts';
import type { RefusedError } from './server-call.ts';
import { SessionClient } from './session-client.ts';

function modelOf(...connections: ConnectionDetails[]) {
  const told: DialogEvent[] = [];
  const ended: RefusedError[] = [];
  const model = new DialogModel({
    client: new SessionClient('bearer'),
    connector: apiKeyConnector,
    connections,
    connectionId: connections[0]?.id ?? 0,
    events: new HostEvents({ say: sayWith(en) }),
    locale: () => 'en',
    tell: (event) => told.push(event),
    ended: (reason) => ended.push(reason),
  });
  return { model, told, ended };
}

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

describe('the dialog model', () => {
  let server: FakeSessionServer;

  beforeEach(() => {
    server = new FakeSessionServer();
  });

  afterEach(() => server.restore());

  const FIRST: readonly (readonly [ConnectionDetails, string])[] = [
    [connection(), 'form'],
    [connection({ status: 'pending' }), 'form'],
    [connection({ status: 'needs_reauth' }), 'form'],
    [refusedConnection, 'form'],
    [connectedConnection(), 'connected'],
  ];
  for (const [details, step] of FIRST) {
    it(`begins with ${step} for a connection that is ${details.status}`, () => {
      equal(modelOf(details).model.step.name, step);
    });
  }

  it('shows why the last attempt failed from the beginning', () => {
    const { step } = modelOf(refusedConnection).model;
    deepEqual(step, {
      name: 'form',
      problem: { code: 'invalid_credentials', providerMessage: 'Bad key', fields: [] },
      replacing: false,
    });
  });

  it('connects: checking, then connected, and tells the host the status and then the success', async () => {
    const { model, told } = modelOf(connection());
    model.draft.set('api_key', 'right');
    const done = model.connect();
    equal(model.step.name, 'checking');
    const call = await server.call(1);
    deepEqual(call.body, { values: { api_key: 'right' } });
    call.respond(200, { connection: connectedConnection(), successDetails: { tenant: { id: 7 } } });
    await done;
    equal(model.step.name, 'connected');
    equal(model.draft.get('api_key'), '');
    const status = statusOf(connectedConnection());
    ok(status.type === 'connection-status-change');
    deepEqual(told, [status, { type: 'success', connection: status.connection, details: { tenant: { id: 7 } } }]);
  });

  it('keeps what was typed after a refusal, and tells the host of each failed attempt', async () => {
    const { model, told } = modelOf(connection());
    model.draft.set('api_key', 'wrong');
    for (const attempt of [1, 2]) {
      const done = model.connect();
      (await server.call(attempt)).respond(
        422,
        errorResponse('invalid_credentials', { connection: refusedConnection }),
      );
      await done;
    }
    deepEqual(model.step, {
      name: 'form',
      problem: { code: 'invalid_credentials', fields: [], providerMessage: 'Bad key' },
      replacing: false,
    });
    equal(model.draft.get('api_key'), 'wrong');
    const status = statusOf(refusedConnection, en['problem.invalid_credentials.title']);
    deepEqual(told, [status, status]);
  });

  it('keeps the old credentials when new ones are refused, and can go back to them', async () => {
    const { model, told } = modelOf(connectedConnection());
    model.replace();
    deepEqual(model.step, { name: 'form', replacing: true });
    model.draft.set('api_key', 'wrong');
    const done = model.connect();
    (await server.call(1)).respond(422, errorResponse('invalid_credentials', { connection: connectedConnection() }));
    await done;
    ok(model.step.name === 'form' && model.step.replacing);
    deepEqual(told, [statusOf(connectedConnection(), en['problem.invalid_credentials.title'])]);
    model.keep();
    equal(model.step.name, 'connected');
    equal(model.draft.get('api_key'), '');
  });

  it('does not take an older problem of the connection for what the system said now', async () => {
    const { model } = modelOf(connection());
    const done = model.connect();
    (await server.call(1)).respond(502, errorResponse('provider_unavailable', { connection: refusedConnection }));
    await done;
    ok(model.step.name === 'form');
    deepEqual(model.step.problem, { code: 'provider_unavailable', fields: [] });
  });

  it('tells the host nothing of an entry that has the wrong form', async () => {
    const { model, told } = modelOf(connection());
    const done = model.connect();
    const fields = [{ path: 'values.api_key', message: 'm' }];
    (await server.call(1)).respond(422, errorResponse('invalid_request', { fields }));
    await done;
    ok(model.step.name === 'form');
    deepEqual(model.step.problem, { code: 'invalid_request', fields: ['api_key'] });
    deepEqual(told, []);
  });

  it('tells the host an error where the server itself failed', async () => {
    const { model, told } = modelOf(connection());
    const done = model.connect();
    (await server.call(1)).respond(503, errorResponse('storage_unavailable'));
    await done;
    const displayMessage = en['problem.storage_unavailable.title'];
    deepEqual(told, [{ type: 'error', code: 'storage_unavailable', message: 'no', displayMessage }]);
  });

  it('keeps what was typed when the server cannot be reached, and tries again', async () => {
    const { model, told } = modelOf(connection());
    model.draft.set('api_key', 'right');
    let done = model.connect();
    (await server.call(1)).drop();
    await done;
    ok(model.step.name === 'form');
    deepEqual(model.step.problem, { code: 'unreachable', fields: [] });
    deepEqual(told, []);
    done = model.connect();
    const call = await server.call(2);
    deepEqual(call.body, { values: { api_key: 'right' } });
    call.respond(200, { connection: connectedConnection() });
    await done;
    equal(model.step.name, 'connected');
  });

  it('cancels: aborts the call, keeps what was typed, and hears nothing of a late answer', async () => {
    const { model, told } = modelOf(connection());
    model.draft.set('api_key', 'slow');
    const connecting = model.connect();
    const put = await server.call(1);
    const cancelling = model.cancel();
    ok(put.signal?.aborted === true);
    deepEqual(model.step, { name: 'form', replacing: false });
    put.respond(200, { connection: connectedConnection() });
    await connecting;
    (await server.call(2)).respond(200, { connections: [connection()] });
    await cancelling;
    equal(model.step.name, 'form');
    equal(model.draft.get('api_key'), 'slow');
    deepEqual(told, []);
  });

  it('shows a connection that came about although it was cancelled', async () => {
    const { model, told } = modelOf(connection());
    void model.connect();
    await server.call(1);
    const cancelling = model.cancel();
    (await server.call(2)).respond(200, { connections: [connectedConnection()] });
    await cancelling;
    equal(model.step.name, 'connected');
    deepEqual(told, [statusOf(connectedConnection())]);
  });

  it('does not let the look after a cancellation overwrite a newer attempt', async () => {
    const { model } = modelOf(connection());
    void model.connect();
    await server.call(1);
    const cancelling = model.cancel();
    const look = await server.call(2);
    const connecting = model.connect();
    look.respond(200, { connections: [connection()] });
    await cancelling;
    equal(model.step.name, 'checking');
    (await server.call(3)).respond(200, { connection: connectedConnection() });
    await connecting;
    equal(model.step.name, 'connected');
  });

  it('says nothing of a look that failed', async () => {
    const { model, told } = modelOf(connection());
    void model.connect();
    await server.call(1);
    const cancelling = model.cancel();
    (await server.call(2)).drop();
    await cancelling;
    deepEqual(model.step, { name: 'form', replacing: false });
    deepEqual(told, []);
  });

  it('sends one call for two submissions', async () => {
    const { model } = modelOf(connection());
    void model.connect();
    void model.connect();
    await server.call(1);
    equal(server.calls.length, 1);
  });

  it('disconnects and tells the host', async () => {
    const { model, told } = modelOf(connectedConnection());
    const done = model.disconnect();
    deepEqual(model.step, { name: 'connected', disconnecting: true });
    (await server.call(1)).respond(200, { connection: connection() });
    await done;
    equal(model.step.name, 'form');
    deepEqual(told, [statusOf(connection())]);
  });

  it('stays connected when disconnecting fails', async () => {
    const { model, told } = modelOf(connectedConnection());
    const done = model.disconnect();
    (await server.call(1)).drop();
    await done;
    deepEqual(model.step, {
      name: 'connected',
      problem: { code: 'unreachable', fields: [] },
      disconnecting: false,
    });
    deepEqual(told, []);
  });

  for (const [title, act] of [
    ['connecting', (model: DialogModel) => model.connect()],
    ['renaming', (model: DialogModel) => model.rename('x')],
  ] as const) {
    it(`ends with the session, whatever was asked: ${title}`, async () => {
      const { model, told, ended } = modelOf(connection());
      model.draft.set('api_key', 'typed');
      const done = act(model);
      (await server.call(1)).respond(401, errorResponse('session_expired'));
      await done;
      deepEqual(
        ended.map(({ code }) => code),
        ['session_expired'],
      );
      ok(!model.busy && model.step.name === 'form');
      equal(model.draft.get('api_key'), 'typed');
      deepEqual(told, []);
    });
  }

  it('keeps what was typed for each of several connections', () => {
    const { model } = modelOf(connection(), connection({ id: 2 }));
    model.draft.set('api_key', 'first');
    model.choose(2);
    equal(model.chosen.id, 2);
    equal(model.draft.get('api_key'), '');
    model.choose(1);
    equal(model.draft.get('api_key'), 'first');
  });

  it('does not change the connection while a call runs', async () => {
    const { model } = modelOf(connection(), connection({ id: 2 }));
    void model.connect();
    await server.call(1);
    model.choose(2);
    equal(model.chosen.id, 1);
  });

  it('renames without a change of step, and says why not', async () => {
    const { model, told } = modelOf(connectedConnection());
    const before = model.step;
    let done = model.rename('Sales');
    (await server.call(1)).respond(200, { connection: connectedConnection({ name: 'Sales' }) });
    equal(await done, 'done');
    equal(model.chosen.name, 'Sales');
    equal(model.step, before);
    done = model.rename('Other');
    (await server.call(2)).drop();
    deepEqual(await done, { code: 'unreachable', fields: [] });
    equal(model.chosen.name, 'Sales');
    deepEqual(told, []);
  });

  it('says of a rename that was stopped neither that it is done nor why not', async () => {
    const { model } = modelOf(connectedConnection());
    const done = model.rename('Sales');
    const call = await server.call(1);
    model.stop();
    call.respond(200, { connection: connectedConnection({ name: 'Sales' }) });
    equal(await done, 'given up');
    equal(model.chosen.name, '');
  });
});
