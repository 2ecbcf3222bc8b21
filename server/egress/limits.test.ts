import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { withDeadline } from './limits.ts';

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc()');
}

test('a response is not kept in memory for as long as its signal', async () => {
  const process = new AbortController();
  const request = async () => {
    const options = { host: 'api.example.com', timeoutMs: 60_000, signal: AbortSignal.any([process.signal]) };
    return new WeakRef(await withDeadline(options, () => Promise.resolve({ body: 'long' })));
  };
  const answers = await Promise.all(Array.from({ length: 10 }, request));
  await nextTurn();
  collectGarbage();
  assert.deepEqual(
    answers.filter((response) => response.deref() !== undefined),
    [],
  );
  assert.equal(process.signal.aborted, false);
});
