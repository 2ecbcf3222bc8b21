import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { SessionResponse } from '../../widget/protocol/session-api.ts';
import { hashTimedToken } from '../auth/opaque-token.ts';
import { SESSION_TOKEN_PREFIX } from '../auth/session.ts';
import { createConnection, deleteConnection, disconnect, renameConnection } from '../connections/change-connection.ts';
import { SANDBOX_KEY } from '../sandbox/keys.ts';
import { hs256, startHarness, subjectClaims } from '../testing/harness.ts';
import type { Harness } from '../testing/harness.ts';
import { bearerOf, callSessionApi, connectionsOf, loadPage, selectedId } from '../testing/page.ts';
import { openDialog } from '../testing/sign-in.ts';
import type { OpenDialog } from '../testing/sign-in.ts';

let harness: Harness;

before(async () => {
  harness = await startHarness();
});
after(() => harness.close());

/** Asks for the session as a dialog that polls does. */
async function poll({ bearer }: OpenDialog, condition?: string) {
  const response = await harness.request('/session', {
    headers: { authorization: `Bearer ${bearer}`, ...(condition !== undefined && { 'if-none-match': condition }) },
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text };
}

async function readVersion(dialog: OpenDialog): Promise<string> {
  const { status, headers, text } = await poll(dialog);
  assert.equal(status, 200);
  const { version } = JSON.parse(text) as SessionResponse;
  assert.equal(headers.get('etag'), `"${version}"`);
  return version;
}

async function storedConnection({ id }: OpenDialog) {
  const connection = await harness.deps.store.connections.findInOrganization('acme', id);
  assert.ok(connection);
  return connection;
}

const saveKey = ({ bearer, id }: OpenDialog) =>
  callSessionApi(harness, `/session/connections/${id}/credentials`, {
    bearer,
    method: 'PUT',
    body: { values: { api_key: SANDBOX_KEY } },
  });

describe('a dialog that polls its session', () => {
  for (const form of [(tag: string) => `"${tag}"`, (tag: string) => `W/"${tag}"`, (tag: string) => `"x", "${tag}"`]) {
    test(`is answered 304 without a body while nothing has changed, for ${form('version')}`, async () => {
      const dialog = await openDialog(harness, 'sandbox');
      const version = await readVersion(dialog);
      const { status, headers, text } = await poll(dialog, form(version));
      assert.equal(status, 304);
      assert.equal(text, '');
      assert.equal(headers.get('etag'), `"${version}"`);
      assert.equal(headers.get('cache-control'), 'no-store');
    });
  }

  test('finds the version of its page unchanged', async () => {
    const token = hs256(subjectClaims(harness.now(), { sub: 'a-person-with-a-page' }));
    const page = await loadPage(harness, `/acme/sandbox/auth?tenant=${token}`);
    assert.ok(page.state.kind === 'dialog');
    const { version } = page.state;
    const dialog = { bearer: bearerOf(page), id: selectedId(page.state), tenantKey: 'a-person-with-a-page' };
    assert.equal((await poll(dialog, `"${version}"`)).status, 304);
  });

  const changes: readonly (readonly [string, (dialog: OpenDialog) => Promise<unknown>])[] = [
    ['was connected', saveKey],
    [
      'was disconnected',
      async (dialog) => disconnect(harness.deps, { connection: await storedConnection(dialog), actor: null }),
    ],
    [
      'was renamed',
      async (dialog) =>
        renameConnection(harness.deps, { connection: await storedConnection(dialog), actor: null, name: 'Sales' }),
    ],
    [
      'got another one beside it',
      ({ tenantKey }) =>
        createConnection(harness.deps, {
          ...{ organization: 'acme', tenantKey, userKey: null, connector: 'sandbox', name: 'Other', actor: null },
        }),
    ],
    [
      'was deleted',
      async (dialog) => deleteConnection(harness.deps, { connection: await storedConnection(dialog), actor: null }),
    ],
  ];
  for (const [change, make] of changes) {
    test(`gets everything when its connection ${change}`, async () => {
      const dialog = await openDialog(harness, 'sandbox');
      const version = await readVersion(dialog);
      await make(dialog);
      const { status, text } = await poll(dialog, `"${version}"`);
      assert.equal(status, 200);
      const answer = JSON.parse(text) as SessionResponse;
      assert.notEqual(answer.version, version);
      const stored = await harness.deps.store.connections.findInOrganization('acme', dialog.id);
      const [shown] = connectionsOf(answer).filter(({ id }) => id === dialog.id);
      assert.equal(shown?.status, stored?.status);
      assert.equal(shown?.name, stored?.name);
    });
  }

  test('does not hear of connections of other tenants', async () => {
    const dialog = await openDialog(harness, 'sandbox');
    const version = await readVersion(dialog);
    await saveKey(await openDialog(harness, 'sandbox'));
    assert.equal((await poll(dialog, `"${version}"`)).status, 304);
  });

  test('extends its session no more than other requests do', async () => {
    const dialog = await openDialog(harness, 'sandbox');
    const version = await readVersion(dialog);
    const expiresAt = async () => {
      const session = await harness.deps.store.sessions.find(
        hashTimedToken(SESSION_TOKEN_PREFIX, dialog.bearer),
        harness.now(),
      );
      return session?.expiresAt;
    };
    const before = await expiresAt();
    for (let count = 0; count < 20; count += 1) {
      harness.advance(10_000);
      assert.equal((await poll(dialog, `"${version}"`)).status, 304);
    }
    assert.equal(await expiresAt(), before);
    harness.advance(200_000);
    assert.equal((await poll(dialog, `"${version}"`)).status, 304);
    assert.ok(Number(await expiresAt()) > Number(before));
  });
});
