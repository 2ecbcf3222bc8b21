import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { openVault, VaultKeyMissingError } from './open-vault.ts';
import { NOW } from './testing/seed-store.ts';
import { openTemporaryStore } from './testing/open-temporary-store.ts';
import { createVault, VaultError } from './vault.ts';

const [first, second, third] = [randomBytes(32), randomBytes(32), randomBytes(32)];
const place = { organization: 'acme', tenantId: 1, record: 'connection:1', field: 'credentials' };

function missing(...keys: readonly Uint8Array[]) {
  const expected = createVault(keys).keyIds;
  return (error: unknown) => {
    assert.ok(error instanceof VaultKeyMissingError);
    assert.deepEqual(error.keyIds.toSorted(), expected.toSorted());
    for (const keyId of expected) assert.ok(error.message.includes(keyId));
    return true;
  };
}

test('the first key of an empty database is recorded once', async (t) => {
  const temporary = await openTemporaryStore();
  t.after(() => temporary.close());
  const { store } = temporary;

  const vault = await openVault({ keys: [first, second], store, now: NOW });
  const recorded = await store.vaultKeys.list();
  await openVault({ keys: [first, second], store, now: NOW });

  assert.deepEqual(
    recorded.map(({ keyId }) => keyId),
    [vault.keyIds[0]],
  );
  assert.deepEqual(await store.vaultKeys.list(), recorded);
});

test('a database refuses keys if its own is missing, names the missing key, and records nothing', async (t) => {
  const temporary = await openTemporaryStore();
  t.after(() => temporary.close());
  const { store } = temporary;
  await openVault({ keys: [first], store, now: NOW });
  await openVault({ keys: [second, first], store, now: NOW });
  const recorded = await store.vaultKeys.list();

  await assert.rejects(openVault({ keys: [third], store, now: NOW }), missing(first, second));
  await assert.rejects(openVault({ keys: [third, first], store, now: NOW }), missing(second));
  assert.deepEqual(await store.vaultKeys.list(), recorded);
});

test('a new first key is recorded besides the old one, and secrets of the old key still open', async (t) => {
  const temporary = await openTemporaryStore();
  t.after(() => temporary.close());
  const { store } = temporary;
  const sealed = (await openVault({ keys: [first], store, now: NOW })).seal(place, 'secret');

  const vault = await openVault({ keys: [second, first], store, now: NOW });

  assert.equal(vault.open(place, sealed), 'secret');
  assert.equal((await store.vaultKeys.list()).length, 2);
});

test('of two concurrent starts with different keys on an empty database, one is refused', async (t) => {
  const temporary = await openTemporaryStore();
  t.after(() => temporary.close());
  const { store } = temporary;

  const results = await Promise.allSettled([first, second].map((key) => openVault({ keys: [key], store, now: NOW })));

  assert.deepEqual(results.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
  assert.equal((await store.vaultKeys.list()).length, 1);
});

test('a changed check value is refused', async (t) => {
  const temporary = await openTemporaryStore();
  t.after(() => temporary.close());
  const { store } = temporary;
  const vault = createVault([first]);
  const forged = vault.seal(place, 'embed-connection');
  await store.write(({ vaultKeys }) => vaultKeys.add(vault.keyIds[0]!, forged, NOW));

  await assert.rejects(openVault({ keys: [first], store, now: NOW }), VaultError);
});
