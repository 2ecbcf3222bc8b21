import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { SANDBOX_PUBLIC_CLIENT_ID } from '../sandbox/keys.ts';
import { connectorsBehaving } from '../sandbox/testing/behaving.ts';
import { ACME_SECRET, HOST_ORIGIN, startHarness } from '../testing/harness.ts';
import type { Harness } from '../testing/harness.ts';
import { call } from '../testing/page.ts';
import { flowStateOf, offer, openDialog, passThrough, signIn, TestBrowser } from '../testing/sign-in.ts';
import type { OpenDialog } from '../testing/sign-in.ts';
import { until } from '../testing/until.ts';

let harness: Harness;

/** Connectors of one system, where a person allows a client everything at once, and what differs from them. */
function connectors(url: string) {
  const behaviours = { grant: 'auto', bob: 'auto=bob', single: 'auto', slow: 'auto+token-slow=0.3' };
  const { grant, bob, single, slow } = connectorsBehaving(url, behaviours);
  const ofGrant = (connector: object | undefined, more: object = {}) => {
    const { auth, ...rest } = connector as { auth: object };
    return { ...rest, auth: { ...auth, revocationEnds: 'grant', ...more } };
  };
  const unnamed = { ...ofGrant(grant), verify: undefined };
  return {
    mail: ofGrant(grant),
    calendar: ofGrant(grant),
    unnamed,
    captured: { ...ofGrant(slow, { capture: { account: { from: 'token', path: 'scope' } } }), verify: undefined },
    other: ofGrant(bob, { revocationUrl: `${url}/oauth/auto/revoke` }),
    single: { ...single },
  };
}

before(async () => {
  const apart = {
    allowedOrigins: [HOST_ORIGIN],
    keys: [{ alg: 'HS256', secret: ACME_SECRET }],
    connectors: { mail: { clientId: SANDBOX_PUBLIC_CLIENT_ID, auth: { clientAuthentication: 'none' } } },
  };
  harness = await startHarness({ connectors, organizations: { apart } });
});
after(() => harness.close());

async function connected(connector: string, tenantKey?: string, organization?: string): Promise<OpenDialog> {
  const dialog = await openDialog(harness, connector, tenantKey, organization);
  assert.equal((await signIn(harness, dialog)).answer.status, 200);
  return dialog;
}

/** Disconnects, and says how often the system was told to revoke a token. */
async function revocationsBy({ bearer, id }: OpenDialog): Promise<number> {
  const before = harness.sandbox.counters().revoke;
  const { status } = await call(harness, `/session/connections/${id}/disconnect`, { bearer, method: 'POST' });
  assert.equal(status, 200);
  await harness.background.idle();
  return harness.sandbox.counters().revoke - before;
}

describe('where revoking a token ends all that a person allowed', () => {
  test('only the last of their connections revokes, whatever its tenant and connector', async () => {
    const mail = await connected('mail');
    const calendar = await connected('calendar', mail.tenantKey);
    const elsewhere = await connected('mail');
    assert.equal(await revocationsBy(mail), 0);
    assert.match(harness.log(), /kept the tokens/);
    assert.equal(await revocationsBy(elsewhere), 0);
    assert.equal(await revocationsBy(calendar), 1);
  });

  test('only the last of their connections revokes when several organizations share the client', async () => {
    const [acme, globex] = [await connected('mail'), await connected('calendar', undefined, 'globex')];
    assert.equal(await revocationsBy(acme), 0);
    assert.equal(await revocationsBy(globex), 1);
  });

  test('a connection of an organization that has a client of its own is no reason to keep a token', async () => {
    const [acme, apart] = [await connected('mail'), await connected('mail', undefined, 'apart')];
    assert.equal(await revocationsBy(acme), 1);
    assert.equal(await revocationsBy(apart), 1);
  });

  test('tokens that cannot be stored are kept while a connection of the captured account is there', async () => {
    const other = await connected('captured');
    const dialog = await openDialog(harness, 'captured');
    const browser = new TestBrowser(harness);
    const flow = await offer(harness, dialog);
    const callback = await passThrough(await browser.start(flow));
    const { connections } = harness.flows.store;
    const connection = await connections.findInOrganization('acme', dialog.id);
    assert.ok(connection);
    const before = harness.sandbox.counters().revoke;
    const answer = browser.open(callback);
    await until(async () => (await flowStateOf(harness, dialog, flow)).status === 'exchanging');
    await harness.flows.store.write((stores) => stores.connections.delete(connection, connection.id));
    await answer;
    await harness.background.idle();
    assert.equal(harness.sandbox.counters().revoke, before);
    assert.equal(await revocationsBy(other), 1);
  });

  test('of two that are disconnected at once, one at least revokes', async () => {
    const [one, two] = [await connected('mail'), await connected('calendar')];
    const revocations = await Promise.all([revocationsBy(one), revocationsBy(two)]);
    assert.ok(Math.max(...revocations) >= 1);
  });

  test('another person’s connection is no reason to keep a token', async () => {
    const [ada, bob] = [await connected('mail'), await connected('other')];
    assert.equal(await revocationsBy(ada), 1);
    assert.equal(await revocationsBy(bob), 1);
  });

  test('a connection of the same tenant whose account is unknown may be the same person’s', async () => {
    const unnamed = await connected('unnamed');
    const [here, elsewhere] = [await connected('mail', unnamed.tenantKey), await connected('mail')];
    assert.equal(await revocationsBy(elsewhere), 0, 'the other one is still there');
    assert.equal(await revocationsBy(here), 0);
    assert.equal(await revocationsBy(unnamed), 1);
  });

  test('connections of systems that end single tokens revoke each', async () => {
    const [one, two] = [await connected('single'), await connected('single')];
    assert.equal(await revocationsBy(one), 1);
    assert.equal(await revocationsBy(two), 1);
  });
});
