import { deepEqual, ok, rejects } from '../../testing/assert.ts';
import { connectedConnection, connection } from '../../testing/fixtures.ts';
import { FakeSessionServer } from '../../testing/fake-session-server.ts';
import { RefusedError, UnreachableError } from './server-call.ts';
import { SessionClient } from './session-client.ts';

const error = (fields: object) => ({ error: { message: 'no', requestId: 'r', ...fields } });

describe('the session client', () => {
  let server: FakeSessionServer;
  const client = new SessionClient('secret');
  const { signal } = new AbortController();

  beforeEach(() => {
    server = new FakeSessionServer();
  });

  afterEach(() => server.restore());

  it('sends the bearer and the typed values, and returns the connection', async () => {
    const response = client.saveCredentials(7, { values: { api_key: 'k' } }, signal);
    const call = await server.call(1);
    deepEqual(
      [call.method, call.path, call.authorization, call.body],
      ['PUT', '/session/connections/7/credentials', 'Bearer secret', { values: { api_key: 'k' } }],
    );
    call.respond(200, { connection: connectedConnection({ id: 7 }), successDetails: { tenant: 1 } });
    deepEqual(await response, { connection: connectedConnection({ id: 7 }), successDetails: { tenant: 1 } });
  });

  it('reads, disconnects and renames at the paths of the protocol', async () => {
    const responses = [client.read(signal), client.disconnect(7, signal), client.rename(7, { name: 'n' }, signal)];
    await server.call(3);
    deepEqual(
      server.calls.map(({ method, path, body }) => [method, path, body ?? null]),
      [
        ['GET', '/session', null],
        ['POST', '/session/connections/7/disconnect', null],
        ['PATCH', '/session/connections/7', { name: 'n' }],
      ],
    );
    const connectors = [{ name: 'meridian', connections: [connection()] }];
    for (const call of server.calls) call.respond(200, { version: 'first', connection: connection(), connectors });
    await Promise.all(responses);
  });

  it('reports a refusal with its code, its fields and the connection', async () => {
    const refused = rejects(client.saveCredentials(1, { values: {} }, signal));
    (await server.call(1)).respond(
      422,
      error({
        code: 'invalid_request',
        fields: [
          { path: 'values.api_key', message: 'm' },
          { path: 'settings.tax.rate', message: 'm' },
          { path: 'integration', message: 'm' },
          { path: 'other', message: 'm' },
          'x',
        ],
        connection: connection({ status: 'error' }),
        reason: 'why',
      }),
    );
    const refusal = await refused;
    ok(refusal instanceof RefusedError);
    deepEqual(
      [refusal.code, refusal.message, refusal.requestId, refusal.reason],
      ['invalid_request', 'no', 'r', 'why'],
    );
    deepEqual(refusal.fields, ['api_key', 'settings.tax.rate', 'integration']);
    deepEqual(refusal.connection, connection({ status: 'error' }));
  });

  it('reports a refusal whose code only a newer server knows', async () => {
    const refused = rejects(client.disconnect(1, signal));
    (await server.call(1)).respond(422, error({ code: 'made_up_later' }));
    const refusal = await refused;
    ok(refusal instanceof RefusedError);
    deepEqual(refusal.code, 'made_up_later');
  });

  const UNREADABLE: readonly (readonly [string, number, string])[] = [
    ['an error page of a proxy', 502, '<html>Bad gateway</html>'],
    ['a login page with status 200', 200, '<html>Sign in</html>'],
    ['a refusal whose code is a sentence', 422, JSON.stringify(error({ code: 'No such code.' }))],
    ['a refusal without a body', 500, '{}'],
    ['null', 200, 'null'],
    ['no connection', 200, '{}'],
    ['a connection of another shape', 200, JSON.stringify({ connection: { ...connection(), id: '1' } })],
    ['a status that does not exist', 200, JSON.stringify({ connection: { ...connection(), status: 'fine' } })],
    [
      'success details that are not an object',
      200,
      JSON.stringify({ connection: connection(), successDetails: 'yes' }),
    ],
  ];
  for (const [title, status, body] of UNREADABLE) {
    it(`reports as unreachable: ${title}`, async () => {
      const failed = rejects(client.disconnect(1, signal));
      (await server.call(1)).respondText(status, body);
      ok((await failed) instanceof UnreachableError);
    });
  }

  it('refuses a list of connections without its connectors', async () => {
    const failed = rejects(client.read(signal));
    (await server.call(1)).respond(200, { connections: [connection()] });
    ok((await failed) instanceof UnreachableError);
  });

  it('reports a network error as unreachable', async () => {
    const failed = rejects(client.read(signal));
    (await server.call(1)).drop();
    ok((await failed) instanceof UnreachableError);
  });

  it('aborts after the timeout', async () => {
    const failed = rejects(new SessionClient('secret', 10).read(signal));
    ok((await failed) instanceof UnreachableError);
    ok(server.calls[0]?.signal?.aborted === true);
  });

  it('aborts the call when the caller aborts', async () => {
    const caller = new AbortController();
    const failed = rejects(client.disconnect(1, caller.signal));
    const call = await server.call(1);
    caller.abort();
    await failed;
    ok(call.signal?.aborted === true);
  });

  it('does not expose the bearer', () => {
    ok(!JSON.stringify(client).includes('secret') && !Object.values(client).includes('secret'));
  });
});
