import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { SANDBOX_PUBLIC_CLIENT_ID } from '../sandbox/keys.ts';
import { connectorsWithBehaviour } from '../sandbox/testing/behaviour-connectors.ts';
import { ACME_SECRET, HOST_ORIGIN, startHarness } from '../testing/harness.ts';
import type { Harness } from '../testing/harness.ts';
import { callSessionApi } from '../testing/page.ts';
import {
  signInState,
  createSignIn,
  openDialog,
  followProvider,
  completeSignIn,
  TestBrowser,
} from '../testing/sign-in.ts';
import type { OpenDialog } from '../testing/sign-in.ts';
import { waitUntil } from '../testing/wait-until.ts';

let harness: Harness;

/** Connectors of one provider, where a person allows a client everything at once, and what differs from them. */
function connectors(url: string) {
  const behaviours = { grant: 'auto', bob: 'auto=bob', single: 'auto', slow: 'auto+token-slow=0.3' };
  const { grant, bob, single, slow } = connectorsWithBehaviour(url, behaviours);
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

async function connectDialog(connector: string, tenantKey?: string, organization?: string): Promise<OpenDialog> {
  const dialog = await openDialog(harness, connector, tenantKey, organization);
  assert.equal((await completeSignIn(harness, dialog)).answer.status, 200);
  return dialog;
}

/** Disconnects, and says how often the provider was told to revoke a token. */
async function countRevocations({ bearer, id }: OpenDialog): Promise<number> {
  const before = harness.sandbox.counters().revoke;
  const { status } = await callSessionApi(harness, `/session/connections/${id}/disconnect`, { bearer, method: 'POST' });
  assert.equal(status, 200);
  await harness.background.idle();
  return harness.sandbox.counters().revoke - before;
}

describe('where revoking a token ends all that a person allowed', () => {
  test('only the last of their connections revokes, whatever its tenant and connector', async () => {
    const mail = await connectDialog('mail');
    const calendar = await connectDialog('calendar', mail.tenantKey);
    const elsewhere = await connectDialog('mail');
    assert.equal(await countRevocations(mail), 0);
    assert.match(harness.log(), /kept the tokens/);
    assert.equal(await countRevocations(elsewhere), 0);
    assert.equal(await countRevocations(calendar), 1);
  });

  test('only the last of their connections revokes when several organizations share the client', async () => {
    const [acme, globex] = [await connectDialog('mail'), await connectDialog('calendar', undefined, 'globex')];
    assert.equal(await countRevocations(acme), 0);
    assert.equal(await countRevocations(globex), 1);
  });

  test('a connection of an organization that has a client of its own is no reason to keep a token', async () => {
    const [acme, apart] = [await connectDialog('mail'), await connectDialog('mail', undefined, 'apart')];
    assert.equal(await countRevocations(acme), 1);
    assert.equal(await countRevocations(apart), 1);
  });

  test('tokens that cannot be stored are kept while a connection of the captured account is there', async () => {
    const other = await connectDialog('captured');
    const dialog = await openDialog(harness, 'captured');
    const browser = new TestBrowser(harness);
    const signIn = await createSignIn(harness, dialog);
    const callback = await followProvider(await browser.start(signIn));
    const { connections } = harness.deps.store;
    const connection = await connections.findInOrganization('acme', dialog.id);
    assert.ok(connection);
    const before = harness.sandbox.counters().revoke;
    const answer = browser.open(callback);
    await waitUntil(async () => (await signInState(harness, dialog, signIn)).status === 'exchanging');
    await harness.deps.store.write((stores) => stores.connections.delete(connection, connection.id));
    await answer;
    await harness.background.idle();
    assert.equal(harness.sandbox.counters().revoke, before);
    assert.equal(await countRevocations(other), 1);
  });

  test('of two that are disconnected at once, one at least revokes', async () => {
    const [one, two] = [await connectDialog('mail'), await connectDialog('calendar')];
    const revocations = await Promise.all([countRevocations(one), countRevocations(two)]);
    assert.ok(Math.max(...revocations) >= 1);
  });

  test('another person’s connection is no reason to keep a token', async () => {
    const [ada, bob] = [await connectDialog('mail'), await connectDialog('other')];
    assert.equal(await countRevocations(ada), 1);
    assert.equal(await countRevocations(bob), 1);
  });

  test('a connection of the same tenant whose account is unknown may be the same person’s', async () => {
    const unnamed = await connectDialog('unnamed');
    const [here, elsewhere] = [await connectDialog('mail', unnamed.tenantKey), await connectDialog('mail')];
    assert.equal(await countRevocations(elsewhere), 0, 'the other one is still there');
    assert.equal(await countRevocations(here), 0);
    assert.equal(await countRevocations(unnamed), 1);
  });

  test('connections of providers that end single tokens revoke each', async () => {
    const [one, two] = [await connectDialog('single'), await connectDialog('single')];
    assert.equal(await countRevocations(one), 1);
    assert.equal(await countRevocations(two), 1);
  });
});
