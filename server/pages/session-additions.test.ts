import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { AddConnectionResponse, ErrorResponse, SessionResponse } from '../../widget/protocol/session-api.ts';
import { CONNECTIONS_MAX } from '../../widget/protocol/session-api.ts';
import { deleteAbandonedConnections } from '../connections/add-connection.ts';
import { createConnection, disconnect } from '../connections/change-connection.ts';
import { SANDBOX_KEY } from '../sandbox/keys.ts';
import { hs256, rs256, startHarness, subjectClaims, vendorClaims } from '../testing/harness.ts';
import type { Harness } from '../testing/harness.ts';
import { bearerOf, callSessionApi, connectionsOf, loadPage, selectedId, withoutIds } from '../testing/page.ts';
import { createSignIn, openDialog, signInState } from '../testing/sign-in.ts';
import type { OpenDialog } from '../testing/sign-in.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

let harness: Harness;

before(async () => {
  const single = { id: 1, name: 'Single', connectors: ['sandbox'], multiple: false };
  harness = await startHarness({
    organizations: {
      strict: {
        name: 'Strict',
        allowedOrigins: ['https://app.strict.example'],
        keys: [{ alg: 'HS256', secret: 'acme-signs-its-tokens-with-this-32' }],
        integrations: { single },
      },
    },
  });
});
after(() => harness.close());

const add = ({ bearer }: Pick<OpenDialog, 'bearer'>, connector = 'sandbox') =>
  callSessionApi(harness, '/session/connections', { bearer, method: 'POST', body: { connector } });

async function addedTo(dialog: Pick<OpenDialog, 'bearer'>, connector?: string) {
  const { status, json, text } = await add(dialog, connector);
  assert.equal(status, 201, text);
  return (json as AddConnectionResponse).connection;
}

/** Removes a connection as the dialog does. Resolves to the status and the body. */
async function discard({ bearer }: Pick<OpenDialog, 'bearer'>, id: number) {
  const headers = { authorization: `Bearer ${bearer}` };
  const response = await harness.request(`/session/connections/${id}`, { method: 'DELETE', headers });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const listed = async ({ bearer }: Pick<OpenDialog, 'bearer'>) => {
  const { json } = await callSessionApi(harness, '/session', { bearer });
  return connectionsOf(json as SessionResponse);
};

const saveKey = ({ bearer }: Pick<OpenDialog, 'bearer'>, id: number) =>
  callSessionApi(harness, `/session/connections/${id}/credentials`, {
    bearer,
    method: 'PUT',
    body: { values: { api_key: SANDBOX_KEY } },
  });

function assertRefused({ status, json }: { status: number; json: unknown }, [code, expected]: [string, number]): void {
  assert.equal((json as ErrorResponse).error.code, code);
  assert.equal(status, expected);
}

/** Opens a dialog of a user on a connector whose connections belong to each user. */
async function openPersonalDialog(external_id: string, sub: string) {
  const token = hs256(subjectClaims(harness.now(), { sub, external_id }));
  const page = await loadPage(harness, `/acme/sandbox-bearer/auth?tenant=${token}`);
  assert.ok(page.state.kind === 'dialog');
  return { bearer: bearerOf(page), id: selectedId(page.state), tenantKey: external_id };
}

async function canAdd(path: string): Promise<boolean> {
  const { state } = await loadPage(harness, path);
  assert.ok(state.kind === 'dialog', JSON.stringify(state));
  return state.connectors[0]?.canAdd === true;
}

describe('a connection that a person adds', () => {
  test('is disconnected, has a name of its own, and can be removed', async () => {
    const dialog = await openDialog(harness, 'sandbox');
    const [first] = await listed(dialog);
    const second = await addedTo(dialog);
    const third = await addedTo(dialog);
    assert.deepEqual(second, {
      ...{ id: second.id, connector: 'sandbox', name: `${first?.name} 2`, status: 'disconnected' },
      ...{ verified: false, isRemovable: true },
    });
    assert.equal(third.name, `${first?.name} 3`);
    assert.deepEqual(
      (await listed(dialog)).map(({ id }) => id),
      [dialog.id, second.id, third.id],
    );
    assert.equal(first?.isRemovable, undefined);
  });

  test('is gone when the person removes it, and its name is free again', async () => {
    const dialog = await openDialog(harness, 'sandbox');
    const { id, name } = await addedTo(dialog);
    assert.deepEqual(await discard(dialog, id).then(({ status, text }) => ({ status, text })), {
      status: 204,
      text: '',
    });
    assert.deepEqual(
      (await listed(dialog)).map((connection) => connection.id),
      [dialog.id],
    );
    assert.equal((await discard(dialog, id)).status, 404);
    assert.equal((await addedTo(dialog)).name, name);
  });

  test('stays when it was connected, and after it was disconnected again', async () => {
    const dialog = await openDialog(harness, 'sandbox');
    const { id } = await addedTo(dialog);
    assert.equal((await saveKey(dialog, id)).status, 200);
    assert.equal((await discard(dialog, id)).status, 409);
    const connection = await harness.deps.store.connections.findInOrganization('acme', id);
    assert.ok(connection);
    await disconnect(harness.deps, { connection, actor: null });
    assert.equal((await discard(dialog, id)).status, 409);
    assert.equal((await listed(dialog)).at(-1)?.isRemovable, undefined);
  });

  test('can be removed after an attempt that the provider refused', async () => {
    const dialog = await openDialog(harness, 'sandbox');
    const { id } = await addedTo(dialog);
    const path = `/session/connections/${id}/credentials`;
    const body = { values: { api_key: 'wrong' } };
    assert.equal((await callSessionApi(harness, path, { bearer: dialog.bearer, method: 'PUT', body })).status, 422);
    assert.equal((await listed(dialog)).at(-1)?.isRemovable, true);
    assert.equal((await discard(dialog, id)).status, 204);
  });

  test('is recorded, and so is its removal, with the person', async () => {
    const dialog = await openDialog(harness, 'sandbox');
    const { id } = await addedTo(dialog);
    await discard(dialog, id);
    const tenant = await harness.deps.store.tenants.findByKey('acme', dialog.tenantKey);
    assert.ok(tenant);
    const activity = await harness.deps.store.activity.list({ organization: 'acme', tenantId: tenant.id }, 10);
    assert.deepEqual(
      activity.filter(({ connectionId }) => connectionId === id).map(({ type, actor }) => [type, actor?.id]),
      [
        ['connection.deleted', dialog.tenantKey],
        ['connection.created', dialog.tenantKey],
      ],
    );
  });

  test(`is one of at most ${CONNECTIONS_MAX}, counted for each owner, also when they are added at once`, async () => {
    const dialog = await openPersonalDialog('many', 'ada');
    const answers = await Promise.all(Array.from({ length: CONNECTIONS_MAX + 1 }, () => add(dialog, 'sandbox-bearer')));
    const refused = answers.filter(({ status }) => status !== 201);
    assert.equal(refused.length, 2);
    for (const answer of refused) assertRefused(answer, ['conflict', 409]);
    assert.match(refused[0]?.text ?? '', /at most 20 connections/);
    const colleague = await openPersonalDialog('many', 'bob');
    await addedTo(colleague, 'sandbox-bearer');
  });
});

describe('adding a connection', () => {
  test('is offered on a page of a connector, unless the integration allows one connection only', async () => {
    const token = () => hs256(subjectClaims(harness.now(), { sub: 'offers' }));
    assert.equal(await canAdd(`/acme/sandbox/auth?tenant=${token()}`), true);
    assert.equal(await canAdd(`/strict/sandbox/auth?tenant=${token()}`), false);
    assert.equal(await canAdd(`/strict/sandbox-basic/auth?tenant=${token()}`), true);
  });

  test('is refused where the integration allows one connection only', async () => {
    const dialog = await openDialog(harness, 'sandbox', 'strict-person', 'strict');
    assertRefused(await add(dialog), ['conflict', 409]);
    assert.equal((await listed(dialog)).length, 1);
  });

  test('is neither offered nor possible on a page of one connection', async () => {
    const order = {
      organization: 'acme',
      tenantKey: '4242',
      userKey: null,
      connector: 'sandbox',
      name: 'S',
      actor: null,
    };
    const { id } = await createConnection(harness.deps, order);
    const path = () => {
      const token = rs256(vendorClaims(harness.now()));
      return `/direct_link/embedded/connections/${id}?workato_dl_token=${token}`;
    };
    assert.equal(await canAdd(path()), false);
    const dialog = { bearer: bearerOf(await loadPage(harness, path())) };
    assertRefused(await add(dialog), ['conflict', 409]);
    assert.equal((await discard(dialog, id)).status, 409);
  });

  test('is refused for another connector than that of the page', async () => {
    const dialog = await openDialog(harness, 'sandbox');
    for (const connector of ['sandbox-basic', 'nothing', '']) {
      assertRefused(await add(dialog, connector), ['not_found', 404]);
    }
  });

  test('gives another user of the tenant nothing, where connections belong to each user', async () => {
    const ada = await openPersonalDialog('shared', 'ada');
    const bob = await openPersonalDialog('shared', 'bob');
    const { id } = await addedTo(ada, 'sandbox-bearer');
    assert.deepEqual(
      (await listed(bob)).map((connection) => connection.id),
      [bob.id],
    );
    const absent = await discard(bob, 999_999);
    assert.equal(absent.status, 404);
    assert.equal(withoutIds(await discard(bob, id)), withoutIds(absent));
    assert.equal((await listed(ada)).length, 2);
  });

  test('gives another tenant and another organization nothing', async () => {
    const { id } = await addedTo(await openDialog(harness, 'sandbox'));
    const strangers = [
      await openDialog(harness, 'sandbox'),
      await openDialog(harness, 'sandbox', 'person-1', 'globex'),
      await openDialog(harness, 'sandbox-down'),
    ];
    for (const stranger of strangers) {
      assert.equal(withoutIds(await discard(stranger, id)), withoutIds(await discard(stranger, 999_999)));
    }
    assert.ok(await harness.deps.store.connections.findInOrganization('acme', id));
  });
});

describe('a connection that was added and never connected', () => {
  const deleteAbandoned = () => deleteAbandonedConnections(harness.deps.store, harness.now());
  const exists = async (id: number) =>
    (await harness.deps.store.connections.findInOrganization('acme', id)) !== undefined;

  test('is deleted after a day, and others are not', async () => {
    const dialog = await openDialog(harness, 'sandbox');
    const abandoned = await addedTo(dialog);
    const connected = await addedTo(dialog);
    await saveKey(dialog, connected.id);
    const order = { organization: 'acme', tenantKey: dialog.tenantKey, userKey: null, name: 'By the back end' };
    const byBackEnd = await createConnection(harness.deps, { ...order, connector: 'sandbox', actor: null });
    harness.advance(DAY_MS - 60_000);
    await deleteAbandoned();
    assert.ok(await exists(abandoned.id));
    harness.advance(60_000);
    await deleteAbandoned();
    assert.equal(await exists(abandoned.id), false);
    for (const id of [dialog.id, connected.id, byBackEnd.id]) assert.ok(await exists(id));
  });

  test('is not deleted while a person signs in', async () => {
    const dialog = await openDialog(harness, 'sandbox-oauth');
    const { id } = await addedTo(dialog, 'sandbox-oauth');
    harness.advance(DAY_MS);
    const late = await openDialog(harness, 'sandbox-oauth', dialog.tenantKey);
    const signIn = await createSignIn(harness, { ...late, id });
    await deleteAbandoned();
    assert.equal((await signInState(harness, late, signIn)).status, 'created');
    await callSessionApi(harness, `/session/sign-ins/${signIn.id}`, { bearer: late.bearer, method: 'DELETE' });
    await deleteAbandoned();
    assert.equal(await exists(id), false);
  });

  test('stays when it is the only one of its owner', async () => {
    const dialog = await openDialog(harness, 'sandbox');
    const [only, other] = [await addedTo(dialog), await addedTo(dialog)];
    const tenant = await harness.deps.store.tenants.findByKey('acme', dialog.tenantKey);
    assert.ok(tenant);
    const scope = { organization: 'acme', tenantId: tenant.id };
    await harness.deps.store.write(({ connections }) => connections.delete(scope, dialog.id));
    harness.advance(DAY_MS);
    await deleteAbandoned();
    assert.deepEqual([await exists(only.id), await exists(other.id)], [true, false]);
  });
});
