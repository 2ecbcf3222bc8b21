import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, test } from 'node:test';
import BetterSqlite3 from 'better-sqlite3';
import { calculateJwkThumbprint, compactVerify, decodeProtectedHeader, importJWK } from 'jose';

import { deleteExpired } from '../store/delete-expired.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { NOW } from '../store/testing/seed-store.ts';
import { openTemporaryStore } from '../store/testing/open-temporary-store.ts';
import type { TemporaryStore } from '../store/testing/open-temporary-store.ts';
import { createVault } from '../store/vault.ts';
import { replaceSigningKey, rotateSigningKey } from './rotate-signing-key.ts';
import { signClaims, SigningKeys, SigningKeyUnreadableError } from './signing-keys.ts';

const MINUTE_MS = 60_000;
const purpose = 'receipt';
const vault = createVault([randomBytes(32)]);

let temporary: TemporaryStore;
let store: Store;

beforeEach(async () => {
  temporary = await openTemporaryStore();
  ({ store } = temporary);
});
afterEach(() => temporary.close());

const open = (on = store, now = NOW) => SigningKeys.open({ purpose, store: on, vault }, now);
const kidAt = async (keys: SigningKeys, minutes: number) => (await keys.current(NOW + minutes * MINUTE_MS)).kid;
const publishedAt = async (keys: SigningKeys, minutes: number) =>
  (await keys.published(NOW + minutes * MINUTE_MS)).map(({ kid }) => kid);

/** Changes rows behind the back of the store. */
function tamper(sql: string): void {
  const database = new BetterSqlite3(temporary.file);
  database.exec(sql);
  database.close();
}

describe('signing keys', () => {
  test('what the current key signs is verified with the published key of the same id', async () => {
    const keys = await open();
    const signed = signClaims(await keys.current(NOW), 'test+jwt', { sub: 'Zoë', absent: undefined });

    const [published] = await keys.published(NOW);
    assert.deepEqual(decodeProtectedHeader(signed), { alg: 'ES256', typ: 'test+jwt', kid: published?.kid });
    const { payload } = await compactVerify(signed, await importJWK({ ...published }, 'ES256'));
    assert.deepEqual(JSON.parse(Buffer.from(payload).toString()), { sub: 'Zoë' });
  });

  test('a published key has its thumbprint as its id, and nothing private', async () => {
    const [key, ...others] = await (await open()).published(NOW);
    assert.ok(key);
    assert.deepEqual(others, []);
    assert.deepEqual(Object.keys(key).toSorted(), ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
    assert.equal(key.kid, await calculateJwkThumbprint({ kty: key.kty, crv: key.crv, x: key.x, y: key.y }));
    assert.deepEqual([key.kty, key.crv, key.alg, key.use], ['EC', 'P-256', 'ES256', 'sig']);
  });

  test('a key that signs gives out its id and signatures only', async () => {
    const key = await (await open()).current(NOW);
    assert.deepEqual(Object.getOwnPropertyNames(key), ['kid', 'sign']);
    assert.deepEqual(Reflect.ownKeys(key.sign).map(String).toSorted(), ['length', 'name']);
  });

  test('a restart goes on with the key of before', async () => {
    assert.equal(await kidAt(await open(), 0), await kidAt(await open(), 0));
  });

  test('two databases under the same encryption keys have different keys', async (t) => {
    const other = await openTemporaryStore();
    t.after(() => other.close());

    assert.notEqual(await kidAt(await open(), 0), await kidAt(await open(other.store), 0));
  });

  test('of several processes that start at once on a new database, all use the key of one', async (t) => {
    const stores = await Promise.all(Array.from({ length: 4 }, () => openSqliteStore({ file: temporary.file })));
    t.after(() => Promise.all(stores.map((each) => each.close())));

    const all = await Promise.all(stores.map((each) => open(each)));

    assert.equal((await store.signingKeys.list(purpose)).length, 1);
    const kids = await Promise.all(all.map((keys) => kidAt(keys, 0)));
    assert.equal(new Set(kids).size, 1);
  });
});

describe('a rotation', () => {
  test('is noticed by a process that runs: it publishes the new key at once, and signs with it 15 minutes later', async (t) => {
    const running = await open();
    const old = await kidAt(running, 0);
    const otherProcess = await openSqliteStore({ file: temporary.file });
    t.after(() => otherProcess.close());

    const { kid, signsFrom, earlierPublishedUntil } = await rotateSigningKey(
      { purpose, store: otherProcess, vault },
      NOW,
    );

    assert.equal(signsFrom, NOW + 15 * MINUTE_MS);
    assert.equal(earlierPublishedUntil, NOW + 25 * MINUTE_MS);
    assert.deepEqual(await publishedAt(running, 0), [kid, old]);
    assert.deepEqual([await kidAt(running, 14.99), await kidAt(running, 15)], [old, kid]);
    assert.deepEqual(await publishedAt(running, 24.99), [kid, old]);
    assert.deepEqual(await publishedAt(running, 25), [kid]);
  });

  test('breaks no receipt, with keys that a back end fetched up to 15 minutes before, and a clock 5 minutes off', async () => {
    const keys = await open();
    const published = new Map<number, readonly string[]>();
    for (let minute = -15; minute < 0; minute += 1) published.set(minute, await publishedAt(keys, minute));
    await rotateSigningKey({ purpose, store, vault }, NOW);
    for (let minute = 0; minute < 4; minute += 1) published.set(minute, await publishedAt(keys, minute));
    await rotateSigningKey({ purpose, store, vault }, NOW + 4 * MINUTE_MS);
    for (let minute = 4; minute <= 60; minute += 1) published.set(minute, await publishedAt(keys, minute));

    const signers = new Set<string>();
    for (let signedAt = 0; signedAt <= 50; signedAt += 1) {
      const kid = await kidAt(keys, signedAt);
      signers.add(kid);
      for (let verifiedAt = signedAt; verifiedAt <= signedAt + 10; verifiedAt += 1) {
        for (let fetchedAt = verifiedAt - 15; fetchedAt <= verifiedAt; fetchedAt += 1) {
          assert.ok(published.get(fetchedAt)?.includes(kid), `${signedAt} ${verifiedAt} ${fetchedAt}`);
        }
      }
    }
    assert.equal(signers.size, 3);
  });

  test('leaves one key in the end, and housekeeping never deletes the key that signs', async () => {
    const keys = await open();
    const { kid } = await rotateSigningKey({ purpose, store, vault }, NOW);

    assert.equal((await deleteExpired(store, NOW + 25 * MINUTE_MS - 1)).signingKeys, 0);
    assert.equal((await deleteExpired(store, NOW + 25 * MINUTE_MS)).signingKeys, 1);
    assert.equal((await deleteExpired(store, NOW + 1e12)).signingKeys, 0);
    assert.equal(await kidAt(keys, 1e6), kid);
  });

  test('that a backup holds half done is finished, however late the backup is restored', async () => {
    const keys = await open();
    const { kid } = await rotateSigningKey({ purpose, store, vault }, NOW);
    const yearLater = 365 * 24 * 60;

    assert.equal(await kidAt(keys, yearLater), kid);
    assert.deepEqual(await publishedAt(keys, yearLater), [kid]);
  });

  test('survives a clock that is set back: the earliest key signs', async () => {
    const keys = await open();
    const old = await kidAt(keys, 0);
    const { kid } = await rotateSigningKey({ purpose, store, vault }, NOW);
    assert.equal(await kidAt(keys, -60), old);
    await deleteExpired(store, NOW + 30 * MINUTE_MS);
    assert.equal(await kidAt(keys, -60), kid);
  });
});

describe('a replacement', () => {
  test('signs at once in a process that runs, and leaves nothing of the old key', async () => {
    const running = await open();
    const [old] = await store.signingKeys.list(purpose);
    assert.ok(old);
    await rotateSigningKey({ purpose, store, vault }, NOW);

    const { kid, signsFrom, earlierPublishedUntil } = await replaceSigningKey({ purpose, store, vault }, NOW);

    assert.deepEqual([signsFrom, earlierPublishedUntil], [NOW, null]);
    assert.equal(await kidAt(running, 0), kid);
    assert.deepEqual(await publishedAt(running, 0), [kid]);
    assert.equal((await store.signingKeys.list(purpose)).length, 1);
    await store.close();
    assert.ok(!(await readFile(temporary.file)).includes(Buffer.from(old.privateKey)));
  });

  test('mends a key that does not open', async () => {
    await open();
    tamper("update signing_keys set private_key = x'00'");
    await assert.rejects(open(), SigningKeyUnreadableError);

    const { kid } = await replaceSigningKey({ purpose, store, vault }, NOW);

    assert.equal(await kidAt(await open(), 0), kid);
  });
});

describe('a key that does not open says which, and how to replace it:', () => {
  const copied = 'update signing_keys set (x, y) = (select x, y from signing_keys order by signs_from limit 1)';
  const cases: readonly (readonly [title: string, sql: string])[] = [
    [
      'its private half was changed',
      "update signing_keys set private_key = cast(substr(private_key, 1, 80) || 'x' as blob)",
    ],
    ['its public half is that of another key', copied],
    ['its row claims to be another key', "update signing_keys set kid = 'other' where published_until is null"],
  ];
  for (const [title, sql] of cases) {
    test(title, async () => {
      await open();
      await rotateSigningKey({ purpose, store, vault }, NOW);
      tamper(sql);
      const due = (await store.signingKeys.list(purpose)).find(({ publishedUntil }) => publishedUntil === null);

      await assert.rejects(open(store, NOW + 15 * MINUTE_MS), (error) => {
        assert.ok(error instanceof SigningKeyUnreadableError);
        assert.equal(error.kid, due?.kid);
        assert.match(error.message, /rotate-keys --signing --now/);
        return true;
      });
    });
  }

  test('the encryption key that sealed it is lost', async () => {
    await open();
    const keys = SigningKeys.open({ purpose, store, vault: createVault([randomBytes(32)]) }, NOW);

    await assert.rejects(keys, (error) => {
      assert.ok(error instanceof SigningKeyUnreadableError);
      assert.ok(error.message.includes(vault.keyIds[0]!));
      return true;
    });
  });
});
