import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import BetterSqlite3 from 'better-sqlite3';
import { pino } from 'pino';

import { StorageUnavailableError } from './errors.ts';
import { StorageMonitor } from './storage-monitor.ts';

const full = new StorageUnavailableError({
  cause: new BetterSqlite3.SqliteError('database or disk is full', 'SQLITE_FULL'),
});

function startMonitor(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 0 });
  const lines: string[] = [];
  const log = pino({ base: null, timestamp: false }, { write: (line) => lines.push(line) });
  let check = () => Promise.resolve();
  const monitor = new StorageMonitor({ check: () => check() }, log);
  monitor.start();
  t.after(() => monitor.stop());
  return {
    monitor,
    answer: (next: () => Promise<void>) => (check = next),
    /** Lets time pass, and returns what was logged meanwhile. */
    after: async (seconds: number) => {
      lines.length = 0;
      for (let passed = 0; passed < seconds; passed += 5) {
        t.mock.timers.tick(5000);
        await nextTurn();
      }
      return lines.map((line) => JSON.parse(line) as { level: number; msg: string });
    },
  };
}

test('a database that cannot be used is logged with what to do, once a minute, and so is its recovery', async (t) => {
  const { answer, after } = startMonitor(t);
  assert.deepEqual(await after(5), []);

  answer(() => Promise.reject(full));
  const [first, ...others] = await after(60);
  assert.deepEqual(others, []);
  assert.equal(first?.level, 60);
  assert.match(first.msg, /database or disk is full\. .*Make room/);
  assert.deepEqual(await after(5), [first]);

  answer(() => Promise.resolve());
  assert.deepEqual(await after(10), [{ level: 30, msg: 'the database can be used again' }]);
});

test('a check that hangs is not repeated, and a stopped monitor logs nothing', async (t) => {
  const { monitor, answer, after } = startMonitor(t);
  let checks = 0;
  const held = Promise.withResolvers<undefined>();
  answer(async () => {
    checks += 1;
    await held.promise;
  });
  await after(60);
  assert.equal(checks, 1);

  monitor.stop();
  held.reject(full);
  assert.deepEqual(await after(10), []);
  assert.equal(checks, 1);
});
