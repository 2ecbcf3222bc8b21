import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { connectorsWithBehaviour } from '../sandbox/testing/behaviour-connectors.ts';
import { ACME_SECRET, HOST_ORIGIN, startHarness } from '../testing/harness.ts';
import type { Harness } from '../testing/harness.ts';
import { HOURLY, openInstallFlow, saveRequest } from '../testing/install-flow.ts';
import type { InstallFlow } from '../testing/install-flow.ts';
import { createSignIn, followProvider, TestBrowser } from '../testing/sign-in.ts';

const HOOK_SECRET = `whsec_${'A'.repeat(32)}`;

let harness: Harness;

before(async () => {
  const consent = { required: true, text: { en: 'May we?' } };
  const settings = { properties: { phrase: { type: 'string', format: 'password' }, place: { type: 'string' } } };
  const organization = {
    allowedOrigins: [HOST_ORIGIN],
    keys: [{ alg: 'HS256', secret: ACME_SECRET }],
    integrations: {
      all: { id: 1, connectors: ['own', 'sandbox', 'sandbox-bearer'], ownConnector: 'own', consent, settings },
      other: { id: 2, connectors: ['sandbox'] },
      signed: { id: 3, connectors: ['signing'] },
      personal: { id: 4, connectors: ['sandbox'], sharing: 'user' },
    },
    webhooks: [{ url: 'https://hooks.acme.example/', secret: HOOK_SECRET, events: ['*'] }],
  };
  harness = await startHarness({
    connectors: (url) => ({ signing: { ...connectorsWithBehaviour(url, { signing: 'auto' }).signing } }),
    organizations: { flow: organization },
  });
});
after(() => harness.close());

const page = (slug: string) => `/flow/tenants/create/${slug}`;

async function install(slug: string, claims: Parameters<typeof openInstallFlow>[2] = {}): Promise<InstallFlow> {
  const flow = await openInstallFlow(harness, page(slug), claims);
  if (flow.session.installation?.consent) await flow.change('POST', '/installation/consent', { locale: 'en' });
  await flow.connectAll();
  await flow.change('PUT', '/installation', saveRequest({ phrase: 'open sesame' }));
  return flow;
}

async function connectionsOf(tenantKey: string) {
  const { store } = harness.deps;
  const tenant = await store.tenants.findByKey('flow', tenantKey);
  return store.connections.list({ organization: 'flow', tenantId: tenant!.id }, {});
}

const statusesOf = async (tenantKey: string) =>
  (await connectionsOf(tenantKey)).map(({ connector, status }) => `${connector} ${status}`).toSorted();

test('deletes settings, secrets, drafts, installation, consent and connections, and asks for consent again', async () => {
  const flow = await install('all');
  await flow.saveDraft({ step: 'settings', settings: {}, schedule: HOURLY });
  const before = await connectionsOf(flow.person);

  const { installation, draft, consent, storedSecrets } = await flow.change('DELETE', '/installation/data');

  assert.deepEqual([installation, draft, consent?.givenAt, storedSecrets], [undefined, undefined, undefined, []]);
  const after = await connectionsOf(flow.person);
  assert.deepEqual(
    after.map(({ connector, status }) => `${connector} ${status}`),
    ['sandbox disconnected', 'sandbox-bearer disconnected'],
  );
  assert.ok(after.every(({ id }) => before.every((earlier) => earlier.id !== id)));
  const { status } = await flow.call('PUT', '/installation', saveRequest());
  assert.equal(status, 403);
  const stored = await harness.deps.store.outbox.list('flow', { afterSequence: 0, limit: 10_000 });
  const events = stored
    .map(({ body }) => JSON.parse(body) as { type: string; tenant: { key: string } })
    .filter(({ tenant }) => tenant.key === flow.person);
  assert.deepEqual(
    events.slice(-before.length - 2).map(({ type }) => type),
    ['installation.deleted', 'consent.withdrawn', ...before.map(() => 'connection.deleted')],
  );
});

test('a draft that another tab saves afterwards has nothing of what was entered, because the consent is gone', async () => {
  const flow = await install('all');
  await flow.change('DELETE', '/installation/data');
  const draft = { step: 'settings', settings: { phrase: 'open sesame', place: 'cave' }, schedule: HOURLY };
  assert.equal(await flow.saveDraft(draft), 204);
  const { store } = harness.deps;
  const tenant = await store.tenants.findByKey('flow', flow.person);
  const owner = { integration: 'all', userKey: flow.person };
  const stored = await store.installationDrafts.find({ organization: 'flow', tenantId: tenant!.id }, owner);
  assert.deepEqual([stored?.step, stored?.settings, stored?.secretSettings], ['settings', '{}', null]);
});

test('keeps connections that another installed integration uses', async () => {
  const flow = await install('all');
  await install('other', { person: flow.person });
  await flow.change('DELETE', '/installation/data');
  assert.deepEqual(await statusesOf(flow.person), ['sandbox connected', 'sandbox-bearer disconnected']);
  const other = await openInstallFlow(harness, page('other'), { person: flow.person });
  assert.ok(other.session.installation?.installation);
});

test('keeps the connections of a connector that was connected alone', async () => {
  // Several integrations have this connector and the token names none, so the page shows the connector alone.
  const alone = await openInstallFlow(harness, '/flow/sandbox/auth');
  await alone.connectAll();
  const flow = await install('all', { person: alone.person });
  await flow.change('DELETE', '/installation/data');
  assert.deepEqual(await statusesOf(flow.person), ['sandbox connected', 'sandbox-bearer disconnected']);
});

test('deletes nothing of other users where connections are not shared', async () => {
  const account = { external_id: 'account-of-two' };
  const ann = await install('personal', { ...account, person: 'ann' });
  const bob = await install('personal', { ...account, person: 'bob' });
  await ann.change('DELETE', '/installation/data');
  assert.deepEqual(await statusesOf('account-of-two'), ['sandbox connected', 'sandbox disconnected']);
  assert.ok((await bob.change('GET', '/installation')).installation);
});

test('revokes the tokens of deleted connections at their providers', async () => {
  const flow = await openInstallFlow(harness, page('signed'));
  const { bearer, connectors } = flow.session;
  const dialog = { bearer, id: connectors[0]?.connections[0]?.id ?? 0, tenantKey: flow.person };
  const browser = new TestBrowser(harness);
  const callback = await followProvider(await browser.start(await createSignIn(harness, dialog)));
  assert.equal((await browser.open(callback)).status, 200);
  await flow.change('PUT', '/installation', saveRequest());
  const before = harness.sandbox.counters().revoke;
  await flow.change('DELETE', '/installation/data');
  await harness.background.idle();
  assert.equal(harness.sandbox.counters().revoke, before + 1);
  assert.deepEqual(await statusesOf(flow.person), ['signing disconnected']);
});

test('does nothing the second time but to make new connections', async () => {
  const flow = await install('other');
  await flow.change('DELETE', '/installation/data');
  const { installation } = await flow.change('DELETE', '/installation/data');
  assert.equal(installation, undefined);
  assert.deepEqual(await statusesOf(flow.person), ['sandbox disconnected']);
});
