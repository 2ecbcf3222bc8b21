import assert from 'node:assert/strict';
import { test } from 'node:test';
import { etagOf, requireMatch } from './if-match.ts';

test('a change is allowed without If-Match, with the present version, or with any version', () => {
  const etag = etagOf(3);
  for (const header of [undefined, '*', ' * ', '"3"', '"2", "3"']) requireMatch(header, etag);
});

test('a change is refused for another version of the object', () => {
  for (const header of ['"2"', '3', '', 'W/"3"', '"33"', '"2","4"']) {
    assert.throws(() => requireMatch(header, etagOf(3)), { name: 'ConflictError' }, header);
  }
});
