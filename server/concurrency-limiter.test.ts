import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ConcurrencyLimitError, ConcurrencyLimiter } from './concurrency-limiter.ts';
import { waitUntil } from './testing/wait-until.ts';

const forever = new AbortController().signal;

/** Tasks that report when they begin, and end when the test says so. */
function startTasks(limiter: ConcurrencyLimiter) {
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const start = (name: string, { key = 'a', signal = forever } = {}) =>
    limiter.run(key, signal, () => {
      started.push(name);
      return new Promise<string>((resolve) => ends.set(name, () => resolve(name)));
    });
  const end = async (name: string) => {
    await waitUntil(() => ends.has(name));
    ends.get(name)?.();
  };
  return { begun: started, start, end };
}

describe('works of one key', () => {
  test('wait while others have all places, and get one in the order in which they came', async () => {
    const {
      begun: started,
      start,
      end,
    } = startTasks(new ConcurrencyLimiter({ maxConcurrent: 2, maxWaiting: 9, waitTimeoutMs: 60_000 }));
    const all = ['1', '2', '3', '4'].map((name) => start(name));
    const elsewhere = start('other', { key: 'b' });
    assert.deepEqual(started, ['1', '2', 'other']);
    await end('2');
    await waitUntil(() => started.length > 3);
    assert.deepEqual(started, ['1', '2', 'other', '3']);
    for (const name of ['1', '3', '4', 'other']) await end(name);
    assert.deepEqual(await Promise.all([...all, elsewhere]), ['1', '2', '3', '4', 'other']);
    assert.deepEqual(started, ['1', '2', 'other', '3', '4']);
  });

  test('are refused when they have waited too long, and those behind them are not', async () => {
    const {
      begun: started,
      start,
      end,
    } = startTasks(new ConcurrencyLimiter({ maxConcurrent: 1, maxWaiting: 9, waitTimeoutMs: 10 }));
    const first = start('1');
    await assert.rejects(start('2'), ConcurrencyLimitError);
    const third = start('3');
    await end('1');
    await first;
    await end('3');
    assert.equal(await third, '3');
    assert.deepEqual(started, ['1', '3']);
  });

  test('are refused at once when enough of them wait', async () => {
    const { start, end } = startTasks(
      new ConcurrencyLimiter({ maxConcurrent: 1, maxWaiting: 1, waitTimeoutMs: 60_000 }),
    );
    const [first, second] = [start('1'), start('2')];
    await assert.rejects(start('3'), ConcurrencyLimitError);
    await end('1');
    await first;
    await end('2');
    await second;
  });

  test('that are not wanted any more wait no longer, and take no place', async () => {
    const {
      begun: started,
      start,
      end,
    } = startTasks(new ConcurrencyLimiter({ maxConcurrent: 1, maxWaiting: 9, waitTimeoutMs: 60_000 }));
    const first = start('1');
    const gone = new AbortController();
    const second = start('2', { signal: gone.signal });
    const third = start('3');
    gone.abort(new Error('gone'));
    await Promise.all([end('1'), first, assert.rejects(second, { message: 'gone' })]);
    await end('3');
    await third;
    await assert.rejects(start('4', { signal: gone.signal }), { message: 'gone' });
    assert.deepEqual(started, ['1', '3']);
  });

  test('that fail give their place back', async () => {
    const limiter = new ConcurrencyLimiter({ maxConcurrent: 1, maxWaiting: 0, waitTimeoutMs: 0 });
    const failing = () => limiter.run('a', forever, () => Promise.reject(new Error('failed')));
    await assert.rejects(failing(), { message: 'failed' });
    await assert.rejects(failing(), { message: 'failed' });
  });
});
