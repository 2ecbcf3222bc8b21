import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { z } from '@hono/zod-openapi';
import { pageParameters, readCursor, sinceParameter, toPage } from './pagination.ts';

const query = z.strictObject({ ...pageParameters, since: sinceParameter });
const rows = (...ids: number[]) => ids.map((id) => ({ id }));

describe('a page of a list', () => {
  test('leads to the next one, until there are no more rows', async () => {
    const { next_cursor: cursor } = await toPage(rows(1, 2, 3), { limit: 2 }, ({ id }) => id);
    assert.ok(cursor);
    assert.equal(readCursor({ limit: 2, cursor }), 2);
    const last = await toPage(rows(3, 4), { limit: 2 }, ({ id }) => Promise.resolve(id));
    assert.deepEqual(last, { data: [3, 4], next_cursor: null });
    assert.deepEqual(await toPage([], { limit: 2 }, () => undefined), { data: [], next_cursor: null });
  });

  test('has 50 items unless the caller says otherwise', () => {
    assert.equal(query.parse({}).limit, 50);
    assert.equal(query.parse({ limit: '200' }).limit, 200);
    for (const limit of ['0', '201', '-1', '1e2', '1.5', '', ' 5', 'all']) {
      assert.equal(query.safeParse({ limit }).success, false, JSON.stringify(limit));
    }
  });

  test('begins at the first row without a cursor, and refuses a cursor that no page had', () => {
    assert.equal(readCursor({ limit: 1 }), undefined);
    const write = (text: string) => Buffer.from(text).toString('base64url');
    const malformed = ['', '12', '!', write('[1,0]'), write('[1,-2]'), write('[2,5]'), write('[1,99999999999999999]')];
    for (const cursor of [...malformed, `${write('[1,5]')}=`, `${write('[1,5]')} `]) {
      assert.throws(() => readCursor({ limit: 1, cursor }), { name: 'MalformedCursorError' }, JSON.stringify(cursor));
    }
  });

  test('takes the time after which rows are wanted with its time zone', () => {
    assert.equal(query.parse({ since: '2026-01-31T12:00:00+01:00' }).since, Date.UTC(2026, 0, 31, 11));
    for (const since of ['2026-01-31', '1769860800', '2026-01-31T12:00:00', 'yesterday']) {
      assert.equal(query.safeParse({ since }).success, false, since);
    }
  });
});
