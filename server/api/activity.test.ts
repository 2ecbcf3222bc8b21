import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createConnection } from '../connections/change-connection.ts';
import { issueAccessToken } from './testing/access-token.ts';
import { startApiHarness } from './testing/api-harness.ts';

test('activity is listed newest first, in pages, with the names of those who acted', async (t) => {
  const { harness, call, close } = await startApiHarness();
  t.after(close);
  const { token } = await issueAccessToken(harness, { scopes: ['read'] });
  const actor = { id: 'ada', name: 'Ada' };
  const create = (tenantKey: string, by: typeof actor | null) =>
    createConnection(harness.deps, {
      ...{ organization: 'acme', tenantKey, userKey: null, connector: 'sandbox-basic', name: 'Basic', actor: by },
    });
  const first = await create('a', actor);
  harness.advance(60_000);
  const since = new Date(harness.now()).toISOString();
  const second = await create('b', null);
  const list = async (query = '') => (await call('GET', `/activity?${query}`, { token })).body;

  const [latest, earlier, ...more] = (await list()).data;
  assert.ok(latest && earlier && more.length === 0);
  assert.deepEqual(earlier, {
    ...{ id: earlier['id'], type: 'connection.created', at: earlier['at'] },
    ...{ tenant: { id: first.tenantId, key: 'a', name: null }, connection_id: first.id, installation_id: null },
    ...{ actor: { id: 'ada', name: 'Ada' }, detail: { connector: 'sandbox-basic' } },
  });
  assert.equal(latest['actor'], null);

  const page = await list('limit=1');
  assert.deepEqual(page.data, [latest]);
  assert.deepEqual(await list(`limit=1&cursor=${page.next_cursor}`), { data: [earlier], next_cursor: null });

  for (const [query, expected] of [
    ['tenant=key:a', [earlier]],
    [`tenant=${second.tenantId}`, [latest]],
    ['tenant=key:none', []],
    [`connection=${first.id}`, [earlier]],
    ['type=connection.deleted', []],
    [`since=${since}`, [latest]],
  ] as const) {
    assert.deepEqual((await list(query)).data, expected, query);
  }
  for (const [query, status, path] of [
    ['cursor=x', 400, undefined],
    ['limit=0', 422, 'limit'],
    ['tenant=a', 422, 'tenant'],
    ['type=other', 422, 'type'],
    ['tenent=key:a', 422, 'tenent'],
  ] as const) {
    const refused = await call('GET', `/activity?${query}`, { token });
    assert.deepEqual([refused.status, refused.body.error.fields?.[0]?.path], [status, path], query);
  }
});
