import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { ensureTenant } from '../store/testing/seed-store.ts';
import { makeTemporaryFolder } from '../store/testing/temporary-folder.ts';
import { LONG_TESTS } from '../testing/long-tests.ts';
import { waitUntil } from '../testing/wait-until.ts';
import { connectorSlug } from './ensure-installation.ts';

const SCRIPT = fileURLToPath(new URL('testing/scheduling-process.ts', import.meta.url));
const PROCESSES = 3;
const INSTALLATIONS = LONG_TESTS ? 1000 : 100;
const MINUTES = LONG_TESTS ? 10 : 3;
const MINUTE_MS = 60_000;

/** Where Debian's package `faketime` has the library that changes the clock of a process. */
const FAKETIME_LIBRARY =
  process.env['FAKETIME_LIBRARY'] ??
  `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/faketime/libfaketimeMT.so.1`;

/** The clock of the processes of a test. */
interface Clock {
  readonly start: (file: string) => ChildProcess;
  /** Moves the clock of all processes. */
  readonly set: (time: number, processes: readonly ChildProcess[]) => Promise<void>;
}

/** The test writes the time to the standard input of each process. */
const WRITTEN_CLOCK: Clock = {
  start: (file) => spawn(process.execPath, [SCRIPT, file, 'acme', 'clock'], { stdio: ['pipe', 'pipe', 'inherit'] }),
  set: (time, processes) => {
    for (const { stdin } of processes) stdin?.write(`${time}\n`);
    return Promise.resolve();
  },
};

/** The processes use the clock of the machine, which a library moves to the time in a file. */
function fakedClock(library: string, timeFile: string): Clock {
  const env = {
    ...process.env,
    ...{ LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: timeFile, FAKETIME_NO_CACHE: '1' },
    // Timers go on as usual.
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  };
  return {
    start: (file) => spawn(process.execPath, [SCRIPT, file, 'acme'], { env, stdio: ['pipe', 'pipe', 'inherit'] }),
    set: (time) => writeFile(timeFile, `${time >= Date.now() ? '+' : ''}${(time - Date.now()) / 1000}\n`),
  };
}

/** Installs connectors alone, which run every minute, and lets three processes record their due runs. */
async function startProcesses(t: TestContext, makeClock: (folder: string) => Clock) {
  const folder = await makeTemporaryFolder();
  const processes: ChildProcess[] = [];
  const file = folder.path('embed.db');
  const store = await openSqliteStore({ file });
  t.after(async () => {
    await Promise.all(processes.map(stop));
    await store.close();
    await folder.remove();
  });
  const clock = makeClock(folder.path('time'));
  // Half past a minute, so that a process that starts late does not change what is due.
  let time = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS + MINUTE_MS / 2;
  const scope = await ensureTenant(store, 'acme', '42');
  const ids = await store.write(async ({ installations }) => {
    const created: number[] = [];
    for (let index = 0; index < INSTALLATIONS; index += 1) {
      const { id } = await installations.create(scope, {
        ...{ userKey: `user ${index}`, integration: connectorSlug('gwt'), settings: '{}', schedule: '* * * * *' },
        now: time,
      });
      created.push(id);
    }
    return created;
  });
  const add = async () => {
    const child = clock.start(file);
    processes.push(child);
    assert.ok(child.stdout);
    await once(createInterface(child.stdout), 'line');
    await clock.set(time, [child]);
  };
  await clock.set(time, []);
  for (let count = 0; count < PROCESSES; count += 1) await add();
  return {
    store,
    ids,
    firstDueAt: time + MINUTE_MS / 2,
    nextMinute: async () => {
      time += MINUTE_MS;
      await clock.set(time, processes);
    },
    replaceOne: async () => {
      const [killed] = processes.splice(randomInt(processes.length), 1);
      if (killed) await stop(killed);
      await add();
    },
  };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

async function eventsOf(store: Store): Promise<readonly string[]> {
  const events = await store.outbox.list('acme', { afterSequence: 0, limit: 2 * INSTALLATIONS * MINUTES });
  return events.map(({ type, body }) => {
    const { data } = JSON.parse(body) as { data: { installation: { id: number }; due_at: string } };
    return `${type} ${data.installation.id} ${data.due_at}`;
  });
}

async function assertEachDueTimeOnce(t: TestContext, makeClock: (folder: string) => Clock): Promise<void> {
  const { store, ids, firstDueAt, nextMinute, replaceOne } = await startProcesses(t, makeClock);
  await waitUntil(async () => (await store.installations.listUnscheduled(1)).length === 0);
  for (let minute = 0; minute < MINUTES; minute += 1) {
    await nextMinute();
    const before = minute * INSTALLATIONS;
    // At any time while they record, and sometimes after it.
    const enough = before + randomInt(1, INSTALLATIONS + 1);
    await waitUntil(async () => (await store.outbox.lastSequence('acme')) >= enough);
    await replaceOne();
    await waitUntil(async () => (await store.outbox.lastSequence('acme')) >= before + INSTALLATIONS);
  }
  const dueTimes = Array.from({ length: MINUTES }, (_, minute) => new Date(firstDueAt + minute * MINUTE_MS));
  const expected = dueTimes.flatMap((at) => ids.map((id) => `installation.run_due ${id} ${at.toISOString()}`));
  assert.deepEqual((await eventsOf(store)).toSorted(), expected.toSorted());
}

test(`${PROCESSES} processes, of which one is killed each minute, record each due time of ${INSTALLATIONS} installations once`, (t) =>
  assertEachDueTimeOnce(t, () => WRITTEN_CLOCK));

const hasLibrary = existsSync(FAKETIME_LIBRARY);
const reason = LONG_TESTS ? "needs Debian's package faketime" : 'only in npm run test:long';
test('they do so with the clock of the machine', { skip: LONG_TESTS && hasLibrary ? false : reason }, (t) =>
  assertEachDueTimeOnce(t, (timeFile) => fakedClock(FAKETIME_LIBRARY, timeFile)),
);
