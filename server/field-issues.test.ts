import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { requestObject, toFieldIssues } from './field-issues.ts';

const schema = requestObject({
  tenant: z.string().optional(),
  external_ref: z.string().optional(),
  target: requestObject({ connector: z.string().optional() }).optional(),
  items: z.array(requestObject({ name: z.string() })).optional(),
  values: z.record(z.string(), z.number()).optional(),
});

function issuesOf(value: unknown) {
  return (schema.safeParse(value).error?.issues ?? [])
    .flatMap(toFieldIssues)
    .map(({ path, message }) => `${path}: ${message}`);
}

test('an unknown field is named, with the known field that it resembles', () => {
  assert.deepEqual(issuesOf({ tennant: 'a', externalRef: 'b', colour: 'c' }), [
    'tennant: is not a known field; did you mean tenant?',
    'externalRef: is not a known field; did you mean external_ref?',
    'colour: is not a known field',
  ]);
  assert.deepEqual(issuesOf({ target: { conector: 'x' }, items: [{ name: 'a' }, { name: 'b', nam: 'c' }] }), [
    'target.conector: is not a known field; did you mean connector?',
    'items.1.nam: is not a known field; did you mean name?',
  ]);
});

test('a name that could be a misplaced secret is not repeated', () => {
  for (const key of ['sk_live_51H8xKLmNoPqRsTuVwXyZ0123456789', 'a b', '', 'é'.repeat(5)]) {
    assert.deepEqual(issuesOf({ [key]: 1 }), [': has an unknown key']);
  }
  assert.match(issuesOf({ values: { sk_live_secret: 'x' } })[0] ?? '', /^values: (?!.*secret)/);
});

test('other wrong fields have the message of their schema', () => {
  assert.match(issuesOf({ tenant: 7 })[0] ?? '', /^tenant: .*expected string/);
  assert.match(issuesOf([])[0] ?? '', /^: .*expected object/);
});
