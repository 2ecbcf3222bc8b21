import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ConnectionResponse, SessionResponse } from '../../widget/protocol/session-api.ts';
import { SANDBOX_APP_ID, SANDBOX_KEY, SANDBOX_PASSWORD, SANDBOX_USERNAME } from '../sandbox/keys.ts';
import { hs256, startHarness, subjectClaims } from '../testing/harness.ts';
import type { Harness } from '../testing/harness.ts';
import { bearerOf, callSessionApi, connectionsOf, loadPage, selectedId } from '../testing/page.ts';

let harness: Harness;
let people = 0;

before(async () => {
  harness = await startHarness();
});
after(() => harness.close());

const newPerson = () => `person-${(people += 1)}`;
const path = (connector: string, claims: object, org = 'acme') =>
  `/${org}/${connector}/auth?tenant=${hs256(subjectClaims(harness.now(), { sub: newPerson(), ...claims }))}`;

async function save(bearer: string, values: Record<string, string>) {
  const { json } = await callSessionApi(harness, '/session', { bearer });
  const id = connectionsOf(json as SessionResponse)[0]?.id ?? 0;
  return callSessionApi(harness, `/session/connections/${id}/credentials`, { bearer, method: 'PUT', body: { values } });
}

/** Saves credentials, and returns what the host page receives after the success. */
async function success(bearer: string, values: Record<string, string>) {
  const { status, json } = await save(bearer, values);
  assert.equal(status, 200);
  return (json as ConnectionResponse).successDetails as {
    webhook_url?: string;
    tenant: { name: string; integration: { id: number; name: string }; status: { auth: Record<string, unknown> } };
  };
}

describe('the auth-only page', () => {
  test('makes a connection the first time and finds it again after', async () => {
    const sub = newPerson();
    const first = await loadPage(harness, path('sandbox', { sub }));
    const second = await loadPage(harness, path('sandbox', { sub }));
    assert.ok(first.state.kind === 'dialog' && second.state.kind === 'dialog');
    assert.equal(selectedId(second.state), selectedId(first.state));
    assert.equal(connectionsOf(first.state)[0]?.status, 'disconnected');
  });

  test('makes one connection when opened twenty times at once', async () => {
    const sub = newPerson();
    const pages = await Promise.all(Array.from({ length: 20 }, () => loadPage(harness, path('sandbox', { sub }))));
    const ids = pages.map(({ state }) => (state.kind === 'dialog' ? selectedId(state) : 0));
    assert.equal(new Set(ids).size, 1);
    assert.notEqual(ids[0], 0);
  });

  test('shares a connection between the users of an account, unless each user has their own', async () => {
    const account = { external_id: newPerson() };
    const idFor = async (connector: string, sub: string) => {
      const { state } = await loadPage(harness, path(connector, { ...account, sub }));
      return state.kind === 'dialog' ? selectedId(state) : 0;
    };
    assert.equal(await idFor('sandbox', 'ada'), await idFor('sandbox', 'bob'));
    assert.notEqual(await idFor('sandbox-bearer', 'ada'), await idFor('sandbox-bearer', 'bob'));
  });

  test('installs the integration at the first success, once', async () => {
    const sub = newPerson();
    const bearer = bearerOf(await loadPage(harness, path('sandbox', { sub })));
    const { tenant, webhook_url } = await success(bearer, { api_key: SANDBOX_KEY });
    assert.equal(tenant.name, sub);
    assert.equal(tenant.integration.id, 1);
    assert.equal(tenant.status.auth['SANDBOX_AUTH_STATUS'], 'Connected');
    assert.equal(tenant.status.auth['connected'], true);
    const again = await success(bearer, { api_key: SANDBOX_KEY });
    assert.equal(again.webhook_url, webhook_url);
    assert.deepEqual({ ...again.tenant, status: 0 }, { ...tenant, status: 0 });
  });

  test('connects the connector alone if no integration has it', async () => {
    const bearer = bearerOf(await loadPage(harness, path('sandbox-query', {})));
    const { tenant } = await success(bearer, { api_key: SANDBOX_KEY });
    assert.deepEqual(tenant.integration, { id: 0, name: 'sandbox-query' });
  });

  test('does not confuse a connector alone with the integration of the same name', async () => {
    const bearer = bearerOf(await loadPage(harness, path('sandbox-custom', {})));
    const { tenant } = await success(bearer, { app_id: SANDBOX_APP_ID, app_key: SANDBOX_KEY });
    assert.deepEqual(tenant.integration, { id: 0, name: 'sandbox-custom' });
    assert.equal(tenant.status.auth['connected'], true);
  });
});

describe('claims that only inform', () => {
  test('refuse no page if they are bad, and the log says which and why without their values', async () => {
    const sub = newPerson();
    const ti = { udn: ['Ada'], uem: 'ada-of-the-log\u0000', ili: [{ id: 'in-the-list' }] };
    assert.equal((await loadPage(harness, path('sandbox', { sub, ti, meta: 7 }))).status, 200);
    const line = harness
      .log()
      .split('\n')
      .find((candidate) => candidate.includes('ignored claims with bad values'));
    const { claims } = JSON.parse(line ?? '{}') as { claims: readonly { path: string; reason: string }[] };
    assert.deepEqual(
      claims.map((claim) => claim.path),
      ['meta', 'ti.udn', 'ti.uem', 'ti.ili[0]'],
    );
    assert.ok(claims.every(({ reason }) => reason !== ''));
    assert.ok(!/ada-of-the-log|in-the-list/.test(harness.log()));
  });

  test('do not hide an integration from an auth-only page', async () => {
    const xti = { integration_name: 'plain', hidden_integrations: 'plain' };
    const page = await loadPage(harness, path('connector', { ti: { ili: ['absent', 'paired'], xti } }));
    assert.ok(page.state.kind === 'dialog');
    assert.equal(page.state.connectors[0]?.connector.name, 'sandbox');
  });
});

describe('the organization’s own connector', () => {
  const ownStatus = async (sub: string) => {
    const tenant = await harness.deps.store.tenants.findByKey('acme', sub);
    assert.ok(tenant);
    const [own] = await harness.deps.store.connections.list(
      { organization: 'acme', tenantId: tenant.id },
      { connector: 'own' },
    );
    return own?.status;
  };

  const tokens: readonly (readonly [string, unknown])[] = [
    ['a bare value', SANDBOX_KEY],
    ['its fields', { api_key: SANDBOX_KEY }],
  ];
  for (const [title, token] of tokens) {
    test(`is connected from ${title} in the token, and the page asks for the other connector`, async () => {
      const sub = newPerson();
      const page = await loadPage(harness, path('connector', { sub, xti: { token, integration_name: 'paired' } }));
      assert.ok(page.state.kind === 'dialog');
      assert.equal(page.state.connectors[0]?.connector.name, 'sandbox-basic');
      assert.equal(await ownStatus(sub), 'connected');
      const answer = await success(bearerOf(page), { username: SANDBOX_USERNAME, password: SANDBOX_PASSWORD });
      assert.equal(answer.tenant.status.auth['OWN_AUTH_STATUS'], 'Connected');
      assert.equal(answer.tenant.status.auth['connected'], true);
      assert.ok(!JSON.stringify(answer).includes(SANDBOX_KEY));
    });
  }

  test('stays connected when later tokens have no credential', async () => {
    const sub = newPerson();
    await loadPage(harness, path('sandbox-basic', { sub, xti: { token: SANDBOX_KEY } }));
    assert.equal((await loadPage(harness, path('sandbox-basic', { sub }))).status, 200);
  });

  const useless: readonly (readonly [string, unknown])[] = [
    ['one that is refused', 'wrong'],
    ['fields that do not exist', { user: 'ada' }],
  ];
  for (const [title, token] of useless) {
    test(`stays connected when a later token has ${title}`, async () => {
      const sub = newPerson();
      await loadPage(harness, path('sandbox-basic', { sub, xti: { token: SANDBOX_KEY } }));
      const page = await loadPage(harness, path('sandbox-basic', { sub, xti: { token } }));
      assert.equal(page.state.kind, 'dialog');
      assert.equal(await ownStatus(sub), 'connected');
    });
  }

  test('is not asked for again when it has a credential', async () => {
    const sub = newPerson();
    await loadPage(harness, path('sandbox-basic', { sub, xti: { token: SANDBOX_KEY } }));
    const tenant = await harness.deps.store.tenants.findByKey('acme', sub);
    const scope = { organization: 'acme', tenantId: tenant?.id ?? 0 };
    const before = await harness.deps.store.connections.list(scope, { connector: 'own' });
    await loadPage(harness, path('sandbox-basic', { sub, xti: { token: SANDBOX_KEY } }));
    assert.deepEqual(await harness.deps.store.connections.list(scope, { connector: 'own' }), before);
  });

  const missing: readonly (readonly [string, object, RegExp])[] = [
    ['brought nothing', {}, /^The token has no credential for the own connector own,/],
    ['had a blank credential', { xti: { token: ' ' } }, /^The token has no credential/],
    ['had a number as credential', { xti: { token: 7 } }, /^The token has no credential/],
    ['had one that is refused', { xti: { token: 'wrong' } }, /^The provider refused the credential/],
    ['had fields that do not exist', { xti: { token: { user: 'ada' } } }, /does not fit the fields/],
  ];
  for (const [title, claims, message] of missing) {
    test(`is missing when the token ${title}: developers hear of it, and the person can connect`, async () => {
      const page = await loadPage(harness, path('sandbox-basic', claims));
      assert.ok(page.state.kind === 'dialog');
      assert.equal(page.state.setupProblem?.code, 'own_credential_missing');
      assert.match(page.state.setupProblem.message, message);
      assert.ok(harness.log().includes(page.state.setupProblem.message));
      await success(bearerOf(page), { username: SANDBOX_USERNAME, password: SANDBOX_PASSWORD });
    });
  }

  test('has no page of its own: its address opens what is left to connect', async () => {
    const page = await loadPage(harness, path('own', { xti: { token: SANDBOX_KEY } }));
    assert.ok(page.state.kind === 'dialog');
    assert.equal(page.state.connectors[0]?.connector.name, 'sandbox-basic');
  });

  test('does not exist for a credential in the token of another integration, and the log says so', async () => {
    const page = await loadPage(harness, path('sandbox', { xti: { token: SANDBOX_KEY } }));
    assert.ok(page.state.kind === 'dialog');
    assert.equal(page.state.setupProblem, undefined);
    assert.match(harness.log(), /the token has a credential for an own connector, and there is none/);
  });
});

describe('a webhook address', () => {
  async function capability(org = 'acme'): Promise<string | undefined> {
    const bearer = bearerOf(await loadPage(harness, path('sandbox', {}, org)));
    return (await success(bearer, { api_key: SANDBOX_KEY })).webhook_url;
  }

  test('is not offered if the organization disabled it', async () => {
    assert.equal(await capability('once'), undefined);
  });
});
