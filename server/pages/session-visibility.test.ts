import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { ErrorResponse } from '../../widget/protocol/session-api.ts';
import { SANDBOX_KEY } from '../sandbox/keys.ts';
import { ACME_SECRET, HOST_ORIGIN, hs256, startHarness, subjectClaims } from '../testing/harness.ts';
import { callSessionApi, connectionsOf, loadPage } from '../testing/page.ts';

const orders = { id: 1, connectors: ['sandbox'] };
const other = { id: 2, connectors: ['sandbox-basic'] };

/** Opens a page of the integration `orders`, restarts the server with other integrations, and calls the session. */
async function callsAfter(t: TestContext, path: string, integrations: object) {
  const start = async (present: object, databaseFolder?: string) => {
    const shop = {
      allowedOrigins: [HOST_ORIGIN],
      keys: [{ alg: 'HS256', secret: ACME_SECRET }],
      integrations: present,
    };
    const harness = await startHarness({
      organizations: { shop },
      ...(databaseFolder !== undefined && { databaseFolder }),
    });
    t.after(() => harness.close());
    return harness;
  };
  const before = await start({ orders, other });
  const { state } = await loadPage(before, `${path}?tenant=${hs256(subjectClaims(before.now(), { sub: 'ada' }))}`);
  assert.ok(state.kind === 'dialog');
  const after = await start(integrations, before.databaseFolder);
  const { bearer } = state;
  const id = connectionsOf(state)[0]?.id ?? 0;
  const call = (method: string, address: string, body?: object) =>
    callSessionApi(after, `/session${address}`, { bearer, method, ...(body && { body }) });
  const answers = [
    await call('GET', ''),
    await call('PUT', `/connections/${id}/credentials`, { values: { api_key: SANDBOX_KEY } }),
    await call('PATCH', `/connections/${id}`, { name: 'Mine' }),
  ];
  const installed = await after.deps.store.installations.listOrganization('shop', { afterId: 0, limit: 10 });
  return { answers, installed, call };
}

const GONE = 'The integration of this page is not available any more.';

for (const [title, path, integrations] of [
  ['an install flow whose integration was removed', '/shop/tenants/create/orders', { other }],
  ['a portal whose integration was renamed', '/shop/integrations/orders', { sales: orders, other }],
  [
    'a portal whose integration is for a group now',
    '/shop/integrations/orders',
    { orders: { ...orders, groups: ['gold'] }, other },
  ],
  ['a page of one connector whose integration was removed', '/shop/sandbox/auth', { other }],
] as const) {
  test(`the session of ${title} says that it is not available`, async (t) => {
    const { answers, installed } = await callsAfter(t, path, integrations);
    for (const { status, json } of answers) {
      const { error } = json as ErrorResponse;
      assert.deepEqual([status, error.code, error.message], [404, 'not_found', GONE]);
    }
    assert.deepEqual(installed, []);
  });
}

test('the session of a portal whose integration was removed goes back to the list', async (t) => {
  const { call } = await callsAfter(t, '/shop/integrations/orders', { other });
  assert.equal((await call('POST', '/view', { integration: null })).status, 200);
});

test('the session of an install flow continues when another integration is removed', async (t) => {
  const { answers } = await callsAfter(t, '/shop/tenants/create/orders', { orders });
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200],
  );
});
