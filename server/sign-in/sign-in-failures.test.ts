import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { issueAccessToken } from '../api/testing/access-token.ts';
import { StorageUnavailableError } from '../errors.ts';
import { connectorsWithBehaviour } from '../sandbox/testing/behaviour-connectors.ts';
import { startHarness } from '../testing/harness.ts';
import type { Harness } from '../testing/harness.ts';
import { bearerOf, callSessionApi, loadPage, selectedId } from '../testing/page.ts';
import {
  signInState,
  createSignIn,
  openDialog,
  SAME_ORIGIN_NAVIGATION,
  followProvider,
  completeSignIn,
  TestBrowser,
} from '../testing/sign-in.ts';
import type { OpenDialog } from '../testing/sign-in.ts';
import { waitUntil } from '../testing/wait-until.ts';

let harness: Harness;

before(async () => {
  harness = await startHarness({
    connectors: (url) =>
      connectorsWithBehaviour(url, {
        auto: 'auto',
        slow: 'auto+token-slow=0.3',
        refused: 'auto+500',
        rotating: 'auto+rotate+ttl=3600+token-slow=0.3',
      }),
  });
});
after(() => harness.close());

async function storedConnection({ tenantKey, id }: OpenDialog) {
  const tenant = await harness.deps.store.tenants.findByKey('acme', tenantKey);
  assert.ok(tenant);
  const connection = await harness.deps.store.connections.find({ organization: 'acme', tenantId: tenant.id }, id);
  assert.ok(connection);
  return connection;
}

/** Connects a tenant, advances the clock until the tokens have expired, and opens another dialog of the tenant. */
async function openExpiredConnection() {
  const first = await openDialog(harness, 'rotating');
  assert.equal((await completeSignIn(harness, first)).answer.status, 200);
  const connection = await storedConnection(first);
  const definition = harness.config.organizations.get('acme')?.connectors.get('rotating');
  assert.ok(definition);
  harness.advance(2 * 3_600_000);
  const dialog = await openDialog(harness, 'rotating', first.tenantKey);
  return { dialog, expired: { scope: connection, connectionId: connection.id, definition } };
}

describe('a sign-in that the provider has accepted', () => {
  test('is stored even if the database is unavailable for a moment', async (t) => {
    const dialog = await openDialog(harness, 'slow');
    const browser = new TestBrowser(harness);
    const signIn = await createSignIn(harness, dialog);
    const callback = await followProvider(await browser.start(signIn));
    const answer = browser.open(callback);
    await waitUntil(async () => (await signInState(harness, dialog, signIn)).status === 'exchanging');
    const { store } = harness.deps;
    let refusals = 0;
    const write = t.mock.method(store, 'write', () => {
      refusals += 1;
      return Promise.reject(new StorageUnavailableError());
    });
    await waitUntil(() => refusals > 0);
    write.mock.restore();
    assert.equal((await answer).status, 200);
    assert.equal((await signInState(harness, dialog, signIn)).status, 'succeeded');
    assert.equal((await storedConnection(dialog)).status, 'connected');
  });

  test('is revoked at the provider if its connection was deleted in the meantime', async () => {
    const dialog = await openDialog(harness, 'slow');
    const browser = new TestBrowser(harness);
    const signIn = await createSignIn(harness, dialog);
    const answer = browser.open(await followProvider(await browser.start(signIn)));
    await waitUntil(async () => (await signInState(harness, dialog, signIn)).status === 'exchanging');
    const connection = await storedConnection(dialog);
    const before = harness.sandbox.counters().revoke;
    await harness.deps.store.write(({ connections }) => connections.delete(connection, connection.id));
    await answer;
    await harness.background.idle();
    assert.equal(harness.sandbox.counters().revoke, before + 1);
  });
});

for (const [title, end] of [
  [
    'was revoked',
    (id: number) => harness.deps.store.write((stores) => stores.accessTokens.revoke('acme', id, harness.now())),
  ],
  [
    'has expired',
    () => {
      harness.advance(60_000);
    },
  ],
] as const) {
  test(`a sign-in of a session whose access token ${title} stores nothing, and its tokens are revoked`, async () => {
    const access = await issueAccessToken(harness, { expiresAt: harness.now() + 60_000 });
    const tenantKey = `token ${title}`;
    const minted = await harness.request('/api/v1/embed-tokens', {
      method: 'POST',
      headers: { authorization: `Bearer ${access.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ tenant: tenantKey }),
    });
    const { token } = (await minted.json()) as { token: string };
    const page = await loadPage(harness, `/acme/auto/auth?tenant=${token}`);
    assert.ok(page.state.kind === 'dialog');
    const dialog = { bearer: bearerOf(page), id: selectedId(page.state), tenantKey };
    const browser = new TestBrowser(harness);
    const callback = await followProvider(await browser.start(await createSignIn(harness, dialog)));
    const { revoke } = harness.sandbox.counters();
    await end(access.stored.id);
    await browser.open(callback);
    await harness.background.idle();
    assert.equal((await storedConnection(dialog)).status, 'disconnected');
    assert.equal(harness.sandbox.counters().revoke, revoke + 1);
  });
}

test('tokens from a refresh are revoked too if the connection was disconnected during the refresh', async (t) => {
  const { dialog, expired } = await openExpiredConnection();
  const { revoke } = harness.sandbox.counters();
  const { store } = harness.deps;
  const write = store.write.bind(store);
  const disconnected = Promise.withResolvers<undefined>();
  // The first write takes the lease. The second one stores the new tokens.
  const mock = t.mock.method(store, 'write', async (work: Parameters<typeof write>[0]) => {
    if (mock.mock.callCount() === 1) await disconnected.promise;
    return write(work);
  });
  const credentials = assert.rejects(harness.tokenRefresher.usableCredentials(expired));
  await waitUntil(() => mock.mock.callCount() === 2);
  mock.mock.restore();
  await callSessionApi(harness, `/session/connections/${dialog.id}/disconnect`, { ...dialog, method: 'POST' });
  disconnected.resolve(undefined);
  await credentials;
  await harness.background.idle();
  assert.equal(harness.sandbox.counters().revoke, revoke + 2);
});

test('a disconnect revokes the tokens that it removes, even if a refresh replaced them just before', async (t) => {
  const { dialog, expired } = await openExpiredConnection();
  const { store } = harness.deps;
  const write = store.write.bind(store);
  let refreshed: string | undefined;
  const mock = t.mock.method(store, 'write', async (work: Parameters<typeof write>[0]) => {
    mock.mock.restore();
    refreshed = (await harness.tokenRefresher.usableCredentials(expired)).tokens?.accessToken;
    return write(work);
  });
  await callSessionApi(harness, `/session/connections/${dialog.id}/disconnect`, { ...dialog, method: 'POST' });
  await harness.background.idle();
  assert.ok(refreshed);
  const me = new URL('/oauth/me', harness.sandboxUrl);
  assert.equal((await fetch(me, { headers: { authorization: `Bearer ${refreshed}` } })).status, 401);
});

test('the link works again in the same browser after a lost first answer', async () => {
  const dialog = await openDialog(harness, 'auto');
  const signIn = await createSignIn(harness, dialog);
  const browser = new TestBrowser(harness);
  const first = await browser.open(signIn.startPath, SAME_ORIGIN_NAVIGATION);
  // The sign-in is bound and the browser has its cookie before the provider is called.
  assert.equal(first.headers.get('location'), `https://connect.example.com${signIn.startPath}`);
  assert.equal(browser.cookies.size, 1);
  const callback = await followProvider(await browser.start(signIn, SAME_ORIGIN_NAVIGATION));
  assert.equal((await browser.open(callback)).status, 200);
});

test('a sign-in whose process died is shown as expired', async () => {
  const dialog = await openDialog(harness, 'auto');
  const signIn = await createSignIn(harness, dialog);
  const browser = new TestBrowser(harness);
  const callback = await followProvider(await browser.start(signIn));
  const { organization, tenantId } = await storedConnection(dialog);
  const stored = await harness.deps.store.signIns.find({ organization, tenantId }, signIn.id);
  assert.ok(stored);
  await harness.deps.store.write(({ signIns }) => signIns.change(stored, { status: 'exchanging' }, harness.now()));
  harness.advance(46_000);
  assert.equal((await browser.open(callback)).status, 410);
  const state = await signInState(harness, dialog, signIn);
  assert.ok(state.status === 'failed');
  assert.equal(state.problem.code, 'sign_in_expired');
});

test('the reference on an error page leads to the reason in the log', async () => {
  const { answer } = await completeSignIn(harness, await openDialog(harness, 'refused'));
  const reference = answer.headers.get('x-request-id') ?? '';
  assert.match(await answer.text(), new RegExp(reference));
  const lines = harness
    .log()
    .split('\n')
    .filter((line) => line.includes(reference));
  assert.ok(
    lines.some((line) => line.includes('a sign-in failed') && line.includes('500')),
    lines.join('\n'),
  );
});
