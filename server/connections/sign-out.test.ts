import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import type { ErrorResponse } from '../../widget/protocol/session-api.ts';
import { hs256, rs256, startHarness, subjectClaims, vendorClaims } from '../testing/harness.ts';
import type { Harness } from '../testing/harness.ts';
import { bearerOf, callSessionApi, exchangeToken, loadPage, selectedId } from '../testing/page.ts';
import { createSignIn, openDialog, signInState, TestBrowser } from '../testing/sign-in.ts';
import { createConnection } from './change-connection.ts';
import { issueAccessToken } from '../api/testing/access-token.ts';
import { signOut, tokensNotBefore } from './sign-out.ts';

let harness: Harness;
/** Another process with the same database. */
let other: Harness;
let tenantCount = 0;

/** Called by the provider before it answers a request for tokens. */
let beforeTokens: () => Promise<unknown> = () => Promise.resolve();
const revoked: string[] = [];
const provider = createServer((request, response) => {
  void (async () => {
    const body = new URLSearchParams((await request.setEncoding('utf8').toArray()).join(''));
    if (request.url === '/revoke') revoked.push(body.get('token') ?? '');
    if (request.url === '/token') await beforeTokens();
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ access_token: 'new-access-token', token_type: 'Bearer' }));
  })();
});

before(async () => {
  provider.listen(0, '127.0.0.1');
  await once(provider, 'listening');
  const url = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  const urls = { authorizationUrl: `${url}/authorize`, tokenUrl: `${url}/token`, revocationUrl: `${url}/revoke` };
  const held = { name: 'Held', clientId: 'embed', clientSecret: 'a-client-secret', auth: { type: 'oauth2', ...urls } };
  harness = await startHarness({ connectors: () => ({ held }) });
  other = await startHarness({ databaseFolder: harness.databaseFolder });
});
after(async () => {
  await other.close();
  await harness.close();
  provider.close();
});

const newTenant = () => `tenant-${(tenantCount += 1)}`;

const scopeOf = async (key: string) => {
  const tenant = await harness.deps.store.tenants.findByKey('acme', key);
  assert.ok(tenant);
  return { organization: 'acme', tenantId: tenant.id };
};

const signOutOf = async (key: string, userKey: string | null = null) =>
  signOut(harness.deps, { scope: await scopeOf(key), userKey, actor: null });

/** Opens a dialog of a user of a tenant. */
async function openDialogOf(tenant: string, user: string) {
  const token = hs256(subjectClaims(harness.now(), { external_id: tenant, sub: user }));
  const page = await loadPage(harness, `/acme/sandbox/auth?tenant=${token}`);
  return { bearer: bearerOf(page), id: page.state.kind === 'dialog' ? selectedId(page.state) : 0, tenantKey: tenant };
}

const statusOf = async (app: Harness, { bearer }: { readonly bearer: string }) =>
  (await callSessionApi(app, '/session', { bearer })).status;

describe('a sign-out', () => {
  test('of a tenant ends the sessions of all its users on every process, and of no other tenant', async () => {
    const tenant = newTenant();
    const ann = await openDialogOf(tenant, 'ann');
    const bob = await openDialogOf(tenant, 'bob');
    const neighbour = await openDialogOf(newTenant(), 'ann');

    await signOutOf(tenant);

    for (const app of [harness, other]) {
      assert.deepEqual(
        await Promise.all([ann, bob, neighbour].map((dialog) => statusOf(app, dialog))),
        [401, 401, 200],
      );
    }
    const { json } = await callSessionApi(other, '/session', ann);
    assert.equal((json as ErrorResponse).error.code, 'session_expired');
  });

  test('of a user ends the sessions of that user only', async () => {
    const tenant = newTenant();
    const ann = await openDialogOf(tenant, 'ann');
    const bob = await openDialogOf(tenant, 'bob');

    await signOutOf(tenant, 'ann');

    assert.deepEqual([await statusOf(other, ann), await statusOf(other, bob)], [401, 200]);
    assert.equal(await statusOf(harness, await openDialogAfterSignOut(tenant, 'bob')), 200);
  });

  test('ends the event stream of an open dialog', async () => {
    const tenant = newTenant();
    const dialog = await openDialogOf(tenant, 'ann');
    const held = await openDialog(harness, 'held', tenant);
    const signIn = await createSignIn(harness, held);
    const { body } = await harness.request(`/session/sign-ins/${signIn.id}/events`, {
      headers: { authorization: `Bearer ${held.bearer}` },
    });
    assert.ok(body);
    const reader = body.getReader();
    await reader.read();

    await signOutOf(tenant);

    for (let done = false; !done;) ({ done } = await reader.read());
    assert.equal(await statusOf(harness, dialog), 401);
  });

  test('is in the activity log', async () => {
    const tenant = newTenant();
    await openDialogOf(tenant, 'ann');
    const scope = await scopeOf(tenant);
    const actor = { id: 'access token 1', name: 'back end' };
    await signOut(harness.deps, { scope, userKey: 'ann', actor });
    const [activity] = await harness.deps.store.activity.list(scope, 1);
    assert.deepEqual(
      [activity?.type, activity?.actor, activity?.detail],
      ['tenant.signed_out', actor, { user: 'ann' }],
    );
  });
});

/** Opens a dialog with a token that was issued after a sign-out. */
async function openDialogAfterSignOut(tenant: string, user: string) {
  harness.advance(1000);
  other.advance(1000);
  return openDialogOf(tenant, user);
}

describe('an embed token from before a sign-out', () => {
  const presentations: readonly (readonly [
    title: string,
    present: (app: Harness, claims: object) => Promise<string>,
  ])[] = [
    ['in the address of a page', (app, claims) => codeOfPage(app, `/acme/sandbox/auth?tenant=${hs256(claims)}`)],
    [
      'in the address of a native page',
      (app, claims) => codeOfPage(app, `/acme/sandbox/auth?dialect=native&tenant=${hs256(claims)}`),
    ],
    [
      'by message',
      async (app, claims) => {
        const { status, json } = await exchangeToken(app, '/acme/sandbox/auth?dialect=native', hs256(claims));
        return status === 200 ? 'dialog' : (json as ErrorResponse).error.code;
      },
    ],
  ];

  async function codeOfPage(app: Harness, path: string): Promise<string> {
    const { state } = await loadPage(app, path);
    return state.kind === 'notice' ? state.code : state.kind;
  }

  for (const [title, present] of presentations) {
    test(`is refused on every process, and a later one is accepted: ${title}`, async () => {
      const tenant = newTenant();
      const before = subjectClaims(harness.now(), { external_id: tenant, sub: 'ann' });
      assert.equal(await present(harness, before), 'dialog');

      const notBefore = await signOutOf(tenant, 'ann');

      for (const app of [harness, other]) assert.equal(await present(app, before), 'token_expired');
      const later = { ...before, iat: notBefore / 1000 };
      for (const app of [harness, other]) assert.equal(await present(app, later), 'dialog');
      assert.equal(await present(harness, { ...before, iat: before.iat, sub: 'bob' }), 'dialog');
    });
  }

  test('without iat is refused for as long as it may be from before', async () => {
    const tenant = newTenant();
    await openDialogOf(tenant, 'ann');
    const notBefore = await signOutOf(tenant);
    const day = 24 * 3600;
    const codeWith = (exp: number) =>
      codeOfPage(harness, `/acme/sandbox/auth?tenant=${hs256({ external_id: tenant, sub: 'ann', exp })}`);
    assert.equal(await codeWith(harness.now() / 1000 + 3600), 'token_expired');
    harness.advance((day - 60) * 1000);
    assert.equal(await codeWith(notBefore / 1000 + day - 1), 'token_expired');
    assert.equal(await codeWith(notBefore / 1000 + day), 'dialog');
    harness.advance(-(day - 60) * 1000);
  });

  test('is refused on the page of a direct link, and stays unused', async () => {
    const tenant = newTenant();
    const order = { organization: 'acme', tenantKey: tenant, userKey: null, connector: 'sandbox', name: 'Sandbox' };
    const { id } = await createConnection(harness.deps, { ...order, actor: null });
    const token = rs256(vendorClaims(harness.now(), { sub: `we1:${tenant}` }));
    const path = `/direct_link/embedded/connections/${id}?workato_dl_token=`;

    const notBefore = await signOutOf(tenant);

    assert.equal(await codeOfPage(other, path + token), 'token_expired');
    assert.equal(await codeOfPage(harness, path + token), 'token_expired');
    const later = rs256(vendorClaims(notBefore, { sub: `we1:${tenant}` }));
    assert.equal(await codeOfPage(harness, path + later), 'dialog');
  });

  test('is distinguished from a later one by the full second', () => {
    assert.equal(tokensNotBefore(1_800_000_000_000), 1_800_000_001_000);
    assert.equal(tokensNotBefore(1_800_000_000_999), 1_800_000_001_000);
  });
});

/** The address to which the provider sends a browser back. */
function callbackOf({ searchParams }: URL): URL {
  const callback = new URL(searchParams.get('redirect_uri') ?? '');
  callback.search = String(new URLSearchParams({ code: 'a-code', state: searchParams.get('state') ?? '' }));
  return callback;
}

describe('a sign-in of a user who is signed out', () => {
  test('cannot be started any more', async () => {
    const dialog = await openDialog(harness, 'held', newTenant());
    const { startPath } = await createSignIn(harness, dialog);
    await signOutOf(dialog.tenantKey);
    const response = await new TestBrowser(other).open(startPath, { 'sec-fetch-site': 'same-origin' });
    assert.equal(response.status, 410);
  });

  test('does not connect when its browser returns from the provider', async () => {
    const dialog = await openDialog(harness, 'held', newTenant());
    const browser = new TestBrowser(harness);
    const callback = callbackOf(await browser.start(await createSignIn(harness, dialog)));
    beforeTokens = () => assert.fail('the code was exchanged');
    await signOutOf(dialog.tenantKey, dialog.tenantKey);
    await browser.open(callback);
    beforeTokens = () => Promise.resolve();
    const [connection] = await harness.deps.store.connections.list(await scopeOf(dialog.tenantKey), {});
    assert.equal(connection?.status, 'disconnected');
  });

  test('does not connect if the provider is just answering, and its tokens are revoked', async () => {
    const dialog = await openDialog(harness, 'held', newTenant());
    const browser = new TestBrowser(harness);
    const callback = callbackOf(await browser.start(await createSignIn(harness, dialog)));
    beforeTokens = () => signOutOf(dialog.tenantKey);
    const response = await browser.open(callback);
    beforeTokens = () => Promise.resolve();
    assert.notEqual(response.status, 200);
    const [connection] = await harness.deps.store.connections.list(await scopeOf(dialog.tenantKey), {});
    assert.equal(connection?.status, 'disconnected');
    await harness.background.idle();
    assert.deepEqual(revoked, ['new-access-token']);
  });

  test('continues if it belongs to another user', async () => {
    const dialog = await openDialog(harness, 'held', newTenant());
    const signIn = await createSignIn(harness, dialog);
    await signOutOf(dialog.tenantKey, 'another user');
    assert.deepEqual(await signInState(harness, dialog, signIn), { status: 'created' });
  });
});

test('a sign-in does not connect after the access token that opened its dialog was revoked', async () => {
  const tenant = newTenant();
  const { token: accessToken, stored } = await issueAccessToken(harness);
  const answer = await harness.request('/api/v1/embed-tokens', {
    method: 'POST',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ tenant }),
  });
  const { token } = (await answer.json()) as { token: string };
  const page = await loadPage(harness, `/acme/held/auth?tenant=${token}`);
  const id = page.state.kind === 'dialog' ? selectedId(page.state) : 0;
  const browser = new TestBrowser(harness);
  const callback = callbackOf(
    await browser.start(await createSignIn(harness, { bearer: bearerOf(page), id, tenantKey: tenant })),
  );
  beforeTokens = () =>
    harness.deps.store.write(({ accessTokens }) => accessTokens.revoke('acme', stored.id, harness.now()));
  await browser.open(callback);
  beforeTokens = () => Promise.resolve();
  const [connection] = await harness.deps.store.connections.list(await scopeOf(tenant), {});
  assert.equal(connection?.status, 'disconnected');
});
