import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  SANDBOX_KEY,
  SANDBOX_MACHINE_ID,
  SANDBOX_MACHINE_SECRET,
  SANDBOX_PASSWORD,
  SANDBOX_USERNAME,
} from '../sandbox/keys.ts';
import { sandboxConnectors } from '../sandbox/connectors.ts';
import { connectorsWithBehaviour } from '../sandbox/testing/behaviour-connectors.ts';
import type { Harness } from '../testing/harness.ts';
import { completeSignIn, openDialog } from '../testing/sign-in.ts';
import { issueAccessToken } from './testing/access-token.ts';
import { startApiHarness } from './testing/api-harness.ts';
import type { ApiHarness } from './testing/api-harness.ts';

let api: ApiHarness;
let harness: Harness;
let token: string;

before(async () => {
  api = await startApiHarness({
    connectors: (url) => ({
      ...connectorsWithBehaviour(url, {
        rotating: 'auto+rotate+ttl=3600',
        refused: 'auto+refresh-invalid+ttl=3600',
        failing: 'auto+refresh-500+ttl=3600',
      }),
      'unverified-oauth1': { ...sandboxConnectors(url)['sandbox-oauth1'], verify: undefined },
      'unverified-oauth2': {
        name: 'Regional',
        clientId: 'client',
        clientSecret: 'secret',
        auth: {
          refreshUrl: 'https://{region}/token',
          ...{ type: 'oauth2', authorizationUrl: 'https://example.com/', tokenUrl: 'https://example.com/token' },
          capture: { region: { from: 'token', path: 'region', map: { eu: 'eu.example.com', us: 'us.example.com' } } },
        },
      },
    }),
  });
  harness = api.harness;
  token = (await issueAccessToken(harness, { name: 'sync job' })).token;
});
after(() => harness.close());

/** Values that the server exchanges for a token, by connector. */
const EXCHANGED = {
  'sandbox-client-credentials': { client_id: SANDBOX_MACHINE_ID, client_secret: SANDBOX_MACHINE_SECRET },
  'sandbox-refreshable': { fields: { username: SANDBOX_USERNAME, password: SANDBOX_PASSWORD } },
};

const HOUR_MS = 3_600_000;
const refreshes = () => harness.sandbox.counters().refresh;

const read = (id: number, query = '') => api.call('GET', `/connections/${id}/credentials${query}`, { token });

async function signIn(connector: string): Promise<number> {
  const dialog = await openDialog(harness, connector);
  assert.equal((await completeSignIn(harness, dialog)).answer.status, 200);
  return dialog.id;
}

const create = (body: object) => api.call('POST', '/connections', { token, body });

async function connect(connector: string, credentials: object): Promise<number> {
  const answer = await create({ tenant: connector, connector, credentials });
  assert.equal(answer.status, 201, answer.text);
  return Number(answer.body['id']);
}

async function activity(id: number) {
  const connection = await harness.deps.store.connections.findInOrganization('acme', id);
  assert.ok(connection);
  const rows = await harness.deps.store.activity.list(connection, 2000);
  return rows.filter(({ connectionId }) => connectionId === id);
}

describe('the credentials that a back end reads', () => {
  const forms = {
    sandbox: [{ api_key: SANDBOX_KEY }, { type: 'api_key', api_key: SANDBOX_KEY, inputs: {} }],
    'sandbox-workspace': [
      { api_key: SANDBOX_KEY, inputs: { workspace: 'acme' } },
      { type: 'api_key', api_key: SANDBOX_KEY, inputs: { workspace: 'acme' } },
    ],
    'sandbox-basic': [
      { username: SANDBOX_USERNAME, password: SANDBOX_PASSWORD },
      { type: 'basic', username: SANDBOX_USERNAME, password: SANDBOX_PASSWORD, inputs: {} },
    ],
    'sandbox-custom': [
      { fields: { app_id: 'sandbox-app', app_key: SANDBOX_KEY } },
      { type: 'custom', fields: { app_id: 'sandbox-app', app_key: SANDBOX_KEY }, inputs: {} },
    ],
    'sandbox-aws': [
      { access_key_id: 'SANDBOXACCESSKEY', secret_access_key: 'sandbox-secret-access-key' },
      {
        ...{ type: 'aws_sigv4', access_key_id: 'SANDBOXACCESSKEY', secret_access_key: 'sandbox-secret-access-key' },
        ...{ session_token: null, region: 'eu-central-1', service: 'execute-api', inputs: {} },
      },
    ],
  } as const;
  for (const [connector, [given, expected]] of Object.entries(forms)) {
    test(`have the form of their auth type: ${connector}`, async () => {
      const id = await connect(connector, given);
      const { status, body, headers } = await read(id);
      assert.equal(status, 200, JSON.stringify(body));
      assert.deepEqual(body, expected);
      assert.equal(headers.get('cache-control'), 'no-store');
    });
  }

  test('have the tokens of a sign-in, and never the refresh token', async () => {
    const { body } = await read(await signIn('rotating'));
    const { access_token: accessToken, expires_at: expiresAt, ...rest } = body;
    assert.ok(accessToken);
    assert.ok(Date.parse(String(expiresAt)) > harness.now());
    assert.deepEqual(rest, { type: 'oauth2', scopes: ['contacts.read', 'contacts.write'], captured: {}, inputs: {} });
  });

  test('have the tokens of OAuth 1.0a and of an exchange', async () => {
    const given = { token: 'a-token', token_secret: 'its-secret' };
    const oauth1 = await read(await connect('unverified-oauth1', given));
    assert.deepEqual(oauth1.body, { type: 'oauth1', ...given, captured: {}, inputs: {} });
    for (const [connector, credentials] of Object.entries(EXCHANGED)) {
      const { body } = await read(await connect(connector, credentials));
      const fields = ['access_token', 'captured', 'expires_at', 'inputs', 'scopes', 'type'];
      assert.deepEqual(Object.keys(body).toSorted(), fields);
    }
  });

  test('are those that another back end gave, with the values that a sign-in would bring', async () => {
    const given = {
      ...{ access_token: 'given', expires_at: '2100-01-01T00:00:00.000Z', scopes: ['a', 'b'] },
      captured: { region: 'eu.example.com' },
    };
    const id = await connect('unverified-oauth2', { ...given, refresh_token: 'kept' });
    assert.deepEqual((await read(id)).body, { type: 'oauth2', ...given, inputs: {} });

    // A captured value with a `map` may be a whole host, so the tokens would be sent wherever it says.
    for (const captured of [{ region: 'evil.example.com' }, { region: 'eu' }, {}, { other: 'x' }]) {
      const credentials = { ...given, captured };
      const { status } = await create({ tenant: 'captured', connector: 'unverified-oauth2', credentials });
      assert.equal(status, 422, JSON.stringify(captured));
    }
  });

  test('need the scope of their own', async () => {
    const id = await connect('sandbox', { api_key: SANDBOX_KEY });
    const other = await issueAccessToken(harness, { scopes: ['read', 'write'] });
    const { status } = await api.call('GET', `/connections/${id}/credentials`, { token: other.token });
    assert.equal(status, 403);
  });
});

describe('reading credentials', () => {
  test('a thousand times at once refreshes an expired token once, and records each read with the name of the token', async () => {
    const id = await signIn('rotating');
    const old = await read(id);
    harness.advance(2 * HOUR_MS);
    const before = refreshes();
    const answers = await Promise.all(Array.from({ length: 1000 }, () => read(id)));
    assert.equal(refreshes() - before, 1);
    assert.ok(answers.every(({ status }) => status === 200));
    const tokens = new Set(answers.map(({ body }) => body['access_token']));
    assert.equal(tokens.size, 1);
    assert.ok(!tokens.has(old.body['access_token']));
    const reads = (await activity(id)).filter(({ type }) => type === 'connection.credentials_read');
    assert.equal(reads.length, 1001);
    assert.ok(reads.every(({ actor }) => actor?.name === 'sync job'));
  });

  test('with fresh=true refreshes a token that is still valid', async () => {
    const id = await signIn('rotating');
    const old = await read(id);
    const fresh = await read(id, '?fresh=true');
    assert.notEqual(fresh.body['access_token'], old.body['access_token']);
    assert.equal((await read(id)).body['access_token'], fresh.body['access_token']);
  });

  test('is a conflict while the connection is not connected', async () => {
    const id = await connect('sandbox', { api_key: SANDBOX_KEY });
    await api.call('POST', `/connections/${id}/disconnect`, { token });
    const disconnected = await read(id);
    assert.deepEqual([disconnected.status, disconnected.body.error.code], [409, 'conflict']);

    const refused = await signIn('refused');
    harness.advance(2 * HOUR_MS);
    for (let round = 0; round < 2; round += 1) {
      const { status, body } = await read(refused);
      assert.deepEqual([status, body.error.code], [409, 'conflict']);
    }
    assert.ok((await activity(refused)).every(({ type }) => type !== 'connection.credentials_read'));
  });

  test('gives the old token while it is valid if the provider cannot refresh it, and none after that', async () => {
    const id = await signIn('failing');
    harness.advance(HOUR_MS * 0.95);
    assert.equal((await read(id)).status, 200);
    harness.advance(HOUR_MS);
    const { status, body } = await read(id);
    assert.deepEqual([status, body.error.code], [502, 'provider_unavailable']);
  });
});
