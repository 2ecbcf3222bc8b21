import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createConnection } from '../../connections/change-connection.ts';
import { GLOBEX_SECRET, hs256, startHarness, subjectClaims } from '../../testing/harness.ts';
import type { Harness } from '../../testing/harness.ts';
import { bearerOf, callSessionApi, connectionsOf, exchangeToken, loadPage, withoutIds } from '../../testing/page.ts';

let harness: Harness;
/** Connections by whose they are. */
let ids: Readonly<Record<'shared' | 'adas' | 'bobs' | 'otherTenant' | 'otherOrganization', number>>;

before(async () => {
  harness = await startHarness();
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

  test('makes no connection and no tenant', async () => {
    const page = await loadPage(harness, `${path(ids.shared)}?tenant=${token({ external_id: 'newcomer' })}`);
    assert.equal(page.status, 404);
    assert.equal(await harness.deps.store.tenants.findByKey('acme', 'newcomer'), undefined);
  });

  const strangers: readonly (readonly [title: string, id: () => number | string])[] = [
    ['another tenant’s', () => ids.otherTenant],
    ['another user’s', () => ids.bobs],
    ['another organization’s', () => ids.otherOrganization],
    ['0', () => 0],
    ['text', () => 'abc'],
    ['a number behind a zero', () => `0${ids.shared}`],
    ['a number with something behind it', () => `${ids.shared}>`],
    ['a number beyond all others', () => '99999999999999999999'],
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

  test('opens for nobody with another organization’s key', async () => {
    const { status } = await loadPage(harness, `${path(ids.shared)}?tenant=${token({}, GLOBEX_SECRET)}`);
    assert.equal(status, 401);
    const other = await loadPage(harness, `${path(ids.shared, 'globex')}?tenant=${token({}, GLOBEX_SECRET)}`);
    assert.equal(other.status, 404);
  });

  test('keeps its session to that connection', async () => {
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

  test('does not use up a token where there is nothing to show', async () => {
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

  test('is for tokens no older than the organization says', async () => {
    const iat = Math.floor(harness.now() / 1000) - 661;
    const { status, state } = await loadPage(harness, `${path(ids.shared)}?tenant=${token({ iat })}`);
    assert.equal(status, 401);
    assert.equal(state.kind === 'notice' && state.code, 'token_expired');
  });
});
