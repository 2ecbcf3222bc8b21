import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, test, type TestContext } from 'node:test';
import BetterSqlite3 from 'better-sqlite3';
import type { Kysely } from 'kysely';

import { StorageUnavailableError } from '../errors.ts';
import { GroupCommit, type GroupCommitLimits } from './group-commit.ts';
import type { Database } from './schema.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import { openSqliteConnections } from './sqlite-open.ts';
import { makeTemporaryFolder } from './testing/temporary-folder.ts';

async function open(t: TestContext, limits?: Partial<GroupCommitLimits>) {
  const folder = await makeTemporaryFolder();
  const file = folder.path('embed.db');
  const statements: string[] = [];
  const { writer, reader } = await openSqliteConnections(file, {
    onStatement: (sql) => statements.push(sql.toLowerCase()),
  });
  const commits = new GroupCommit(new SqliteConnection(writer, { readOnly: false }), { ...(limits && { limits }) });
  statements.length = 0;
  t.after(async () => {
    await commits.close();
    reader.close();
    writer.close();
    await folder.remove();
  });
  return {
    commits,
    writer,
    file,
    count: (statement: string) => statements.filter((sql) => sql === statement).length,
    keys: () => reader.prepare('select key from tenants order by id').pluck().all(),
  };
}

let lastId = 0;

function insert(db: Kysely<Database>, key: string): Promise<unknown> {
  lastId += 1;
  return db
    .insertInto('tenants')
    .values({ id: lastId, organization: 'acme', key, created_at: 0, revision: 1 })
    .execute();
}

describe('works that are queued together', () => {
  test('share one transaction and run in their order', async (t) => {
    const { commits, count, keys } = await open(t);
    const expected = Array.from({ length: 20 }, (_, index) => `${index}`);

    await Promise.all(expected.map((key) => commits.run((db) => insert(db, key))));

    assert.equal(count('begin immediate'), 1);
    assert.equal(count('commit'), 1);
    assert.deepEqual(keys(), expected);
  });

  test('share one transaction with those of the next turns, until a turn brings none', async (t) => {
    const { commits, count, keys } = await open(t);
    const works: Promise<unknown>[] = [];
    // Asked for before the transaction asks for its turns, so each work comes in time.
    let turn = nextTurn();
    for (const key of ['a', 'b', 'c']) {
      works.push(commits.run((db) => insert(db, key)));
      await turn;
      turn = nextTurn();
    }
    await Promise.all(works);
    assert.equal(count('commit'), 1);
    assert.deepEqual(keys(), ['a', 'b', 'c']);
  });

  test('never overlap', async (t) => {
    const { commits } = await open(t);
    let running = 0;

    await Promise.all(
      Array.from({ length: 5 }, (_, index) =>
        commits.run(async (db) => {
          running += 1;
          assert.equal(running, 1);
          await insert(db, `${index}`);
          await nextTurn();
          running -= 1;
        }),
      ),
    );
  });

  test('are split into several transactions if there are too many', async (t) => {
    const { commits, count, keys } = await open(t, { batchSize: 8 });

    await Promise.all(Array.from({ length: 20 }, (_, index) => commits.run((db) => insert(db, `${index}`))));

    assert.equal(count('commit'), 3);
    assert.equal(keys().length, 20);
  });

  test('resolve only when another connection can read their writes', async (t) => {
    const { commits, keys } = await open(t);
    const seen: boolean[] = [];

    await Promise.all(
      ['a', 'b', 'c'].map(async (key) => {
        await commits.run(async (db) => {
          await insert(db, key);
          assert.ok(!keys().includes(key));
        });
        seen.push(keys().includes(key));
      }),
    );

    assert.deepEqual(seen, [true, true, true]);
  });
});

describe('a work that fails', () => {
  test('is rolled back and rejected alone', async (t) => {
    const { commits, count, keys } = await open(t);
    const failure = new Error('on purpose');

    const results = await Promise.allSettled(
      ['a', 'b', 'c'].map((key) =>
        commits.run(async (db) => {
          await insert(db, key);
          if (key === 'b') throw failure;
          return key;
        }),
      ),
    );

    assert.deepEqual(results, [
      { status: 'fulfilled', value: 'a' },
      { status: 'rejected', reason: failure },
      { status: 'fulfilled', value: 'c' },
    ]);
    assert.deepEqual(keys(), ['a', 'c']);
    assert.equal(count('commit'), 1);
  });

  test('rejects with the error of a violated constraint', async (t) => {
    const { commits, keys } = await open(t);

    const [first, second] = await Promise.allSettled([
      commits.run((db) => insert(db, 'a')),
      commits.run((db) => insert(db, 'a')),
    ]);

    assert.equal(first.status, 'fulfilled');
    assert.ok(second.status === 'rejected' && second.reason instanceof BetterSqlite3.SqliteError);
    assert.equal(second.reason.code, 'SQLITE_CONSTRAINT_UNIQUE');
    assert.deepEqual(keys(), ['a']);
  });

  test('cannot write during the next work', async (t) => {
    const { commits, keys } = await open(t);
    let straggler: Promise<unknown> | undefined;

    const [failed, next] = await Promise.allSettled([
      commits.run((db) => {
        straggler = (async () => {
          await insert(db, 'in time');
          await nextTurn();
          await insert(db, 'too late');
        })();
        straggler.catch(() => undefined);
        return Promise.reject(new Error('on purpose'));
      }),
      commits.run(async (db) => {
        await nextTurn();
        await insert(db, 'next');
      }),
    ]);

    assert.equal(failed.status, 'rejected');
    assert.equal(next.status, 'fulfilled');
    await assert.rejects(straggler!, TypeError);
    assert.deepEqual(keys(), ['next']);
  });
});

describe('a work that hangs', () => {
  test('is rolled back and rejected after a timeout, and the others continue', async (t) => {
    const { commits, keys } = await open(t, { workTimeoutMs: 20 });

    const [hanging, next] = await Promise.allSettled([
      commits.run(async (db) => {
        await insert(db, 'hanging');
        await new Promise(() => undefined);
      }),
      commits.run((db) => insert(db, 'next')),
    ]);

    assert.ok(hanging.status === 'rejected' && /Timed out after 20 ms/.test(String(hanging.reason)));
    assert.equal(next.status, 'fulfilled');
    assert.deepEqual(keys(), ['next']);
  });

  test('because it waits for its own write does not block others for ever', async (t) => {
    const { commits, keys } = await open(t, { workTimeoutMs: 20 });

    await assert.rejects(
      commits.run(async (db) => {
        await insert(db, 'outer');
        await commits.run((inner) => insert(inner, 'inner'));
      }),
      /Timed out/,
    );

    await commits.run((db) => insert(db, 'next'));
    assert.deepEqual(keys(), ['inner', 'next']);
  });
});

describe('when the transaction fails', () => {
  test('at the commit, all works are rejected, nothing is stored, and the next transaction works', async (t) => {
    const { commits, writer, keys } = await open(t);
    // A reference that is only checked at the commit makes the commit itself fail.
    writer.exec('create unique index only_for_this_test on tenants (key)');
    writer.exec('create table child (parent text references tenants (key) deferrable initially deferred)');

    const results = await Promise.allSettled([
      commits.run((db) => insert(db, 'a')),
      commits.run((db) =>
        db.$extendTables<{ child: { parent: string } }>().insertInto('child').values({ parent: 'none' }).execute(),
      ),
      commits.run((db) => insert(db, 'b')),
    ]);

    for (const result of results) {
      assert.ok(result.status === 'rejected' && result.reason instanceof StorageUnavailableError);
    }
    assert.deepEqual(keys(), []);
    await commits.run((db) => insert(db, 'c'));
    assert.deepEqual(keys(), ['c']);
  });

  test('because SQLite ended it early, earlier works are rejected too, and nothing is written outside of it', async (t) => {
    const { commits, writer, keys } = await open(t);

    const results = await Promise.allSettled([
      commits.run((db) => insert(db, 'before')),
      commits.run(async (db) => {
        writer.exec('rollback');
        await insert(db, 'outside').catch(() => undefined);
      }),
      commits.run((db) => insert(db, 'after')),
    ]);

    for (const result of results) {
      assert.ok(result.status === 'rejected' && result.reason instanceof StorageUnavailableError);
    }
    assert.deepEqual(keys(), []);
    await commits.run((db) => insert(db, 'next'));
    assert.deepEqual(keys(), ['next']);
  });
});

describe('while another process holds the write lock', () => {
  function lock(t: TestContext, file: string) {
    const other = new BetterSqlite3(file);
    t.after(() => other.close());
    other.exec('begin immediate');
    return other;
  }

  test('works wait for it, and then share one transaction', async (t) => {
    const { commits, file, count, keys } = await open(t);
    const other = lock(t, file);

    const first = commits.run((db) => insert(db, 'a'));
    while (count('begin immediate') === 0) await nextTurn();
    const second = commits.run((db) => insert(db, 'b'));
    other.exec('commit');
    await Promise.all([first, second]);

    assert.deepEqual(keys(), ['a', 'b']);
    assert.equal(count('commit'), 1);
  });

  test('works are rejected as unavailable after a timeout, and succeed again when the lock is released', async (t) => {
    const { commits, file, count, keys } = await open(t, { lockTimeoutMs: 0, batchSize: 1 });
    const other = lock(t, file);

    const results = await Promise.allSettled(['a', 'b', 'c'].map((key) => commits.run((db) => insert(db, key))));

    for (const result of results) {
      assert.ok(result.status === 'rejected' && result.reason instanceof StorageUnavailableError);
      assert.ok(result.reason.cause instanceof BetterSqlite3.SqliteError);
      assert.equal(result.reason.cause.code, 'SQLITE_BUSY');
    }
    assert.equal(count('begin immediate'), 1);
    other.exec('commit');
    await commits.run((db) => insert(db, 'd'));
    assert.deepEqual(keys(), ['d']);
  });
});

test('closing waits for queued works and refuses later works', async (t) => {
  const { commits, keys } = await open(t, { batchSize: 2 });
  const queued = ['a', 'b', 'c', 'd', 'e'].map((key) => commits.run((db) => insert(db, key)));

  const closing = commits.close();
  const late = commits.run((db) => insert(db, 'late'));

  await assert.rejects(late, StorageUnavailableError);
  await closing;
  assert.equal(keys().length, 5);
  await Promise.all(queued);
});
