import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type {
  AddConnectionResponse,
  ConnectionResponse,
  ErrorResponse,
  PublicApplicationResponse,
  SessionResponse,
  TokenExchangeResponse,
} from '../../../widget/protocol/session-api.ts';
import { signOut } from '../../connections/sign-out.ts';
import { SANDBOX_KEY, SANDBOX_PASSWORD, SANDBOX_USERNAME } from '../../sandbox/keys.ts';
import { HOST_ORIGIN, hs256, startHarness, subjectClaims } from '../../testing/harness.ts';
import type { Harness } from '../../testing/harness.ts';
import { callSessionApi, connectionsOf, loadPage } from '../../testing/page.ts';
import { ApplicationHost } from './testing/application-host.ts';

const PORTAL = '/embed/applications/0d7c%20portal';
const SALES = '/embed/applications/9a41';
/** The path of a connector that no integration has. */
const ALONE = '/connectors/sandbox-workspace';
const SECRET = 'initech-signs-its-tokens-with-this';

let harness: Harness;
let host: ApplicationHost;
let stranger: ApplicationHost;

before(async () => {
  const integrations = {
    sales: {
      id: 1,
      name: 'Sales',
      description: 'Both in step',
      category: 'CRM',
      connectors: ['own', 'sandbox-basic', 'sandbox'],
      ownConnector: 'own',
      access: 'public',
      // Nothing but to connect.
      schedule: { editable: false },
    },
    team: { id: 2, name: 'Team', connectors: ['sandbox-bearer'], groups: ['managers'], sharing: 'user' },
    single: { id: 3, name: 'Single', connectors: ['sandbox', 'sandbox-custom'], multiple: false },
    secret: { id: 4, name: 'Secret', connectors: ['sandbox-bearer'], groups: ['managers'], access: 'public' },
  };
  harness = await startHarness({
    organizations: {
      initech: {
        name: 'Initech',
        allowedOrigins: [HOST_ORIGIN, 'https://other.acme.example'],
        keys: [{ alg: 'HS256', secret: SECRET }],
        integrations,
        apps: {
          '0d7c portal': { show: 'portal' },
          '9a41': { integration: 'sales' },
          managers: { integration: 'team' },
          single: { integration: 'single' },
        },
      },
      hooli: {
        allowedOrigins: ['https://hooli.example'],
        apps: { hooli: { show: 'portal' } },
        connectors: { only: { name: 'Only', auth: { type: 'api_key', in: 'bearer' } } },
      },
    },
  });
  host = await ApplicationHost.start(harness, 'initech');
  stranger = await ApplicationHost.start(harness, 'hooli');
});
after(() => harness.close());

/** Opens an application and returns what its page shows. */
async function open(path: string, token: string, request: object = {}): Promise<TokenExchangeResponse> {
  const { status, json, text } = await host.exchange(path, { token, ...request });
  assert.equal(status, 200, text);
  return json as TokenExchangeResponse;
}

async function refusal(path: string, token: string | null, request: object = {}): Promise<[number, string]> {
  const { status, json } = await host.exchange(path, { token, ...request });
  return [status, (json as ErrorResponse).error.code];
}

async function connect(
  { bearer }: { bearer: string },
  id: number | undefined,
  values: Record<string, string> = { api_key: SANDBOX_KEY },
): Promise<ConnectionResponse> {
  const path = `/session/connections/${id ?? 0}/credentials`;
  const body = { values };
  const { status, json, text } = await callSessionApi(harness, path, { bearer, method: 'PUT', body });
  assert.equal(status, 200, text);
  return json as ConnectionResponse;
}

let tenants = 0;
const newTenant = () => ({ tenant: `tenant-${(tenants += 1)}` });

describe('the page of an application', () => {
  for (const prefix of ['', '/code-mode']) {
    test(`is a shell for the origins of its organization, at any path below it: ${prefix || 'without a prefix'}`, async () => {
      for (const path of [
        PORTAL,
        `${PORTAL}/`,
        `${PORTAL}/integrations/sales`,
        `${PORTAL}/own/page?embed_id=1&embed_mode=x`,
      ]) {
        const { status, headers, state } = await loadPage(harness, prefix + path);
        assert.equal(status, 200);
        assert.match(headers.get('cache-control') ?? '', /public/);
        const policy = headers.get('content-security-policy') ?? '';
        assert.ok(policy.includes(`frame-ancestors ${HOST_ORIGIN} https://other.acme.example`), policy);
        assert.ok(state.kind === 'waiting');
        assert.equal(state.dialect, 'superblocks');
        assert.deepEqual(state.app?.id, '0d7c portal');
        assert.equal(decodeURIComponent(state.app.path), prefix + decodeURIComponent(PORTAL));
      }
    });
  }

  test('speaks native on request, to the tag', async () => {
    const { state } = await loadPage(harness, `${PORTAL}?dialect=native`);
    assert.ok(state.kind === 'waiting' && state.app);
    assert.equal(state.dialect, 'native');
    const { subject } = await open(`${SALES}?dialect=native`, await host.sessionToken());
    assert.deepEqual(subject, { kind: 'integration', integration: 'sales' });
  });

  test('keeps messages that arrive before its script runs, which pages of other dialects need not', async () => {
    const { html } = await loadPage(harness, PORTAL);
    assert.match(html, /embedMessages=\[\]/);
    const native = await loadPage(harness, `${PORTAL}?dialect=native`);
    assert.ok(!native.html.includes('embedMessages=[]'));
  });

  test('says the same to every reader, and reads no token in its address', async () => {
    const plain = await loadPage(harness, SALES);
    const parameters = ['token', 'tenant', 'access_token', 'workato_dl_token'];
    const token = await host.sessionToken();
    const query = parameters.map((name) => `${name}=${token}`).join('&');
    const withToken = await loadPage(harness, `${SALES}?${query}`);
    assert.equal(withToken.html, plain.html);
  });

  test('does not exist for an unknown application, which no site can frame', async () => {
    const { status, headers, state } = await loadPage(harness, '/embed/applications/none');
    assert.equal(status, 404);
    assert.match(headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/);
    assert.equal(state.kind === 'notice' && state.code, 'not_found');
    assert.deepEqual(await refusal('/embed/applications/none', await host.sessionToken()), [404, 'not_found']);
    assert.deepEqual(await refusal('/embed/applications/none', null), [404, 'not_found']);
  });
});

describe('an application of one integration', () => {
  test('shows the connectors that a person connects, in order, each with a connection', async () => {
    const shown = await open(SALES, await host.sessionToken(newTenant()));
    assert.deepEqual(shown.app, { id: '9a41', name: 'Sales' });
    assert.equal(shown.path, '/integrations/sales');
    assert.deepEqual(shown.subject, { kind: 'integration', integration: 'sales' });
    assert.deepEqual(
      shown.connectors.map(({ connector, connections, canAdd }) => [connector.name, connections.length, canAdd]),
      [
        ['sandbox-basic', 1, true],
        ['sandbox', 1, true],
      ],
    );
    const { connectors, ...summary } = shown.integration!;
    assert.deepEqual(summary, { id: 1, slug: 'sales', name: 'Sales', description: 'Both in step', category: 'CRM' });
    assert.deepEqual(
      connectors.map(({ name }) => name),
      ['sandbox-basic', 'sandbox'],
    );
    assert.deepEqual(shown.integrations, [shown.integration]);
    assert.equal(shown.setupProblem?.code, 'own_credential_missing');
  });

  test('has a session that sees and changes the connections of each of its connectors, and no others', async () => {
    const tenant = newTenant();
    const shown = await open(SALES, await host.sessionToken(tenant));
    const other = await open('/embed/applications/single', await host.sessionToken(tenant));
    const [basic, sandbox] = connectionsOf(shown);
    const custom = other.connectors[1]?.connections[0];
    const { bearer } = shown;
    const read = async () =>
      ((await callSessionApi(harness, '/session', { bearer })).json as SessionResponse).connectors.map(
        ({ name, connections }) => [name, connections.map(({ id }) => id)],
      );
    assert.deepEqual(await read(), [
      ['sandbox-basic', [basic?.id]],
      ['sandbox', [sandbox?.id]],
    ]);
    const call = (method: string, path: string, body?: object) =>
      callSessionApi(harness, `/session/connections${path}`, { bearer, method, body });
    assert.equal((await call('PATCH', `/${sandbox?.id}`, { name: 'Ours' })).status, 200);
    assert.equal((await call('PATCH', `/${custom?.id}`, { name: 'Theirs' })).status, 404);

    const added = await call('POST', '', { connector: 'sandbox' });
    assert.equal(added.status, 201);
    const { id, name } = (added.json as AddConnectionResponse).connection;
    assert.match(name, / 2$/);
    for (const connector of ['own', 'sandbox-custom', 'unknown']) {
      assert.equal((await call('POST', '', { connector })).status, 404, connector);
    }
    assert.deepEqual(await read(), [
      ['sandbox-basic', [basic?.id]],
      ['sandbox', [sandbox?.id, id]],
    ]);
    const deleted = await harness.request(`/session/connections/${id}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${bearer}` },
    });
    assert.equal(deleted.status, 204);
    assert.equal((await call('POST', `/${sandbox?.id}/disconnect`)).status, 200);
  });

  test('installs the integration with its last connector, with a receipt that names the person', async () => {
    const tenant = newTenant();
    const shown = await open(SALES, await host.sessionToken(tenant));
    const password = { username: SANDBOX_USERNAME, password: SANDBOX_PASSWORD };
    await connect(shown, shown.connectors[0]?.connections[0]?.id, password);
    const { connection, successDetails } = await connect(shown, shown.connectors[1]?.connections[0]?.id);
    assert.equal(connection.status, 'connected');
    const [, payload = ''] = String(successDetails?.['receipt']).split('.');
    const { sub, user } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
    assert.deepEqual([sub, user], [tenant.tenant, 'ada@customer.example']);
    const { store } = harness.deps;
    const found = await store.tenants.findByKey('initech', tenant.tenant);
    const scope = { organization: 'initech', tenantId: found!.id };
    assert.ok(await store.installations.findByIntegration(scope, 'sales', null));
  });

  test('installs nothing before the last connector is connected', async () => {
    const tenant = newTenant();
    const shown = await open(SALES, await host.sessionToken(tenant));
    await connect(shown, shown.connectors[1]?.connections[0]?.id);
    const found = await harness.deps.store.tenants.findByKey('initech', tenant.tenant);
    const scope = { organization: 'initech', tenantId: found!.id };
    assert.equal(await harness.deps.store.installations.findByIntegration(scope, 'sales', null), undefined);
    assert.equal(shown.installation, undefined);
  });

  test('is set up before it is installed where people choose when it runs', async () => {
    const { installation } = await open('/embed/applications/single', await host.sessionToken(newTenant()));
    assert.equal(installation?.schedule.editable, true);
    assert.equal(installation.installation, undefined);
  });

  test('keeps the connections of users apart where they are not shared', async () => {
    const tenant = { ...newTenant(), groupIds: ['managers'] };
    const ada = await open('/embed/applications/managers', await host.sessionToken(tenant));
    const bob = await open(
      '/embed/applications/managers',
      await host.sessionToken({ ...tenant, email: 'bob@customer.example' }),
    );
    const [hers] = connectionsOf(ada);
    assert.notEqual(hers?.id, connectionsOf(bob)[0]?.id);
    const path = `/session/connections/${hers?.id}`;
    const { status } = await callSessionApi(harness, path, {
      bearer: bob.bearer,
      method: 'PATCH',
      body: { name: 'x' },
    });
    assert.equal(status, 404);
  });

  test('adds no connection where the integration allows one', async () => {
    const { bearer, connectors } = await open('/embed/applications/single', await host.sessionToken(newTenant()));
    assert.ok(connectors.every(({ canAdd }) => canAdd !== true));
    const body = { connector: 'sandbox' };
    assert.equal((await callSessionApi(harness, '/session/connections', { bearer, method: 'POST', body })).status, 409);
  });

  test('is hidden from users outside its groups, as if it did not exist, and their account is recorded', async () => {
    const tenant = newTenant();
    assert.deepEqual(await refusal('/embed/applications/managers', await host.sessionToken(tenant)), [
      404,
      'not_found',
    ]);
    assert.ok(await harness.deps.store.tenants.findByKey('initech', tenant.tenant));
  });

  test('shows one of its connectors alone on request, and no other connector', async () => {
    const token = await host.sessionToken(newTenant());
    const shown = await open(`${SALES}/connectors/sandbox`, token);
    assert.deepEqual(shown.subject, { kind: 'connector', connector: 'sandbox' });
    assert.equal(shown.path, '/connectors/sandbox');
    const others = ['/connectors/own', '/connectors/sandbox-custom', ALONE, '/integrations/single', '/integrations/x'];
    for (const path of others) {
      assert.deepEqual(await refusal(SALES + path, token), [404, 'not_found'], path);
    }
  });
});

describe('an application with a portal', () => {
  test('shows what the tenant has installed', async () => {
    const tenant = newTenant();
    const statuses = async () => {
      const { integrations = [] } = await open(PORTAL, await host.sessionToken(tenant));
      return integrations.map(({ slug, status }) => [slug, status]);
    };
    const fresh = await statuses();
    assert.ok(fresh.length > 0);
    assert.ok(fresh.every(([, status]) => status === 'not_installed'));
    const sales = await open(SALES, await host.sessionToken(tenant));
    const values = { 'sandbox-basic': { username: SANDBOX_USERNAME, password: SANDBOX_PASSWORD } };
    for (const { connector, connections } of sales.connectors) {
      await connect(
        sales,
        connections[0]?.id,
        connector.name === 'sandbox-basic' ? values['sandbox-basic'] : undefined,
      );
    }
    assert.deepEqual(
      await statuses(),
      fresh.map(([slug, status]) => [slug, slug === 'sales' ? 'installed' : status]),
    );
  });

  const slugs = ({ integrations = [] }: { integrations?: TokenExchangeResponse['integrations'] }) =>
    integrations.map(({ slug }) => slug);

  test('lists the integrations of the groups of the user, and opens none of several', async () => {
    const shown = await open(PORTAL, await host.sessionToken(newTenant()));
    assert.deepEqual(shown.subject, { kind: 'portal' });
    assert.deepEqual([shown.app?.name, shown.path, shown.connectors], ['Initech', '/', []]);
    assert.deepEqual(slugs(shown), ['sales', 'single']);
    const answer = await callSessionApi(harness, '/session', { bearer: shown.bearer });
    assert.deepEqual((answer.json as SessionResponse).connectors, []);
    const manager = await open(PORTAL, await host.sessionToken({ ...newTenant(), groupIds: ['managers'] }));
    assert.deepEqual(slugs(manager), ['sales', 'team', 'single', 'secret']);
  });

  test('opens what the page asks for, else its address, else its properties', async () => {
    const token = await host.sessionToken(newTenant());
    const shown = async (path: string, request: object = {}) => (await open(PORTAL + path, token, request)).path;
    const properties = { integration: 'Sales' };
    assert.equal(await shown('/integrations/3'), '/integrations/single');
    assert.equal(await shown('/integrations/single', { properties }), '/integrations/single');
    assert.equal(
      await shown('/integrations/single', { properties, path: '/integrations/sales' }),
      '/integrations/sales',
    );
    assert.equal(await shown('/integrations/single', { properties, path: '/' }), '/');
    assert.equal(await shown('/a/page/of/the/host', { properties }), '/integrations/sales');
    assert.equal(await shown('', { properties: { connector: 'sandbox-custom' } }), '/connectors/sandbox-custom');
    assert.equal(await shown('', { properties: { integration: { $ne: 1 }, connector: ['x'], appearance: 7 } }), '/');
  });

  test('does not tell what is hidden from what is absent', async () => {
    const token = await host.sessionToken(newTenant());
    const answers = await Promise.all(
      ['/integrations/team', '/integrations/none', '/connectors/sandbox-bearer', '/connectors/none'].map((path) =>
        host.exchange(PORTAL, { token, path }),
      ),
    );
    const bodies = answers.map(({ status, json }) => {
      const { code, message } = (json as ErrorResponse).error;
      return [status, code, message].join(' ');
    });
    assert.match(bodies[0] ?? '', /^404 not_found/);
    assert.equal(new Set(bodies.slice(0, 3)).size, 1);
    assert.ok(bodies.every((body) => body.startsWith('404 not_found')));
  });

  test('opens the integration or connector of the token, and no other', async () => {
    const integration = await host.sessionToken({ ...newTenant(), integration: 'team' });
    assert.equal((await open(PORTAL, integration)).path, '/integrations/team');
    assert.deepEqual(await refusal(PORTAL, integration, { path: '/integrations/sales' }), [404, 'not_found']);
    assert.deepEqual(await refusal(SALES, integration), [404, 'not_found']);
    const connector = await host.sessionToken({ ...newTenant(), connector: 'sandbox-custom' });
    assert.equal((await open(PORTAL, connector)).path, '/connectors/sandbox-custom');
    assert.deepEqual(await refusal(PORTAL, connector, { path: '/connectors/sandbox' }), [404, 'not_found']);
    assert.deepEqual(await refusal(SALES, connector), [404, 'not_found']);
  });

  test('opens a connector that no integration has, unless an integration is asked for too', async () => {
    const token = await host.sessionToken(newTenant());
    assert.equal((await open(PORTAL, token, { path: ALONE })).path, ALONE);
    const properties = { integration: 'Sales', connector: 'sandbox-workspace' };
    assert.deepEqual(await refusal(PORTAL, token, { properties }), [404, 'not_found']);
  });

  test('shows the name of the tenant in the token, else that of the host, else the key', async () => {
    const tenant = newTenant();
    const properties = { tenantName: 'Shown once', locale: 'de' };
    const unnamed = await open(PORTAL, await host.sessionToken(tenant), { properties });
    assert.deepEqual([unnamed.tenant, unnamed.locale], ['Shown once', 'de']);
    assert.equal((await open(PORTAL, await host.sessionToken(tenant))).tenant, tenant.tenant);
    const metadata = { externalOrgName: 'Customer Inc.' };
    const named = await open(PORTAL, await host.sessionToken({ ...tenant, metadata }), { properties });
    assert.equal(named.tenant, 'Customer Inc.');
  });

  test('shows public integrations to everybody, and creates nothing', async () => {
    const { store } = harness.deps;
    const before = await store.connections.listOrganization('initech', { limit: 1000, afterId: 0 });
    const { status, json } = await host.exchange(PORTAL, { token: null });
    assert.equal(status, 200);
    const { integrations, ...rest } = json as PublicApplicationResponse;
    assert.deepEqual(rest, {
      readOnly: true,
      organization: 'Initech',
      sandbox: false,
      app: { id: '0d7c portal', name: 'Initech' },
      path: '/',
      locale: 'en',
    });
    assert.deepEqual(slugs({ integrations }), ['sales']);
    const after = await store.connections.listOrganization('initech', { limit: 1000, afterId: 0 });
    assert.deepEqual(after, before);
    assert.deepEqual(await refusal('/embed/applications/single', null), [401, 'token_missing']);
  });
});

describe('a session token', () => {
  test('opens no application of another organization', async () => {
    assert.deepEqual(await refusal(PORTAL, await stranger.sessionToken()), [401, 'token_invalid']);
    assert.deepEqual(await refusal('/embed/applications/hooli', await host.sessionToken()), [401, 'token_invalid']);
  });

  test('opens the native pages of its organization by message, and no other page', async () => {
    const token = await host.sessionToken(newTenant());
    const native = await open('/initech/sandbox-basic/auth?dialect=native', token);
    assert.deepEqual(native.subject, { kind: 'connector', connector: 'sandbox-basic' });
    const id = connectionsOf(native)[0]?.id;
    await open(`/initech/connections/${id}`, token);
    const inUrl = await loadPage(harness, `/initech/sandbox-basic/auth?dialect=native&tenant=${token}`);
    const pandium = await loadPage(harness, `/initech/sandbox-basic/auth?tenant=${token}`);
    const workato = await loadPage(harness, `/direct_link/embedded/connections/${id}?workato_dl_token=${token}`);
    for (const { status, state } of [inUrl, pandium, workato]) {
      assert.deepEqual([status, state.kind === 'notice' && state.code], [401, 'token_invalid']);
    }
    const other = await host.exchange('/hooli/only/auth?dialect=native', { token });
    assert.equal(other.status, 401);
    assert.equal((await callSessionApi(harness, '/session', { bearer: token })).status, 401);
    assert.equal(
      (await harness.request('/api/v1/connectors', { headers: { authorization: `Bearer ${token}` } })).status,
      401,
    );
  });

  test('with a connector opens the native pages of that connector only', async () => {
    const tenant = newTenant();
    const token = await host.sessionToken({ ...tenant, connector: 'sandbox-basic' });
    const basic = await open('/initech/connector/auth?dialect=native', token);
    assert.deepEqual(basic.subject, { kind: 'connector', connector: 'sandbox-basic' });
    assert.deepEqual(await refusal('/initech/sandbox/auth?dialect=native', token), [404, 'not_found']);
    const id = connectionsOf(await open('/initech/sandbox/auth?dialect=native', await host.sessionToken(tenant)))[0]
      ?.id;
    assert.deepEqual(await refusal(`/initech/connections/${id}`, token), [404, 'not_found']);
  });

  test('is what applications accept: no token that a key of the organization signed', async () => {
    const claims = subjectClaims(harness.now(), { tenant: '4242' });
    for (const header of [{}, { typ: 'embed-session+jwt' }]) {
      assert.deepEqual(await refusal(SALES, hs256(claims, SECRET, header)), [401, 'token_invalid']);
    }
    const forged = hs256(claims, SECRET, { typ: 'embed-session+jwt' });
    assert.deepEqual(await refusal('/initech/sandbox/auth?dialect=native', forged), [401, 'token_invalid']);
  });

  test('with an origin is accepted from a message of that origin only', async () => {
    const token = await host.sessionToken({ ...newTenant(), origin: HOST_ORIGIN });
    await open(SALES, token);
    for (const path of [SALES, '/initech/sandbox/auth?dialect=native']) {
      for (const origin of ['https://other.acme.example', undefined, 'null', '']) {
        assert.deepEqual(await refusal(path, token, { origin }), [403, 'origin_not_allowed']);
      }
    }
  });

  test('can be used again, and ends with its access token, as do the sessions that it opened', async () => {
    const revocable = await ApplicationHost.start(harness, 'initech');
    const token = await revocable.sessionToken(newTenant());
    const first = await open(SALES, token);
    const second = await open(SALES, token);
    assert.notEqual(first.bearer, second.bearer);
    const { id } = revocable.accessToken.stored;
    const { store } = harness.deps;
    await store.write(({ accessTokens }) => accessTokens.revoke('initech', id, harness.now()));
    for (const { bearer } of [first, second]) {
      const { status, json } = await callSessionApi(harness, '/session', { bearer });
      assert.deepEqual([status, (json as ErrorResponse).error.code], [401, 'session_expired']);
    }
    assert.deepEqual(await refusal(SALES, token), [401, 'token_invalid']);
  });

  test('ends when its user is signed out, as do the sessions that it opened', async () => {
    const tenant = newTenant();
    const token = await host.sessionToken(tenant);
    const { bearer } = await open(SALES, token);
    const bob = await open(SALES, await host.sessionToken({ ...tenant, email: 'bob@customer.example' }));
    const found = await harness.deps.store.tenants.findByKey('initech', tenant.tenant);
    const scope = { organization: 'initech', tenantId: found!.id };
    await signOut(harness.deps, { scope, userKey: 'ada@customer.example', actor: null });
    assert.equal((await callSessionApi(harness, '/session', { bearer })).status, 401);
    assert.deepEqual(await refusal(SALES, token), [401, 'token_expired']);
    assert.equal((await callSessionApi(harness, '/session', { bearer: bob.bearer })).status, 200);
  });

  test('ends when its access token expires', async () => {
    const expiring = await ApplicationHost.start(harness, 'initech', { expiresAt: harness.now() + 60_000 });
    const token = await expiring.sessionToken(newTenant());
    const { bearer } = await open(SALES, token);
    harness.advance(60_000);
    assert.equal((await callSessionApi(harness, '/session', { bearer })).status, 401);
    assert.deepEqual(await refusal(SALES, token), [401, 'token_invalid']);
  });

  test('is not logged', async () => {
    const token = await host.sessionToken(newTenant());
    await open(SALES, token);
    await loadPage(harness, `${SALES}?tenant=${token}`);
    assert.ok(!harness.log().includes(token.split('.')[1] ?? '?'));
  });
});
