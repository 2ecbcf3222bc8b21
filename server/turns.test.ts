import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Turns } from './turns.ts';

test('other work of the process runs between the turns of several callers', async () => {
  const turns = new Turns();
  const order: string[] = [];
  const take = async (name: string) => {
    await turns.next();
    order.push(name);
    setImmediate(() => order.push('other work'));
  };
  await Promise.all([take('first'), take('second'), take('third')]);
  assert.deepEqual(order, ['first', 'other work', 'second', 'other work', 'third']);
});

test('a caller that is alone gets each turn', async () => {
  const turns = new Turns();
  for (let turn = 0; turn < 3; turn += 1) await turns.next();
});
