import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { test, type TestContext } from 'node:test';
import BetterSqlite3 from 'better-sqlite3';

import { StorageUnavailableError } from '../errors.ts';
import { migrations } from './migrations/all.ts';
import { checkVaultKeys, openVault, VaultKeyMissingError } from './open-vault.ts';
import { inspectSqliteFile } from './sqlite-inspect.ts';
import { openSqliteStore } from './sqlite-store.ts';
import { NOW } from './testing/seed-store.ts';
import { makeTemporaryFolder } from './testing/temporary-folder.ts';
import { VaultError } from './vault.ts';

const [KEY, OTHER_KEY] = [randomBytes(32), randomBytes(32)];

async function fileOf(t: TestContext): Promise<string> {
  const folder = await makeTemporaryFolder();
  t.after(() => folder.remove());
  return folder.path('embed.db');
}

test('a missing file is not created', async (t) => {
  const file = await fileOf(t);

  assert.equal(await inspectSqliteFile({ file }), undefined);
  assert.deepEqual(await readdir(dirname(file)), []);
});

test('an empty file lacks every migration, and is not changed', async (t) => {
  const file = await fileOf(t);
  await writeFile(file, '');

  const state = { missing: Object.keys(migrations), unknown: [], vaultKeys: [], signingKeys: [] };
  assert.deepEqual(await inspectSqliteFile({ file }), state);
  assert.equal((await readFile(file)).length, 0);
});

test('a database in use can be inspected, and no log is left beside it', async (t) => {
  const file = await fileOf(t);
  const store = await openSqliteStore({ file });
  t.after(() => store.close());
  await openVault({ keys: [KEY], store, now: NOW });

  const whileOpen = await inspectSqliteFile({ file });
  await store.close();
  const before = await readFile(file);

  assert.deepEqual(whileOpen?.missing, []);
  assert.equal(whileOpen.vaultKeys.length, 1);
  assert.deepEqual(await inspectSqliteFile({ file }), whileOpen);
  assert.deepEqual((await readdir(dirname(file))).toSorted(), ['embed.db', 'embed.db-guard']);
  assert.deepEqual(await readFile(file), before);
});

test('the unknown migrations of a newer version are listed', async (t) => {
  const file = await fileOf(t);
  await (await openSqliteStore({ file })).close();
  const database = new BetterSqlite3(file);
  database.exec("insert into kysely_migration values ('9999-later', '2100-01-01T00:00:00.000Z')");
  database.close();

  assert.deepEqual((await inspectSqliteFile({ file }))?.unknown, ['9999-later']);
});

test('keys are compared with the keys of the secrets, and nothing is recorded', async (t) => {
  const file = await fileOf(t);
  const store = await openSqliteStore({ file });
  t.after(() => store.close());
  await openVault({ keys: [KEY], store, now: NOW });
  const recorded = await store.vaultKeys.list();

  checkVaultKeys([KEY], recorded);
  checkVaultKeys([OTHER_KEY, KEY], recorded);
  assert.throws(() => checkVaultKeys([OTHER_KEY], recorded), VaultKeyMissingError);
  assert.throws(() => checkVaultKeys([], recorded), VaultKeyMissingError);
  const changed = recorded.map(({ keyId, checkValue }) => ({
    keyId,
    checkValue: checkValue.map((byte, at) => (at > 60 ? 0 : byte)),
  }));
  assert.throws(() => checkVaultKeys([KEY], changed), VaultError);
  checkVaultKeys([], []);
  assert.deepEqual(await store.vaultKeys.list(), recorded);
});

const unusable: readonly (readonly [string, (file: string) => Promise<unknown>])[] = [
  ['no database', (file) => writeFile(file, 'something else entirely, and longer than a header, '.repeat(20))],
  ['a folder', (file) => mkdir(file)],
];
for (const [title, make] of unusable) {
  test(`what is ${title} cannot be used`, async (t) => {
    const file = await fileOf(t);
    await make(file);

    await assert.rejects(inspectSqliteFile({ file }), StorageUnavailableError);
  });
}

test('a path that leads through a file cannot be used', async (t) => {
  const file = await fileOf(t);
  await writeFile(file, '');

  await assert.rejects(inspectSqliteFile({ file: `${file}/embed.db` }), StorageUnavailableError);
});
