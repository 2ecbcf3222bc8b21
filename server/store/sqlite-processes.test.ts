import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { createConnection, ensureTenant } from './testing/seed-store.ts';
import { openTemporaryStore } from './testing/open-temporary-store.ts';
import { makeTemporaryFolder } from './testing/temporary-folder.ts';

const usesTokens = fileURLToPath(new URL('testing/use-tokens.ts', import.meta.url));
const leasesConnections = fileURLToPath(new URL('testing/lease-connections.ts', import.meta.url));

test('when four processes open a new file and use the same tokens concurrently, each token is accepted once', async (t) => {
  const folder = await makeTemporaryFolder();
  t.after(() => folder.remove());
  const tokens = 200;

  const outputs = await Promise.all(
    Array.from({ length: 4 }, () =>
      promisify(execFile)(process.execPath, [usesTokens, folder.path('embed.db'), `${tokens}`]),
    ),
  );

  const firsts = outputs.map(({ stdout }) => Number(stdout));
  assert.equal(
    firsts.reduce((sum, first) => sum + first, 0),
    tokens,
  );
});

test('when four processes try to lease the same connections, exactly one gets each', async (t) => {
  const temporary = await openTemporaryStore();
  t.after(() => temporary.close());
  const { store, file } = temporary;
  const scope = await ensureTenant(store, 'acme', '42');
  const connections = await Promise.all(Array.from({ length: 100 }, () => createConnection(store, scope)));
  const processes = Array.from({ length: 4 }, () => {
    const child = spawn(process.execPath, [leasesConnections, file, 'acme'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    t.after(() => child.kill());
    return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
  });

  for (const { lines } of processes) assert.equal((await lines.next()).value, 'ready');
  for (const { child } of processes) child.stdin.end();
  const outputs = await Promise.all(processes.map(async ({ lines }) => String((await lines.next()).value)));

  const numbers = outputs.map((output) => output.split(',').map(Number));
  assert.deepEqual(
    numbers.map(([tried]) => tried),
    [100, 100, 100, 100],
  );
  const leased = numbers.flatMap(([, ...ids]) => ids);
  assert.deepEqual(leased.toSorted(), connections.map(({ id }) => id).toSorted());
});
