import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Webhook } from 'standardwebhooks';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { makeTemporaryFolder } from '../store/testing/temporary-folder.ts';
import { LONG_TESTS } from '../testing/long-tests.ts';
import { waitUntil } from '../testing/wait-until.ts';
import { startReceiver } from './testing/receiver.ts';
import { SECRET } from './testing/sender-harness.ts';

const KILLS = LONG_TESTS ? 20 : 3;
const EVENTS = 500;
/** How many requests a process sends at least before it is killed, and at most. */
const REQUESTS_BEFORE_KILL = [5, 60] as const;

const script = fileURLToPath(new URL('testing/sending-process.ts', import.meta.url));

test(`a receiver that fails 30 % of the time gets every event, while its sender is killed ${KILLS} times`, async (t) => {
  const folder = await makeTemporaryFolder();
  t.after(() => folder.remove());
  const file = folder.path('embed.db');
  const accepted = new Map<string, number>();
  const receiver = await startReceiver(t, ({ headers, body }) => {
    if (randomInt(10) < 3) return 500;
    const { id } = new Webhook(SECRET).verify(body, headers) as { readonly id: string };
    // A duplicate has the id of the event that it repeats.
    assert.equal(headers['webhook-id'], id);
    accepted.set(id, (accepted.get(id) ?? 0) + 1);
    return 204;
  });
  const committed: string[] = [];
  const start = (round: number, events: number) => {
    const args = [script, file, receiver.url.href, SECRET, `evt_${round}`, String(events)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    createInterface(child.stdout).on('line', (line) => committed.push(line));
    return child;
  };

  for (let round = 0; round < KILLS; round += 1) {
    const child = start(round, EVENTS);
    const enough = receiver.requests.length + randomInt(...REQUESTS_BEFORE_KILL);
    await waitUntil(() => receiver.requests.length >= enough);
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }
  const last = start(KILLS, 0);
  t.after(() => last.kill('SIGKILL'));
  const store = await openSqliteStore({ file });
  t.after(() => store.close());
  const stored = (await store.outbox.list('acme', { afterSequence: 0, limit: KILLS * EVENTS })).map(({ id }) => id);
  await waitUntil(() => stored.every((id) => accepted.has(id)));

  const lost = committed.filter((id) => !accepted.has(id));
  assert.deepEqual(lost, []);
  const repeated = [...accepted.values()].filter((times) => times > 1).length;
  t.diagnostic(`${stored.length} events in ${receiver.requests.length} requests, ${repeated} accepted more than once`);
});
