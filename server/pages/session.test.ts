import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { decodeJwt } from 'jose';
import type { ConnectionResponse, ErrorResponse, SessionResponse } from '../../widget/protocol/session-api.ts';
import { FULL_GRANT } from '../auth/claim-values.ts';
import { createOpaqueToken } from '../auth/opaque-token.ts';
import { StorageUnavailableError } from '../errors.ts';
import { SANDBOX_ACCOUNT, SANDBOX_KEY } from '../sandbox/keys.ts';
import { hs256, startHarness, subjectClaims } from '../testing/harness.ts';
import type { Harness } from '../testing/harness.ts';
import { bearerOf, callSessionApi, connectionsOf, loadPage, selectedId } from '../testing/page.ts';

let harness: Harness;
let people = 0;

before(async () => {
  harness = await startHarness();
});
after(() => harness.close());

/** Opens a dialog for a new tenant. */
async function openSandboxDialog(connector = 'sandbox') {
  const token = hs256(subjectClaims(harness.now(), { sub: `person-${(people += 1)}` }));
  const page = await loadPage(harness, `/acme/${connector}/auth?tenant=${token}`);
  assert.ok(page.state.kind === 'dialog');
  return { bearer: bearerOf(page), id: selectedId(page.state) };
}

type Dialog = Awaited<ReturnType<typeof openSandboxDialog>>;

const saveCredentials = ({ bearer, id }: Dialog, values: Record<string, string>) =>
  callSessionApi(harness, `/session/connections/${id}/credentials`, { bearer, method: 'PUT', body: { values } });

const storedConnections = async ({ bearer }: Dialog) => {
  const { json } = await callSessionApi(harness, '/session', { bearer });
  const [connection] = connectionsOf(json as SessionResponse);
  assert.ok(connection);
  return connection;
};

/**
 * Stores a session of a new tenant with a connection and a sign-in for it. Resolves to the bearer of the session and the
 * ids of the others.
 */
async function storeSession(context: object): Promise<Dialog & { readonly signInId: number }> {
  const { token: bearer, hash: tokenHash } = createOpaqueToken('ecs_');
  const now = harness.now();
  const ids = await harness.deps.store.write(async ({ connections, sessions, signIns, tenants }) => {
    const tenant = await tenants.ensure('acme', `person-${(people += 1)}`, now);
    const scope = { organization: 'acme', tenantId: tenant.id };
    const connection = await connections.create(scope, { userKey: null, connector: 'sandbox', name: 'Sandbox', now });
    await sessions.create({
      ...scope,
      tokenHash,
      embedTokenHash: null,
      context: JSON.stringify(context),
      createdAt: now,
      expiresAt: now + 60_000,
    });
    const signIn = await signIns.create(scope, {
      connectionId: connection.id,
      connector: 'sandbox',
      context: JSON.stringify(context),
      locale: 'en',
      tokenHash: createOpaqueToken('ecf_').hash,
      createdAt: now,
      expiresAt: now + 60_000,
    });
    return { id: connection.id, signInId: signIn.id };
  });
  return { bearer, ...ids };
}

const storedContext = {
  dialect: 'native',
  userKey: null,
  actor: null,
  sharing: 'account',
  installs: null,
  claims: {},
};

describe('a session that another build stored', () => {
  const subject = { kind: 'connector', connector: 'sandbox' };
  for (const [title, context] of [
    ['a newer version', { ...storedContext, subject, ...FULL_GRANT, version: 4 }],
    ['the previous version', { ...storedContext, subject, version: 2 }],
    ['a version before it', { ...storedContext, version: 1, connector: 'sandbox', connectionId: null }],
  ] as const) {
    test(`in ${title} has expired`, async () => {
      const { bearer } = await storeSession(context);
      const { status, json } = await callSessionApi(harness, '/session', { bearer });
      assert.equal(status, 401);
      assert.equal((json as ErrorResponse).error.code, 'session_expired');
    });
  }
});

test('a session of a connector reaches its connection and its sign-in', async () => {
  const subject = { kind: 'connector', connector: 'sandbox' };
  const { bearer, id, signInId } = await storeSession({ ...storedContext, ...FULL_GRANT, version: 3, subject });
  for (const [path, method] of [
    ['/session', 'GET'],
    [`/session/sign-ins/${signInId}`, 'GET'],
    [`/session/connections/${id}/disconnect`, 'POST'],
    [`/session/sign-ins/${signInId}`, 'DELETE'],
  ] as const) {
    assert.equal((await callSessionApi(harness, path, { bearer, method })).status, 200, path);
  }
});

describe('a session without connectors', () => {
  const calls = [
    ['PUT', (id: number) => `/session/connections/${id}/credentials`, { values: { api_key: SANDBOX_KEY } }],
    ['POST', (id: number) => `/session/connections/${id}/disconnect`],
    ['PATCH', (id: number) => `/session/connections/${id}`, { name: 'Sales' }],
    ['POST', (id: number) => `/session/connections/${id}/sign-ins`, { values: {}, locale: 'en' }],
    ['GET', (_id: number, signInId: number) => `/session/sign-ins/${signInId}`],
    ['GET', (_id: number, signInId: number) => `/session/sign-ins/${signInId}/events`],
    ['DELETE', (_id: number, signInId: number) => `/session/sign-ins/${signInId}`],
  ] as const;
  const portal = { kind: 'portal' };
  const unknown = { kind: 'integration', integration: 'unknown' };
  for (const subject of [portal, unknown]) {
    for (const [method, path, body] of calls) {
      test(`reaches no connection: ${subject.kind}, ${method} ${path(1, 2)}`, async () => {
        const { bearer, id, signInId } = await storeSession({ ...storedContext, ...FULL_GRANT, version: 3, subject });
        const { status, json } = await callSessionApi(harness, path(id, signInId), { bearer, method, body });
        assert.equal(status, 404);
        assert.equal((json as ErrorResponse).error.code, 'not_found');
      });
    }
  }

  test('lists none for a portal, and does not exist for an integration that the configuration does not have', async () => {
    const read = async (subject: object) => {
      const { bearer } = await storeSession({ ...storedContext, ...FULL_GRANT, version: 3, subject });
      return callSessionApi(harness, '/session', { bearer });
    };
    assert.deepEqual(((await read(portal)).json as SessionResponse).connectors, []);
    assert.equal((await read(unknown)).status, 404);
  });
});

describe('saving credentials', () => {
  test('that the provider accepts connect, with the name of the account', async () => {
    const dialog = await openSandboxDialog();
    const { status, json } = await saveCredentials(dialog, { api_key: SANDBOX_KEY });
    assert.equal(status, 200);
    const { connection } = json as ConnectionResponse;
    assert.equal(connection.status, 'connected');
    assert.equal(connection.verified, true);
    assert.equal(connection.account, SANDBOX_ACCOUNT);
    assert.ok(Math.abs(Date.parse(connection.connectedAt ?? '') - harness.now()) < 10_000);
    assert.deepEqual(await storedConnections(dialog), connection);
  });

  test('that the provider refuses leave an error with its message', async () => {
    const dialog = await openSandboxDialog();
    const { status, json } = await saveCredentials(dialog, { api_key: 'wrong' });
    assert.equal(status, 422);
    const { error } = json as ErrorResponse;
    assert.equal(error.code, 'invalid_credentials');
    assert.equal(error.connection?.status, 'error');
    assert.equal(error.connection.problem?.code, 'invalid_credentials');
    assert.ok(error.connection.problem.providerMessage);
    assert.deepEqual(await storedConnections(dialog), error.connection);
  });

  test('that the provider refuses later leave the working connection, and report the attempt', async () => {
    const dialog = await openSandboxDialog();
    await saveCredentials(dialog, { api_key: SANDBOX_KEY });
    const { status, json } = await saveCredentials(dialog, { api_key: 'wrong' });
    assert.equal(status, 422);
    assert.equal((json as ErrorResponse).error.connection?.status, 'connected');
    const after = await storedConnections(dialog);
    assert.equal(after.status, 'connected');
    assert.equal(after.problem, undefined);
  });

  const unavailable = ['sandbox-failing', 'sandbox-limited', 'sandbox-down'];
  for (const connector of unavailable) {
    test(`that ${connector} cannot check are 502, not an error of the person`, async () => {
      const { status, json } = await saveCredentials(await openSandboxDialog(connector), { api_key: SANDBOX_KEY });
      assert.equal(status, 502);
      assert.equal((json as ErrorResponse).error.code, 'provider_unavailable');
    });
  }

  const mistakes: readonly (readonly [string, Record<string, string>, string])[] = [
    ['nothing', {}, 'values.api_key'],
    ['a blank', { api_key: ' ' }, 'values.api_key'],
    ['a field that does not exist', { api_key: 'x', other: 'y' }, 'values'],
    ['a line break within', { api_key: 'x\ny' }, 'values.api_key'],
  ];
  for (const [title, values, path] of mistakes) {
    test(`of ${title} is refused with the path`, async () => {
      const { status, json } = await saveCredentials(await openSandboxDialog(), values);
      assert.equal(status, 422);
      const { error } = json as ErrorResponse;
      assert.equal(error.code, 'invalid_request');
      assert.ok(
        error.fields?.some((field) => field.path === path),
        JSON.stringify(error.fields),
      );
    });
  }

  test('twice at once: the second is refused because something has changed', async () => {
    const dialog = await openSandboxDialog();
    const answers = await Promise.all([
      saveCredentials(dialog, { api_key: SANDBOX_KEY }),
      saveCredentials(dialog, { api_key: SANDBOX_KEY }),
    ]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409]);
    assert.equal((await storedConnections(dialog)).status, 'connected');
  });

  test('is a success even if the details for the host page cannot be made, which the log reports', async () => {
    const dialog = await openSandboxDialog();
    await saveCredentials(dialog, { api_key: SANDBOX_KEY });
    const { store } = harness.deps;
    const connection = await store.connections.findInOrganization('acme', dialog.id);
    assert.ok(connection);
    const installation = await store.installations.findByIntegration(connection, 'plain', null);
    assert.ok(installation);
    const broken = { hash: randomBytes(32), sealed: randomBytes(100) };
    await store.write(({ installations }) => installations.setCapability(connection, installation.id, broken));

    const { status, json } = await saveCredentials(dialog, { api_key: SANDBOX_KEY });
    assert.equal(status, 200);
    const { connection: connected, successDetails } = json as ConnectionResponse;
    assert.equal(connected.status, 'connected');
    assert.deepEqual(successDetails, {});
    assert.deepEqual(await storedConnections(dialog), connected);
    assert.match(harness.log(), /"level":50[^\n]*the details for the host page could not be made/);
  });

  test('that a person cancels stores nothing', async () => {
    const dialog = await openSandboxDialog('sandbox-slow');
    const cancel = new AbortController();
    const request = new Request(`http://localhost/session/connections/${dialog.id}/credentials`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${dialog.bearer}`, 'content-type': 'application/json' },
      body: JSON.stringify({ values: { api_key: SANDBOX_KEY } }),
      signal: cancel.signal,
    });
    const answer = harness.fetch(request);
    setImmediate(() => cancel.abort());
    assert.notEqual((await answer).status, 200);
    assert.equal((await storedConnections(dialog)).status, 'disconnected');
  });
});

describe('a connection', () => {
  test('that is disconnected has lost its credentials', async () => {
    const dialog = await openSandboxDialog();
    await saveCredentials(dialog, { api_key: SANDBOX_KEY });
    const path = `/session/connections/${dialog.id}/disconnect`;
    const { status, json } = await callSessionApi(harness, path, { bearer: dialog.bearer, method: 'POST' });
    assert.equal(status, 200);
    const { connection } = json as ConnectionResponse;
    assert.deepEqual([connection.status, connection.verified, connection.account], ['disconnected', false, undefined]);
    const full = await harness.deps.store.connections.findInOrganization('acme', dialog.id);
    assert.ok(full);
    assert.equal(await harness.deps.store.connections.credentials(full, dialog.id), undefined);
  });

  test('accepts another name, but not one that cannot be shown', async () => {
    const dialog = await openSandboxDialog();
    const rename = (name: string) =>
      callSessionApi(harness, `/session/connections/${dialog.id}`, {
        bearer: dialog.bearer,
        method: 'PATCH',
        body: { name },
      });
    assert.equal((await rename(' Sales ')).status, 200);
    assert.equal((await storedConnections(dialog)).name, 'Sales');
    for (const name of ['  ', 'x'.repeat(101), 'a\u001b[2J', 'a\u202eb', 'a\u0000', '\u3164\u200b']) {
      assert.equal((await rename(name)).status, 422, JSON.stringify(name));
    }
  });
});

describe('a session', () => {
  test('lasts an hour after its last use and no longer', async () => {
    const own = await startHarness();
    try {
      const token = hs256(subjectClaims(own.now()));
      const bearer = bearerOf(await loadPage(own, `/acme/sandbox/auth?tenant=${token}`));
      const status = async () => (await callSessionApi(own, '/session', { bearer })).status;
      const minute = 60_000;
      own.advance(50 * minute);
      assert.equal(await status(), 200);
      own.advance(50 * minute);
      assert.equal(await status(), 200);
      own.advance(61 * minute);
      assert.equal(await status(), 401);
    } finally {
      await own.close();
    }
  });

  test('that cannot be extended is still answered, and the next request tries again', async (t) => {
    const own = await startHarness();
    t.after(() => own.close());
    const token = hs256(subjectClaims(own.now()));
    const bearer = bearerOf(await loadPage(own, `/acme/sandbox/auth?tenant=${token}`));
    const minute = 60_000;
    own.advance(50 * minute);
    const refusal = new StorageUnavailableError({ cause: new Error('database or disk is full') });
    const write = t.mock.method(own.deps.store, 'write', () => Promise.reject(refusal));
    assert.equal((await callSessionApi(own, '/session', { bearer })).status, 200);
    assert.match(own.log(), /"level":40[^\n]*disk is full[^\n]*the session could not be extended/);
    write.mock.restore();
    own.advance(minute);
    assert.equal((await callSessionApi(own, '/session', { bearer })).status, 200);
    own.advance(50 * minute);
    assert.equal((await callSessionApi(own, '/session', { bearer })).status, 200);
  });

  test('ends twelve hours after it started, even if it is used', async (t) => {
    const own = await startHarness();
    t.after(() => own.close());
    const token = hs256(subjectClaims(own.now()));
    const bearer = bearerOf(await loadPage(own, `/acme/sandbox/auth?tenant=${token}`));
    const statusAfter = async (minutes: number) => {
      own.advance(minutes * 60_000);
      return (await callSessionApi(own, '/session', { bearer })).status;
    };
    for (let halfHours = 1; halfHours < 24; halfHours += 1) assert.equal(await statusAfter(30), 200);
    assert.equal(await statusAfter(29), 200);
    assert.equal(await statusAfter(1), 401);
  });

  const bodies: readonly (readonly [string, string, string | undefined, number])[] = [
    ['no JSON', '{"values":', 'application/json', 400],
    ['a list', '[]', 'application/json', 422],
    ['an unknown key', '{"values":{},"more":1}', 'application/json', 422],
    ['a polluting key', '{"values":{"__proto__":"x"}}', 'application/json', 422],
    ['another polluting key', '{"values":{"constructor":"x"}}', 'application/json', 422],
    ['a form', 'values=x', 'application/x-www-form-urlencoded', 415],
    ['plain text', '{"values":{}}', 'text/plain', 415],
    ['no type', '{"values":{}}', undefined, 415],
  ];
  for (const [title, body, type, expected] of bodies) {
    test(`answers ${expected} to a body that is ${title}`, async () => {
      const { bearer, id } = await openSandboxDialog();
      const response = await harness.request(`/session/connections/${id}/credentials`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${bearer}`, ...(type !== undefined && { 'content-type': type }) },
        body: new TextEncoder().encode(body),
      });
      assert.equal(response.status, expected);
    });
  }
});

describe('a call from a page of another origin', () => {
  const send = ({ bearer }: Dialog, { method, path, origin }: { method: string; path: string; origin: string }) =>
    harness.request(`http://internal.example.com:4000${path}`, {
      method,
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json', origin },
      ...(method !== 'GET' && { body: '{}' }),
    });

  const calls: readonly (readonly [method: string, path: (id: number) => string])[] = [
    ['GET', () => '/session'],
    ['PUT', (id) => `/session/connections/${id}/credentials`],
    ['POST', (id) => `/session/connections/${id}/disconnect`],
    ['PATCH', (id) => `/session/connections/${id}`],
    ['POST', (id) => `/session/connections/${id}/sign-ins`],
    ['GET', () => '/session/sign-ins/1/events'],
  ];
  const foreign = [
    'https://evil.example',
    'https://connect.example.com.evil.example',
    'http://internal.example.com:4001',
    'null',
    'nonsense',
  ];
  for (const [method, path] of calls) {
    test(`is refused although its bearer is valid: ${method} ${path(1)}`, async () => {
      const dialog = await openSandboxDialog();
      for (const origin of foreign) {
        const response = await send(dialog, { method, path: path(dialog.id), origin });
        assert.equal(response.status, 403, origin);
        assert.equal(((await response.json()) as ErrorResponse).error.code, 'origin_not_allowed', origin);
      }
    });
  }

  test('is reported in the log', async () => {
    await send(await openSandboxDialog(), { method: 'GET', path: '/session', origin: 'https://named.example' });
    const line = harness.log().match(/.*"origin":"https:\/\/named\.example".*/)?.[0] ?? '';
    assert.match(line, /"code":"origin_not_allowed"/);
    assert.match(line, /"reason":"the call comes from a page that this server did not send"/);
  });

  for (const origin of ['https://connect.example.com', 'http://internal.example.com:4000']) {
    test(`does not come from a page of the server itself: ${origin}`, async () => {
      assert.equal((await send(await openSandboxDialog(), { method: 'GET', path: '/session', origin })).status, 200);
    });
  }
});

describe('a session with permissions', () => {
  /** Every call that changes something or reads a sign-in, and the permission that it needs. */
  const CALLS: readonly (readonly [
    permission: 'connect' | 'manage',
    method: string,
    path: (dialog: { readonly id: number; readonly signInId: number }) => string,
    body?: object,
  ])[] = [
    ['connect', 'PUT', ({ id }) => `/session/connections/${id}/credentials`, { values: { api_key: SANDBOX_KEY } }],
    ['connect', 'POST', ({ id }) => `/session/connections/${id}/sign-ins`, { values: {}, locale: 'en' }],
    ['connect', 'GET', ({ signInId }) => `/session/sign-ins/${signInId}`],
    ['connect', 'DELETE', ({ signInId }) => `/session/sign-ins/${signInId}`],
    ['connect', 'POST', () => '/session/connections', { connector: 'sandbox' }],
    ['connect', 'DELETE', ({ id }) => `/session/connections/${id}`],
    ['manage', 'POST', ({ id }) => `/session/connections/${id}/disconnect`],
    ['manage', 'PATCH', ({ id }) => `/session/connections/${id}`, { name: 'Europe' }],
  ];
  const openWith = (permissions: readonly string[]) => {
    const subject = { kind: 'connector', connector: 'sandbox' };
    return storeSession({ ...storedContext, subject, permissions, state: null, version: 3 });
  };

  for (const [permission, method, path, body] of CALLS) {
    const title = `${method} ${path({ id: 1, signInId: 1 }).replaceAll('1', ':id')}`;

    test(`is refused without ${permission}, and nothing changes: ${title}`, async () => {
      const others = ['view', permission === 'connect' ? 'manage' : 'connect'];
      const dialog = await openWith(others);
      const before = await storedConnections(dialog);
      const { status, json } = await callSessionApi(harness, path(dialog), { bearer: dialog.bearer, method, body });
      assert.equal(status, 403);
      assert.equal((json as ErrorResponse).error.code, 'forbidden');
      assert.deepEqual(await storedConnections(dialog), before);
    });

    test(`is not refused with ${permission}: ${title}`, async () => {
      const dialog = await openWith(['view', permission]);
      const { status } = await callSessionApi(harness, path(dialog), { bearer: dialog.bearer, method, body });
      assert.notEqual(status, 403);
    });
  }

  test('may always look at connections, but not follow a sign-in without connect', async () => {
    const { bearer, signInId } = await openWith(['view']);
    assert.equal((await callSessionApi(harness, '/session', { bearer })).status, 200);
    assert.equal((await callSessionApi(harness, `/session/sign-ins/${signInId}/events`, { bearer })).status, 403);
  });

  test('has those of its token, and gives the state of the token back in success and receipt', async () => {
    const claims = { sub: `person-${(people += 1)}`, permissions: ['connect'], state: 'order 7' };
    const token = hs256(subjectClaims(harness.now(), claims));
    const page = await loadPage(harness, `/acme/sandbox/auth?dialect=native&tenant=${token}`);
    assert.ok(page.state.kind === 'dialog');
    assert.deepEqual(page.state.permissions, ['view', 'connect']);
    const dialog = { bearer: bearerOf(page), id: selectedId(page.state) };
    const saved = await saveCredentials(dialog, { api_key: SANDBOX_KEY });
    const { receipt, state } = (saved.json as ConnectionResponse).successDetails ?? {};
    assert.equal(state, 'order 7');
    assert.equal(decodeJwt(String(receipt))['state'], 'order 7');
    const path = `/session/connections/${dialog.id}/disconnect`;
    assert.equal((await callSessionApi(harness, path, { bearer: dialog.bearer, method: 'POST' })).status, 403);
  });
});
