import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CircuitBreaker } from './circuit-breaker.ts';

function breakerAfterRefusals(...ids: readonly number[]): CircuitBreaker {
  const breaker = new CircuitBreaker();
  for (const id of ids) breaker.recordRefusal(id);
  return breaker;
}

test('refusals of five connections open the breaker', () => {
  assert.equal(breakerAfterRefusals(1, 2, 3, 4).isOpen, false);
  assert.equal(breakerAfterRefusals(1, 2, 3, 4, 5).isOpen, true);
});

test('refusals of the same connections do not open it, however many there are', () => {
  assert.equal(breakerAfterRefusals(1, 2, 3, 4, 1, 2, 3, 4, 1, 2).isOpen, false);
});

test('an acceptance between them starts the count again', () => {
  const breaker = breakerAfterRefusals(1, 2, 3, 4);
  breaker.recordAcceptance();
  for (const id of [5, 6, 7, 8]) breaker.recordRefusal(id);
  assert.equal(breaker.isOpen, false);
});

test('it stays open until an acceptance closes it', () => {
  const breaker = breakerAfterRefusals(1, 2, 3, 4, 5, 6, 1);
  assert.equal(breaker.isOpen, true);
  breaker.recordAcceptance();
  assert.equal(breaker.isOpen, false);
});
