import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ConnectionDetails } from '../widget/protocol/connection.ts';
import type { CreateSignInResponse, SessionResponse } from '../widget/protocol/session-api.ts';
import { createConnection } from './connections/change-connection.ts';
import { SANDBOX_KEY } from './sandbox/keys.ts';
import { connectorsWithBehaviour } from './sandbox/testing/behaviour-connectors.ts';
import {
  ACME_SECRET,
  GLOBEX_SECRET,
  HOST_ORIGIN,
  hs256,
  PRIVATE_KEYS,
  rs256,
  startHarness,
  vendorClaims,
} from './testing/harness.ts';
import type { Harness } from './testing/harness.ts';
import { bearerOf, callSessionApi, connectionsOf, exchangeToken, loadPage, withoutIds } from './testing/page.ts';
import { createSignIn, signInState, TestBrowser, USER_INITIATED_NAVIGATION } from './testing/sign-in.ts';
import type { OpenDialog } from './testing/sign-in.ts';

/** A token holder, and the only connections that the token may reach. */
interface Principal {
  readonly name: string;
  readonly organization: string;
  readonly bearer: string;
  readonly connections: readonly number[];
}

/** An organization in which each user has connections of their own. */
const PEOPLE = {
  name: 'People',
  allowedOrigins: [HOST_ORIGIN],
  keys: [{ alg: 'HS256', secret: ACME_SECRET }],
  integrations: {
    mine: { id: 1, name: 'Mine', connectors: ['auto'], sharing: 'user' },
    others: { id: 2, name: 'Others', connectors: ['other'], sharing: 'user' },
  },
};

let harness: Harness;
const principals: Principal[] = [];

const VENDORS = [
  { organization: 'acme', vendorId: 'we1', key: PRIVATE_KEYS.acme },
  { organization: 'globex', vendorId: 'we2', key: PRIVATE_KEYS.globex },
];
const SUBJECTS = [
  { organization: 'acme', secret: ACME_SECRET },
  { organization: 'globex', secret: GLOBEX_SECRET },
];
/** The same keys in both organizations, on purpose. */
const TENANTS = ['4242', '9999'];
const USERS = ['ada', 'bob'];

before(async () => {
  harness = await startHarness({
    connectors: (url) => connectorsWithBehaviour(url, { auto: 'auto', other: 'auto' }),
    organizations: { people: PEOPLE },
  });
  for (const { organization, vendorId, key } of VENDORS) {
    for (const tenantKey of TENANTS) {
      const order = { organization, tenantKey, userKey: null, connector: 'sandbox-basic', name: 'Basic', actor: null };
      const { id } = await createConnection(harness.deps, order);
      const claims = vendorClaims(harness.now(), { sub: `${vendorId}:${tenantKey}` });
      const path = `/direct_link/embedded/connections/${id}?workato_dl_token=${rs256(claims, key)}`;
      await admit(`${organization} ${tenantKey}, one connection`, organization, path);
    }
  }
  for (const { organization, secret } of SUBJECTS) {
    for (const external_id of TENANTS) {
      for (const connector of ['sandbox', 'sandbox-bearer']) {
        for (const sub of USERS) {
          const token = hs256({ sub, external_id, iat: Math.floor(harness.now() / 1000) }, secret);
          const name = `${organization} ${external_id} ${sub}, ${connector}`;
          await admit(name, organization, `/${organization}/${connector}/auth?tenant=${token}`);
        }
      }
    }
  }
});

async function admit(name: string, organization: string, path: string): Promise<void> {
  const page = await loadPage(harness, path);
  const bearer = bearerOf(page);
  const { json } = await callSessionApi(harness, '/session', { bearer });
  const connections = connectionsOf(json as SessionResponse).map(({ id }) => id);
  principals.push({ name, organization, bearer, connections });
}

after(() => harness.close());

const ROUTES: readonly {
  readonly title: string;
  readonly method: string;
  readonly path: (id: number) => string;
  readonly body?: unknown;
}[] = [
  {
    title: 'saves credentials',
    method: 'PUT',
    path: (id) => `/session/connections/${id}/credentials`,
    body: { values: { api_key: SANDBOX_KEY } },
  },
  { title: 'disconnects', method: 'POST', path: (id) => `/session/connections/${id}/disconnect` },
  { title: 'renames', method: 'PATCH', path: (id) => `/session/connections/${id}`, body: { name: 'Taken over' } },
];

const ABSENT_ID = 987_654_321;

async function snapshot(): Promise<string> {
  const all = await Promise.all(
    ['acme', 'globex'].map((organization) =>
      harness.deps.store.connections.listOrganization(organization, { afterId: 0, limit: 1000 }),
    ),
  );
  return JSON.stringify(all);
}

describe('what belongs to one principal', () => {
  test('each sees its own connections, and users of one tenant share only what is shared', () => {
    assert.equal(
      principals.length,
      VENDORS.length * TENANTS.length + SUBJECTS.length * TENANTS.length * 2 * USERS.length,
    );
    const owners = new Map<number, string[]>();
    for (const { name, connections } of principals) {
      assert.equal(connections.length, 1, name);
      for (const id of connections) owners.set(id, [...(owners.get(id) ?? []), name]);
    }
    for (const names of owners.values()) {
      if (names.length === 1) continue;
      assert.equal(names.length, USERS.length);
      assert.equal(new Set(names.map((name) => name.replace(/ada|bob/, 'someone'))).size, 1);
      assert.ok(names.every((name) => name.endsWith(', sandbox')));
    }
  });

  for (const { title, method, path, body } of ROUTES) {
    test(`no other person ${title}: the answer is that of an absent connection, and nothing changes`, async () => {
      const before = await snapshot();
      const everyId = [...new Set(principals.flatMap(({ connections }) => connections))];
      for (const { name, bearer, connections } of principals) {
        const absent = await callSessionApi(harness, path(ABSENT_ID), { bearer, method, body });
        assert.equal(absent.status, 404);
        for (const id of everyId.filter((candidate) => !connections.includes(candidate))) {
          const answer = await callSessionApi(harness, path(id), { bearer, method, body });
          assert.equal(answer.status, 404, `${name} on ${id}`);
          assert.equal(withoutIds(answer), withoutIds(absent));
        }
      }
      assert.equal(await snapshot(), before);
    });
  }

  test('no person opens the page of another person’s connection', async () => {
    for (const { vendorId, key } of VENDORS) {
      for (const tenant of TENANTS) {
        const own = principals.find(({ name }) =>
          name.startsWith(`${vendorId === 'we1' ? 'acme' : 'globex'} ${tenant}, one`),
        );
        for (const id of new Set(principals.flatMap(({ connections }) => connections))) {
          const token = rs256(vendorClaims(harness.now(), { sub: `${vendorId}:${tenant}` }), key);
          const { status, state } = await loadPage(
            harness,
            `/direct_link/embedded/connections/${id}?workato_dl_token=${token}`,
          );
          const sharedOfTenant = await isSharedOf(own?.organization ?? '', tenant, id);
          assert.equal(status, sharedOfTenant ? 200 : 404);
          if (state.kind === 'dialog')
            assert.deepEqual(
              connectionsOf(state).map((connection) => connection.id),
              [id],
            );
        }
      }
    }
  });

  test('no person opens the native page of another person’s connection, in either way', async () => {
    const everyId = [...new Set(principals.flatMap(({ connections }) => connections))];
    for (const { organization, secret } of SUBJECTS) {
      const token = (sub: string, external_id: string) =>
        hs256({ sub, external_id, iat: Math.floor(harness.now() / 1000) }, secret);
      const address = (id: number) => `/${organization}/connections/${id}`;
      for (const tenantKey of TENANTS) {
        for (const user of USERS) {
          const absent = await exchangeToken(harness, address(ABSENT_ID), token(user, tenantKey));
          for (const id of everyId) {
            const page = await loadPage(harness, `${address(id)}?tenant=${token(user, tenantKey)}`);
            const exchanged = await exchangeToken(harness, address(id), token(user, tenantKey));
            const owner = await ownerOf(organization, tenantKey, id);
            const theirs = owner === null || owner === user;
            assert.equal(page.status, theirs ? 200 : 404);
            assert.equal(exchanged.status, page.status);
            if (!theirs) assert.equal(withoutIds(exchanged), withoutIds(absent));
          }
        }
      }
    }
  });

  test('a connection of one person does not appear in another person’s session', async () => {
    const [first] = principals.filter(({ name }) => name === 'acme 4242 ada, sandbox-bearer');
    assert.ok(first);
    const [id = 0] = first.connections;
    const saved = await callSessionApi(harness, `/session/connections/${id}/credentials`, {
      bearer: first.bearer,
      method: 'PUT',
      body: { values: { api_key: SANDBOX_KEY } },
    });
    assert.equal(saved.status, 200);
    for (const { bearer, name } of principals) {
      const { json } = await callSessionApi(harness, '/session', { bearer });
      const connected = connectionsOf(json as SessionResponse).filter(
        ({ status }: ConnectionDetails) => status === 'connected',
      );
      assert.equal(connected.length, name === first.name ? 1 : 0, name);
    }
  });
});

describe('a sign-in of one user', () => {
  interface Stranger {
    readonly who: string;
    readonly path: string;
    readonly sub?: string;
    readonly tenantKey?: string;
  }

  const STRANGERS: readonly Stranger[] = [
    { who: 'another user of the tenant', path: '/people/auto/auth', sub: 'bob' },
    { who: 'the same user on the page of another connector', path: '/people/other/auth' },
    { who: 'the same user on the page of another connection', path: '/people/connections/:other' },
    { who: 'a user of the same name in another tenant', path: '/people/auto/auth', tenantKey: '9999' },
    { who: 'a user of the same name in another organization', path: '/acme/auto/auth' },
  ];

  const SIGN_IN_ROUTES: readonly {
    readonly title: string;
    readonly method: string;
    readonly path: (ids: { readonly connection: number; readonly signIn: number }) => string;
    readonly body?: unknown;
  }[] = [
    {
      title: 'create',
      method: 'POST',
      path: ({ connection }) => `/session/connections/${connection}/sign-ins`,
      body: { values: {}, locale: 'en' },
    },
    { title: 'see', method: 'GET', path: ({ signIn }) => `/session/sign-ins/${signIn}` },
    { title: 'cancel', method: 'DELETE', path: ({ signIn }) => `/session/sign-ins/${signIn}` },
    { title: 'stream', method: 'GET', path: ({ signIn }) => `/session/sign-ins/${signIn}/events` },
  ];

  async function openPage({ path, sub = 'ada', tenantKey = '4242' }: Omit<Stranger, 'who'>): Promise<OpenDialog> {
    const token = hs256({ sub, external_id: tenantKey, iat: Math.floor(harness.now() / 1000) });
    const page = await loadPage(harness, `${path}?tenant=${token}`);
    const bearer = bearerOf(page);
    const { json } = await callSessionApi(harness, '/session', { bearer });
    const [connection] = connectionsOf(json as SessionResponse);
    assert.ok(connection);
    return { bearer, id: connection.id, tenantKey };
  }

  /** Opens the link of a sign-in in a browser that does not show the dialog, so that the dialog shows a code. */
  async function openElsewhere({ startPath }: CreateSignInResponse): Promise<TestBrowser> {
    const browser = new TestBrowser(harness);
    await browser.open(startPath, USER_INITIATED_NAVIGATION);
    return browser;
  }

  for (const { title, method, path, body } of SIGN_IN_ROUTES) {
    test(`cannot be reached by a stranger to ${title} it: the answer is that of an absent one, and it goes on`, async () => {
      const dialog = await openPage({ path: '/people/auto/auth' });
      const signIn = await createSignIn(harness, dialog);
      await openElsewhere(signIn);
      const shown = await signInState(harness, dialog, signIn);
      assert.equal(shown.status, 'confirming');
      const other = await openPage({ path: '/people/other/auth' });

      for (const { who, ...stranger } of STRANGERS) {
        const { bearer } = await openPage({ ...stranger, path: stranger.path.replace(':other', `${other.id}`) });
        const call = (ids: { readonly connection: number; readonly signIn: number }) =>
          callSessionApi(harness, path(ids), { bearer, method, body });
        const answer = await call({ connection: dialog.id, signIn: signIn.id });
        assert.equal(answer.status, 404, who);
        assert.equal(withoutIds(answer), withoutIds(await call({ connection: ABSENT_ID, signIn: ABSENT_ID })), who);
      }

      assert.deepEqual(await signInState(harness, dialog, signIn), shown);
    });
  }

  test('cannot be confirmed with the code of another user’s sign-in', async () => {
    const dialog = await openPage({ path: '/people/auto/auth' });
    const signIn = await createSignIn(harness, dialog);
    const browser = await openElsewhere(signIn);
    const stranger = await openPage({ path: '/people/auto/auth', sub: 'bob' });
    const shown = await signInState(harness, dialog, signIn);
    assert.ok(shown.status === 'confirming');
    let code = shown.code;
    while (code === shown.code) {
      const own = await createSignIn(harness, stranger);
      await openElsewhere(own);
      const state = await signInState(harness, stranger, own);
      assert.ok(state.status === 'confirming');
      code = state.code;
    }

    const answer = await browser.post(signIn.startPath, { code });

    assert.equal(answer.status, 422);
    assert.equal((await signInState(harness, dialog, signIn)).status, 'confirming');
  });
});

/** A tenant's direct link may name any connection of the tenant that is not one user's own. */
async function isSharedOf(organization: string, tenantKey: string, id: number): Promise<boolean> {
  return (await ownerOf(organization, tenantKey, id)) === null;
}

/** `null`: the connection belongs to the whole tenant. `undefined`: it belongs to another tenant. */
async function ownerOf(organization: string, tenantKey: string, id: number): Promise<string | null | undefined> {
  const tenant = await harness.deps.store.tenants.findByKey(organization, tenantKey);
  const found = tenant && (await harness.deps.store.connections.find({ organization, tenantId: tenant.id }, id));
  return found?.userKey;
}
