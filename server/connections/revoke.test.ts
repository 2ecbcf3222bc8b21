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

/** Connectors of one provider that ends the whole grant with a token, and variants that differ from them in one point. */
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

/** Disconnects, and returns how many tokens the provider was asked to revoke. */
async function countRevocations({ bearer, id }: OpenDialog): Promise<number> {
  const before = harness.sandbox.counters().revoke;
  const { status } = await callSessionApi(harness, `/session/connections/${id}/disconnect`, { bearer, method: 'POST' });
  assert.equal(status, 200);
  await harness.background.idle();
  return harness.sandbox.counters().revoke - before;
}

describe('at a provider where revoking a token ends the whole grant', () => {
  test('only the last connection of the person is revoked, across tenants and connectors', async () => {
    const mail = await connectDialog('mail');
    const calendar = await connectDialog('calendar', mail.tenantKey);
    const elsewhere = await connectDialog('mail');
    assert.equal(await countRevocations(mail), 0);
    assert.match(harness.log(), /kept the tokens/);
    assert.equal(await countRevocations(elsewhere), 0);
    assert.equal(await countRevocations(calendar), 1);
  });

  test('only the last connection of the person is revoked, across organizations that share the client', async () => {
    const [acme, globex] = [await connectDialog('mail'), await connectDialog('calendar', undefined, 'globex')];
    assert.equal(await countRevocations(acme), 0);
    assert.equal(await countRevocations(globex), 1);
  });

  test('a connection of an organization with its own client does not prevent a revocation', async () => {
    const [acme, apart] = [await connectDialog('mail'), await connectDialog('mail', undefined, 'apart')];
    assert.equal(await countRevocations(acme), 1);
    assert.equal(await countRevocations(apart), 1);
  });

  test('tokens that could not be stored are not revoked while another connection of the captured account exists', async () => {
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

  test('if two connections are disconnected at the same time, at least one is revoked', async () => {
    const [one, two] = [await connectDialog('mail'), await connectDialog('calendar')];
    const revocations = await Promise.all([countRevocations(one), countRevocations(two)]);
    assert.ok(Math.max(...revocations) >= 1);
  });

  test('another person’s connection does not prevent a revocation', async () => {
    const [ada, bob] = [await connectDialog('mail'), await connectDialog('other')];
    assert.equal(await countRevocations(ada), 1);
    assert.equal(await countRevocations(bob), 1);
  });

  test('a connection of the same tenant with an unknown account counts as the same person’s', async () => {
    const unnamed = await connectDialog('unnamed');
    const [here, elsewhere] = [await connectDialog('mail', unnamed.tenantKey), await connectDialog('mail')];
    assert.equal(await countRevocations(elsewhere), 0, 'The other connection still exists.');
    assert.equal(await countRevocations(here), 0);
    assert.equal(await countRevocations(unnamed), 1);
  });

  test('each connection is revoked if the provider ends single tokens', async () => {
    const [one, two] = [await connectDialog('single'), await connectDialog('single')];
    assert.equal(await countRevocations(one), 1);
    assert.equal(await countRevocations(two), 1);
  });
});
