import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createConnection } from '../connections/change-connection.ts';
import { ACME_SECRET, GLOBEX_SECRET, HOST_ORIGIN, hs256, startHarness, subjectClaims } from '../testing/harness.ts';
import type { Harness } from '../testing/harness.ts';
import { bearerOf, callSessionApi, connectionsOf, exchangeToken, loadPage, withoutIds } from '../testing/page.ts';

let harness: Harness;
/** Connections by owner. */
let ids: Readonly<Record<'shared' | 'adas' | 'bobs' | 'otherTenant' | 'otherOrganization', number>>;

/** An organization with an integration for a group, and one with an own connector. */
const GROUPED = {
  name: 'Grouped',
  allowedOrigins: [HOST_ORIGIN],
  keys: [{ alg: 'HS256', secret: ACME_SECRET }],
  integrations: {
    gold: { id: 1, name: 'Gold', connectors: ['sandbox'], groups: ['gold'] },
    paired: { id: 2, name: 'Paired', connectors: ['own', 'sandbox-basic'], ownConnector: 'own' },
  },
};

before(async () => {
  harness = await startHarness({ organizations: { grouped: GROUPED } });
  const make = async (organization: string, tenantKey: string, userKey: string | null) => {
    const order = { organization, tenantKey, userKey, connector: 'sandbox', name: 'Sandbox', actor: null };
    return (await createConnection(harness.deps, order)).id;
  };
  ids = {
    shared: await make('acme', '4242', null),
    adas: await make('acme', '4242', 'ada'),
    bobs: await make('acme', '4242', 'bob'),
    otherTenant: await make('acme', '9999', null),
    otherOrganization: await make('globex', '4242', null),
  };
});
after(() => harness.close());

const token = (claims: object = {}, secret?: string) =>
  hs256(subjectClaims(harness.now(), { sub: 'ada', external_id: '4242', ...claims }), secret);
const path = (id: number | string, org = 'acme') => `/${org}/connections/${id}`;

describe('the page of one connection', () => {
  for (const whose of ['shared', 'adas'] as const) {
    test(`shows exactly the connection that its address names: ${whose}`, async () => {
      const { status, state } = await loadPage(harness, `${path(ids[whose])}?tenant=${token()}`);
      assert.equal(status, 200);
      assert.ok(state.kind === 'dialog');
      assert.equal(state.dialect, 'native');
      assert.deepEqual(
        connectionsOf(state).map(({ id }) => id),
        [ids[whose]],
      );
    });
  }

  test('creates the tenant at its first token and no connection, though the connection is another tenant’s', async () => {
    const claims = { external_id: 'newcomer', tenant_name: 'Contoso' };
    const page = await loadPage(harness, `${path(ids.shared)}?tenant=${token(claims)}`);
    assert.equal(page.status, 404);
    const tenant = await harness.deps.store.tenants.findByKey('acme', 'newcomer');
    assert.ok(tenant);
    assert.equal(tenant.name, 'Contoso');
    const scope = { organization: 'acme', tenantId: tenant.id };
    assert.deepEqual(await harness.deps.store.connections.list(scope, {}), []);
  });

  test('names the tenant as the newest token that has a name, else by its key', async () => {
    const { id } = await createConnection(harness.deps, {
      organization: 'acme',
      tenantKey: 'renamed',
      userKey: null,
      connector: 'sandbox',
      name: 'Sandbox',
      actor: null,
    });
    const shownTenant = async (claims: object) => {
      const page = await loadPage(harness, `${path(id)}?tenant=${token({ external_id: 'renamed', ...claims })}`);
      return page.state.kind === 'dialog' ? page.state.tenant : '';
    };
    assert.equal(await shownTenant({}), 'renamed');
    assert.equal(await shownTenant({ tenant_name: 'Contoso' }), 'Contoso');
    assert.equal(await shownTenant({}), 'Contoso');
    assert.equal(await shownTenant({ ti: { udn: 'Fabrikam' } }), 'Fabrikam');
  });

  const strangers: readonly (readonly [title: string, id: () => number | string])[] = [
    ['another tenant’s', () => ids.otherTenant],
    ['another user’s', () => ids.bobs],
    ['another organization’s', () => ids.otherOrganization],
    ['0', () => 0],
    ['text', () => 'abc'],
    ['a number with a leading zero', () => `0${ids.shared}`],
    ['a number followed by something else', () => `${ids.shared}>`],
    ['a number that is too large', () => '99999999999999999999'],
  ];
  for (const [title, id] of strangers) {
    test(`answers for ${title} as for one that does not exist`, async () => {
      const absent = await loadPage(harness, `${path(987_654_321)}?tenant=${token()}`);
      const page = await loadPage(harness, `${path(id())}?tenant=${token()}`);
      assert.equal(page.status, 404);
      assert.equal(withoutIds({ ...page, text: page.html }), withoutIds({ ...absent, text: absent.html }));

      const absentExchange = await exchangeToken(harness, path(987_654_321), token());
      const exchanged = await exchangeToken(harness, path(id()), token());
      assert.equal(exchanged.status, 404);
      assert.equal(withoutIds(exchanged), withoutIds(absentExchange));
    });
  }

  test('opens for no token that another organization’s key has signed', async () => {
    const { status } = await loadPage(harness, `${path(ids.shared)}?tenant=${token({}, GLOBEX_SECRET)}`);
    assert.equal(status, 401);
    const other = await loadPage(harness, `${path(ids.shared, 'globex')}?tenant=${token({}, GLOBEX_SECRET)}`);
    assert.equal(other.status, 404);
  });

  describe('opens by its id nothing that the page of its connector does not open', () => {
    const cases: readonly (readonly [title: string, connector: string, claims: object, status: number])[] = [
      ['an integration for a group of the token', 'sandbox', { xti: { user_group: 'gold' } }, 200],
      ['an integration that the token names', 'sandbox', { xti: { integration_name: 'gold' } }, 200],
      ['a connector without an integration', 'sandbox-bearer', {}, 200],
      ['an integration for other groups', 'sandbox', { xti: { user_group: 'silver' } }, 404],
      ['another integration than the token names', 'sandbox-basic', { xti: { integration_name: 'gold' } }, 404],
      ['the own connector of the organization', 'own', {}, 404],
      ['the own connector, which the token names', 'own', { xti: { connector_name: 'own' } }, 404],
    ];
    for (const [title, connector, claims, status] of cases) {
      test(`${title}: ${status}`, async () => {
        const order = { organization: 'grouped', tenantKey: '4242', userKey: null, name: 'Any', actor: null };
        const { id } = await createConnection(harness.deps, { ...order, connector });
        const page = await loadPage(harness, `${path(id, 'grouped')}?tenant=${token(claims)}`);
        assert.equal(page.status, status);
        assert.equal((await exchangeToken(harness, path(id, 'grouped'), token(claims))).status, status);
      });
    }
  });

  test('restricts its session to that connection', async () => {
    const bearer = bearerOf(await loadPage(harness, `${path(ids.shared)}?tenant=${token()}`));
    for (const id of [ids.adas, ids.otherTenant, ids.otherOrganization]) {
      const renamed = await callSessionApi(harness, `/session/connections/${id}`, {
        bearer,
        method: 'PATCH',
        body: { name: 'Mine' },
      });
      assert.equal(renamed.status, 404);
    }
  });

  test('does not use up a token when the connection does not exist', async () => {
    const order = { tenantKey: '4242', userKey: null, connector: 'sandbox', name: 'Sandbox', actor: null };
    const { id } = await createConnection(harness.deps, { ...order, organization: 'once' });
    const once = token();
    const statuses = [
      await loadPage(harness, `${path(987_654_321, 'once')}?tenant=${once}`),
      await loadPage(harness, `${path(id, 'once')}?tenant=${once}`),
      await loadPage(harness, `${path(id, 'once')}?tenant=${once}`),
    ].map(({ status }) => status);
    assert.deepEqual(statuses, [404, 200, 401]);
  });

  test('accepts tokens up to the age that the organization configures', async () => {
    const iat = Math.floor(harness.now() / 1000) - 661;
    const { status, state } = await loadPage(harness, `${path(ids.shared)}?tenant=${token({ iat })}`);
    assert.equal(status, 401);
    assert.equal(state.kind === 'notice' && state.code, 'token_expired');
  });
});
