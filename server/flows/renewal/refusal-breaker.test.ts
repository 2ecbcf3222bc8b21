import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RefusalBreaker } from './refusal-breaker.ts';

function refusing(...ids: readonly number[]): RefusalBreaker {
  const breaker = new RefusalBreaker();
  for (const id of ids) breaker.refused(id);
  return breaker;
}

test('refusals of five connections open the breaker', () => {
  assert.equal(refusing(1, 2, 3, 4).isOpen, false);
  assert.equal(refusing(1, 2, 3, 4, 5).isOpen, true);
});

test('refusals of the same connections do not open it, however many there are', () => {
  assert.equal(refusing(1, 2, 3, 4, 1, 2, 3, 4, 1, 2).isOpen, false);
});

test('an acceptance between them starts the count again', () => {
  const breaker = refusing(1, 2, 3, 4);
  breaker.accepted();
  for (const id of [5, 6, 7, 8]) breaker.refused(id);
  assert.equal(breaker.isOpen, false);
});

test('it stays open until an acceptance closes it', () => {
  const breaker = refusing(1, 2, 3, 4, 5, 6, 1);
  assert.equal(breaker.isOpen, true);
  breaker.accepted();
  assert.equal(breaker.isOpen, false);
});
