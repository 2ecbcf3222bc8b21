import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { credentialsLocation } from '../connections/accepted-credentials.ts';
import { disconnect } from '../connections/change-connection.ts';
import { parseCredentials } from '../connectors/stored-credentials.ts';
import { sandboxConnectors } from '../sandbox/connectors.ts';
import { SANDBOX_KEY, SANDBOX_MACHINE_ID, SANDBOX_MACHINE_SECRET } from '../sandbox/keys.ts';
import type { StoredConnection } from '../store/connection-store.ts';
import { HOST_ORIGIN, hs256, startHarness } from '../testing/harness.ts';
import type { Harness } from '../testing/harness.ts';
import { bearerOf, callSessionApi, connectionsOf, exchangeToken, loadPage } from '../testing/page.ts';

const SECRET = 'the-locoia-secret-for-all-accounts!!';

let harness: Harness;
let accounts = 0;

before(async () => {
  harness = await startHarness({
    connectors: (url) => {
      const { sandbox } = sandboxConnectors(url);
      assert.ok(sandbox);
      return { ours: sandbox, theirs: sandbox, personal: sandbox, agreed: sandbox };
    },
    organizations: {
      vendor: {
        name: 'Vendor',
        allowedOrigins: [HOST_ORIGIN],
        keys: [{ alg: 'HS256', secret: SECRET, claims: 'locoia' }],
        integrations: {
          mine: { id: 2, connectors: ['personal'], sharing: 'user' },
          asked: { id: 3, connectors: ['agreed'], consent: { required: true, text: { en: 'May we?' } } },
        },
      },
      single: {
        name: 'Single',
        allowedOrigins: [HOST_ORIGIN],
        keys: [{ alg: 'HS256', secret: SECRET, claims: 'locoia' }],
        integrations: { sync: { id: 1, connectors: ['ours', 'theirs'] } },
      },
    },
  });
});
after(() => harness.close());

const newAccount = () => `account-${(accounts += 1)}`;

/** Signs a token of now, which is later than the ones before. */
function tokenOf(account: string, authentication: object, user = 'ada'): string {
  harness.advance(1000);
  const iat = Math.floor(harness.now() / 1000);
  const ids = { embed_account_id: account, embed_user_id: user, embed_state: 'here', iat, exp: iat + 600 };
  return hs256({ ...ids, client_authentication: authentication }, SECRET);
}

async function view(path: string, token: string, organization = 'vendor') {
  const page = await loadPage(harness, `/${organization}/${path}?tenant=${token}`);
  await harness.background.idle();
  assert.ok(page.state.kind === 'dialog', JSON.stringify(page.state));
  return { ...page, state: page.state, bearer: bearerOf(page) };
}

async function connectionsIn(account: string, connector: string): Promise<readonly StoredConnection[]> {
  const tenant = await harness.deps.store.tenants.findByKey('vendor', account);
  assert.ok(tenant);
  return harness.deps.store.connections.list({ organization: 'vendor', tenantId: tenant.id }, { connector });
}

async function apiKeyOf(connection: StoredConnection | undefined): Promise<string | undefined> {
  const sealed = connection && (await harness.deps.store.connections.credentials(connection, connection.id));
  return sealed && parseCredentials(harness.deps.vault.open(credentialsLocation(connection), sealed)).values['api_key'];
}

const key = (connector: string, auth_token = SANDBOX_KEY) => ({ connector_id: connector, auth_token });

describe('a connection that the host manages', () => {
  test('is made beside one of a person, which the host never changes', async () => {
    const account = newAccount();
    const first = await view('sandbox/auth', tokenOf(account, {}));
    const [own] = connectionsOf(first.state);
    const body = { values: { api_key: SANDBOX_KEY } };
    await callSessionApi(harness, `/session/connections/${own?.id}/credentials`, {
      bearer: first.bearer,
      method: 'PUT',
      body,
    });
    const [before] = await connectionsIn(account, 'sandbox');
    assert.equal(before?.status, 'connected');

    await view('sandbox/auth', tokenOf(account, key('sandbox', 'a-key-of-the-host')));
    const [after, hosted, ...others] = await connectionsIn(account, 'sandbox');
    assert.deepEqual([after, others], [before, []]);
    assert.equal(await apiKeyOf(after), SANDBOX_KEY);
    assert.deepEqual([hosted?.hostManaged, await apiKeyOf(hosted)], [true, 'a-key-of-the-host']);
  });

  test('cannot be changed by a person, who sees that the host manages it', async () => {
    const account = newAccount();
    const { state, bearer } = await view('sandbox/auth', tokenOf(account, key('sandbox')));
    const [shown, ...others] = connectionsOf(state);
    assert.ok(shown);
    assert.deepEqual([shown.isManaged, shown.status, others], [true, 'connected', []]);
    const [before] = await connectionsIn(account, 'sandbox');
    const path = `/session/connections/${shown.id}`;
    const attempts: readonly (readonly [method: string, path: string, body?: object])[] = [
      ['PUT', `${path}/credentials`, { values: { api_key: 'x' } }],
      ['POST', `${path}/disconnect`],
      ['PATCH', path, { name: 'Mine' }],
      ['POST', `${path}/sign-ins`, { values: {}, locale: 'en' }],
      ['DELETE', path],
    ];
    for (const [method, address, body] of attempts) {
      const { status } = await callSessionApi(harness, address, { bearer, method, body });
      assert.equal(status, 409, `${method} ${address}`);
    }
    assert.deepEqual(await connectionsIn(account, 'sandbox'), [before]);
  });

  test('is no step for a person: the page of the integration shows the next connector', async () => {
    const account = newAccount();
    const { state } = await view('connector/auth', tokenOf(account, key('ours')), 'single');
    assert.equal(state.connectors[0]?.connector.name, 'theirs');
  });

  test('belongs to the user where the integration shares by user', async () => {
    const account = newAccount();
    await view('personal/auth', tokenOf(account, key('personal'), 'ada'));
    await view('sandbox/auth', tokenOf(account, key('personal', 'the-key-of-bob'), 'bob'));
    const found = await connectionsIn(account, 'personal');
    const owners = found.map(({ userKey, hostManaged }) => [userKey, hostManaged]);
    assert.deepEqual(owners, [
      ['ada', true],
      ['bob', true],
    ]);
    assert.deepEqual([await apiKeyOf(found[0]), await apiKeyOf(found[1])], [SANDBOX_KEY, 'the-key-of-bob']);
  });

  test('waits for consent where consent is required', async () => {
    const account = newAccount();
    const { state } = await view('sandbox/auth', tokenOf(account, key('agreed')));
    assert.equal(state.setupProblem?.code, 'consent_required');
    assert.deepEqual(await connectionsIn(account, 'agreed'), []);
  });

  test('stays disconnected after the back end disconnected it, until the credentials change', async () => {
    const account = newAccount();
    await view('sandbox/auth', tokenOf(account, key('sandbox-bearer')));
    const [connection] = await connectionsIn(account, 'sandbox-bearer');
    assert.ok(connection);
    await disconnect(harness.deps, { connection, actor: null });
    await view('sandbox/auth', tokenOf(account, key('sandbox-bearer')));
    assert.equal((await connectionsIn(account, 'sandbox-bearer'))[0]?.status, 'disconnected');
    await view('sandbox/auth', tokenOf(account, key('sandbox-bearer', 'another-key')));
    assert.equal(await apiKeyOf((await connectionsIn(account, 'sandbox-bearer'))[0]), 'another-key');
  });

  test('exchanges credentials for tokens in the background where the connector needs it', async () => {
    const account = newAccount();
    const machine = { username: SANDBOX_MACHINE_ID, password: SANDBOX_MACHINE_SECRET };
    await view('sandbox/auth', tokenOf(account, { connector_id: 'sandbox-client-credentials', ...machine }));
    const [connection] = await connectionsIn(account, 'sandbox-client-credentials');
    assert.deepEqual(
      [connection?.status, connection?.verified, connection?.account],
      ['connected', true, SANDBOX_MACHINE_ID],
    );

    const other = newAccount();
    const wrong = { ...machine, password: 'a-wrong-machine-secret' };
    await view('sandbox/auth', tokenOf(other, { connector_id: 'sandbox-client-credentials', ...wrong }));
    assert.equal((await connectionsIn(other, 'sandbox-client-credentials'))[0]?.status, 'needs_reauth');
  });

  test('is made once by pages that open at the same time', async () => {
    const account = newAccount();
    const tokens = Array.from({ length: 10 }, (_, index) => tokenOf(account, key('sandbox-bearer', `key-${index}`)));
    await Promise.all(tokens.map((token) => exchangeToken(harness, '/vendor/sandbox/auth?dialect=native', token)));
    await harness.background.idle();
    const found = await connectionsIn(account, 'sandbox-bearer');
    assert.deepEqual([found.length, await apiKeyOf(found[0])], [1, 'key-9']);
  });

  test('is also updated by the page of one connection', async () => {
    const account = newAccount();
    await view('sandbox/auth', tokenOf(account, key('sandbox', 'a-wrong-key')));
    const [connection] = await connectionsIn(account, 'sandbox');
    assert.equal(connection?.status, 'needs_reauth');
    const { state } = await view(`connections/${connection.id}`, tokenOf(account, key('sandbox')));
    assert.equal(connectionsOf(state)[0]?.status, 'connected');
    assert.equal(await apiKeyOf((await connectionsIn(account, 'sandbox'))[0]), SANDBOX_KEY);
  });

  test('is in the activity log of the user, and its credentials are in no row of the session', async () => {
    const account = newAccount();
    const { state } = await view('sandbox/auth', tokenOf(account, key('sandbox-bearer', 'a-key-to-look-for')));
    const tenant = await harness.deps.store.tenants.findByKey('vendor', account);
    assert.ok(tenant);
    const activity = await harness.deps.store.activity.list({ organization: 'vendor', tenantId: tenant.id }, 10);
    assert.ok(activity.some(({ type, actor }) => type === 'connection.connected' && actor?.id === 'ada'));
    const everything = JSON.stringify([state, activity]) + harness.log();
    assert.ok(!everything.includes('a-key-to-look-for'));
  });
});
