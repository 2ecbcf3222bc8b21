import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CircuitBreaker } from './circuit-breaker.ts';

function breakerAfterRefusals(...ids: readonly number[]): CircuitBreaker {
  const breaker = new CircuitBreaker();
  for (const id of ids) breaker.recordRefusal(id);
  return breaker;
}

test('the refusals of five connections open the breaker', () => {
  assert.equal(breakerAfterRefusals(1, 2, 3, 4).isOpen, false);
  assert.equal(breakerAfterRefusals(1, 2, 3, 4, 5).isOpen, true);
});

test('repeated refusals of the same four connections do not open the breaker', () => {
  assert.equal(breakerAfterRefusals(1, 2, 3, 4, 1, 2, 3, 4, 1, 2).isOpen, false);
});

test('an acceptance resets the count', () => {
  const breaker = breakerAfterRefusals(1, 2, 3, 4);
  breaker.recordAcceptance();
  for (const id of [5, 6, 7, 8]) breaker.recordRefusal(id);
  assert.equal(breaker.isOpen, false);
});

test('an open breaker stays open until the provider accepts credentials', () => {
  const breaker = breakerAfterRefusals(1, 2, 3, 4, 5, 6, 1);
  assert.equal(breaker.isOpen, true);
  breaker.recordAcceptance();
  assert.equal(breaker.isOpen, false);
});
