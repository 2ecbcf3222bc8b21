import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createConnection } from '../../connections/change-connection.ts';
import { HOST_ORIGIN, PRIVATE_KEYS, rs256, startHarness, vendorClaims } from '../../testing/harness.ts';
import type { Harness } from '../../testing/harness.ts';
import { connectionsOf, loadPage, selectedId } from '../../testing/page.ts';

let harness: Harness;
let id = 0;

before(async () => {
  harness = await startHarness();
  id = await make('4242', null);
});
after(() => harness.close());

async function make(tenantKey: string, userKey: string | null, connector = 'sandbox'): Promise<number> {
  const order = { organization: 'acme', tenantKey, userKey, connector, name: 'Sandbox', actor: null };
  return (await createConnection(harness.deps, order)).id;
}

const token = (claims: object = {}) => rs256(vendorClaims(harness.now(), claims));

describe('the page of a connection', () => {
  const paths: readonly ((connection: number) => string)[] = [
    (connection) => `/direct_link/embedded/connections/${connection}`,
    (connection) => `/direct_link/embedded/connection/${connection}`,
    (connection) => `/embedded/connection/${connection}`,
    (connection) => `/direct_link/embedded/connections/${connection}>`,
    (connection) => `/direct_link/embedded/connections/${connection}%3E`,
  ];
  for (const path of paths) {
    test(`opens at ${path(1)}`, async () => {
      const { status, state } = await loadPage(harness, `${path(id)}?workato_dl_token=${token()}`);
      assert.equal(status, 200);
      assert.ok(state.kind === 'dialog');
      assert.equal(state.dialect, 'workato');
      assert.equal(selectedId(state), id);
      assert.deepEqual(
        connectionsOf(state).map((connection) => connection.id),
        [id],
      );
    });
  }

  const subjects: readonly (readonly [string, string])[] = [
    ['the customer’s own id', 'we1:4242'],
    ['the vendor’s id of the customer', 'we1:E4242'],
    ['a user of the customer', 'we1:4242:ada'],
    ['URL-encoded parts', 'we1:%34242'],
  ];
  for (const [title, sub] of subjects) {
    test(`opens for ${title}`, async () => {
      const path = `/direct_link/embedded/connections/${id}?workato_dl_token=${token({ sub })}`;
      assert.equal((await loadPage(harness, path)).status, 200);
    });
  }

  test('creates the tenant at its first valid token, and uses up no token, though the connection does not exist', async () => {
    const early = token({ sub: 'we1:newcomer' });
    const open = (connection: number) =>
      loadPage(harness, `/direct_link/embedded/connections/${connection}?workato_dl_token=${early}`);
    assert.equal((await open(987_654_321)).status, 404);
    assert.ok(await harness.deps.store.tenants.findByKey('acme', 'newcomer'));
    assert.equal((await open(await make('newcomer', null))).status, 200);
  });

  test('creates no tenant for a token that is refused', async () => {
    const late = token({ sub: 'we1:stranger', iat: 1 });
    const page = await loadPage(harness, `/direct_link/embedded/connections/${id}?workato_dl_token=${late}`);
    assert.equal(page.status, 401);
    assert.equal(await harness.deps.store.tenants.findByKey('acme', 'stranger'), undefined);
  });

  test('of one user opens for that user only', async () => {
    const own = await make('4242', 'ada');
    const status = async (sub: string) =>
      (await loadPage(harness, `/direct_link/embedded/connections/${own}?workato_dl_token=${token({ sub })}`)).status;
    assert.equal(await status('we1:4242:ada'), 200);
    assert.equal(await status('we1:4242:bob'), 404);
    assert.equal(await status('we1:4242'), 404);
  });

  test('receives the origin that the token names, and otherwise the whole list', async () => {
    const parent = async (claims: object) => {
      const path = `/direct_link/embedded/connections/${id}?workato_dl_token=${token(claims)}`;
      return (await loadPage(harness, path)).state.parent;
    };
    const allowed = [HOST_ORIGIN, 'https://*.acme.example'];
    const origin = 'https://eu.acme.example';
    assert.deepEqual(await parent({ origin }), { allowed, anyOrigin: false, targetOrigin: origin, fallback: 'first' });
    assert.deepEqual(await parent({ origin: '' }), { allowed, anyOrigin: false, fallback: 'first' });
  });

  test('may be embedded by the organization whose page asks, even without a token', async () => {
    const page = await loadPage(harness, `/direct_link/embedded/connections/${id}`, {
      headers: { referer: 'https://app.acme.example/settings' },
    });
    assert.equal(page.status, 401);
    assert.match(page.headers.get('content-security-policy') ?? '', /frame-ancestors https:\/\/app\.acme\.example/);
  });

  test('allows any page to embed it in sandbox mode and says so, and shows no real connector', async () => {
    const order = { organization: 'play', userKey: null, connector: 'sandbox', name: 'Sandbox', actor: null };
    const connection = await createConnection(harness.deps, { ...order, tenantKey: '4242' });
    const played = rs256(vendorClaims(harness.now(), { sub: 'we4:4242' }), PRIVATE_KEYS.acme);
    const page = await loadPage(
      harness,
      `/direct_link/embedded/connections/${connection.id}?workato_dl_token=${played}`,
    );
    assert.equal(page.status, 200);
    assert.ok(page.state.kind === 'dialog' && page.state.sandbox && page.state.parent.anyOrigin);
    assert.doesNotMatch(page.headers.get('content-security-policy') ?? '', /frame-ancestors/);
  });
});
