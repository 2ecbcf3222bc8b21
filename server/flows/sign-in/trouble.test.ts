import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { StorageUnavailableError } from '../../errors.ts';
import { connectorsBehaving } from '../../sandbox/testing/behaving.ts';
import { startHarness } from '../../testing/harness.ts';
import type { Harness } from '../../testing/harness.ts';
import { call } from '../../testing/page.ts';
import { flowStateOf, offer, openDialog, OWN_LINK, passThrough, signIn, TestBrowser } from '../../testing/sign-in.ts';
import type { OpenDialog } from '../../testing/sign-in.ts';
import { until } from '../../testing/until.ts';

let harness: Harness;

before(async () => {
  harness = await startHarness({
    connectors: (url) =>
      connectorsBehaving(url, {
        auto: 'auto',
        slow: 'auto+token-slow=0.3',
        refused: 'auto+500',
        rotating: 'auto+rotate+ttl=3600+token-slow=0.3',
      }),
  });
});
after(() => harness.close());

async function storedOf({ tenantKey, id }: OpenDialog) {
  const tenant = await harness.flows.store.tenants.findByKey('acme', tenantKey);
  assert.ok(tenant);
  const connection = await harness.flows.store.connections.find({ organization: 'acme', tenantId: tenant.id }, id);
  assert.ok(connection);
  return connection;
}

describe('a sign-in that the system has accepted', () => {
  test('is kept through a database that is away for a moment', async (t) => {
    const dialog = await openDialog(harness, 'slow');
    const browser = new TestBrowser(harness);
    const flow = await offer(harness, dialog);
    const callback = await passThrough(await browser.start(flow));
    const answer = browser.open(callback);
    await until(async () => (await flowStateOf(harness, dialog, flow)).status === 'exchanging');
    const { store } = harness.flows;
    let refusals = 0;
    const write = t.mock.method(store, 'write', () => {
      refusals += 1;
      return Promise.reject(new StorageUnavailableError());
    });
    await until(() => refusals > 0);
    write.mock.restore();
    assert.equal((await answer).status, 200);
    assert.equal((await flowStateOf(harness, dialog, flow)).status, 'succeeded');
    assert.equal((await storedOf(dialog)).status, 'connected');
  });

  test('for a connection that was deleted meanwhile is revoked at the system', async () => {
    const dialog = await openDialog(harness, 'slow');
    const browser = new TestBrowser(harness);
    const flow = await offer(harness, dialog);
    const answer = browser.open(await passThrough(await browser.start(flow)));
    await until(async () => (await flowStateOf(harness, dialog, flow)).status === 'exchanging');
    const connection = await storedOf(dialog);
    const before = harness.sandbox.counters().revoke;
    await harness.flows.store.write(({ connections }) => connections.delete(connection, connection.id));
    await answer;
    await harness.background.idle();
    assert.equal(harness.sandbox.counters().revoke, before + 1);
  });
});

test('tokens that come for a connection that was disconnected meanwhile are revoked too', async () => {
  const dialog = await openDialog(harness, 'rotating');
  assert.equal((await signIn(harness, dialog)).answer.status, 200);
  const connection = await storedOf(dialog);
  const definition = harness.config.organizations.get('acme')?.connectors.get('rotating');
  assert.ok(definition);
  harness.advance(2 * 3_600_000);
  const { refresh, revoke } = harness.sandbox.counters();
  const asked = harness.renewals.usable({ scope: connection, connectionId: connection.id, definition });
  await until(() => harness.sandbox.counters().refresh > refresh);
  const again = await openDialog(harness, 'rotating', dialog.tenantKey);
  await call(harness, `/session/connections/${dialog.id}/disconnect`, { ...again, method: 'POST' });
  await assert.rejects(asked);
  await harness.background.idle();
  assert.equal(harness.sandbox.counters().revoke, revoke + 2);
});

test('a disconnect revokes the tokens that were there at that moment, not those of a moment before', async (t) => {
  const dialog = await openDialog(harness, 'rotating');
  assert.equal((await signIn(harness, dialog)).answer.status, 200);
  const connection = await storedOf(dialog);
  const definition = harness.config.organizations.get('acme')?.connectors.get('rotating');
  assert.ok(definition);
  harness.advance(2 * 3_600_000);
  const again = await openDialog(harness, 'rotating', dialog.tenantKey);
  const { store } = harness.flows;
  const write = store.write.bind(store);
  let renewed: string | undefined;
  const mock = t.mock.method(store, 'write', async (work: Parameters<typeof write>[0]) => {
    mock.mock.restore();
    const order = { scope: connection, connectionId: connection.id, definition };
    renewed = (await harness.renewals.usable(order)).tokens?.accessToken;
    return write(work);
  });
  await call(harness, `/session/connections/${dialog.id}/disconnect`, { ...again, method: 'POST' });
  await harness.background.idle();
  assert.ok(renewed);
  const me = new URL('/oauth/me', harness.sandboxUrl);
  assert.equal((await fetch(me, { headers: { authorization: `Bearer ${renewed}` } })).status, 401);
});

test('a first answer that never arrived costs nothing: the link works again in the same browser', async () => {
  const dialog = await openDialog(harness, 'auto');
  const flow = await offer(harness, dialog);
  const browser = new TestBrowser(harness);
  const first = await browser.open(flow.startPath, OWN_LINK);
  // Bound and marked before the system was asked for anything.
  assert.equal(first.headers.get('location'), `https://connect.example.com${flow.startPath}`);
  assert.equal(browser.cookies.size, 1);
  const callback = await passThrough(await browser.start(flow, OWN_LINK));
  assert.equal((await browser.open(callback)).status, 200);
});

test('a sign-in whose process died says so at once', async () => {
  const dialog = await openDialog(harness, 'auto');
  const flow = await offer(harness, dialog);
  const browser = new TestBrowser(harness);
  const callback = await passThrough(await browser.start(flow));
  const { organization, tenantId } = await storedOf(dialog);
  const stored = await harness.flows.store.flows.find({ organization, tenantId }, flow.id);
  assert.ok(stored);
  await harness.flows.store.write(({ flows }) => flows.change(stored, { status: 'exchanging' }, harness.now()));
  harness.advance(46_000);
  assert.equal((await browser.open(callback)).status, 410);
  const state = await flowStateOf(harness, dialog, flow);
  assert.ok(state.status === 'failed');
  assert.equal(state.problem.code, 'flow_expired');
});

test('the reference on a window that failed finds the reason in the log', async () => {
  const { answer } = await signIn(harness, await openDialog(harness, 'refused'));
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
