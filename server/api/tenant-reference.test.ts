import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccessToken } from '../http/require-access-token.ts';
import { openTemporaryStore } from '../store/testing/open-temporary-store.ts';
import { ensureTenant } from '../store/testing/seed-store.ts';
import { keySchema, listedTenants, requireTenant, tenantKeySchema, tenantReferenceSchema } from './tenant-reference.ts';

const tokenOf = (tenants: readonly string[] | null) =>
  ({ organization: { slug: 'acme' }, tenants: tenants && new Set(tenants) }) as AccessToken;

test('a tenant is found by its id or its key, and only by a token that may see it', async (t) => {
  const temporary = await openTemporaryStore();
  t.after(() => temporary.close());
  const { store } = temporary;
  const { tenantId: id } = await ensureTenant(store, 'acme', 'é/1');
  const { tenantId: numeric } = await ensureTenant(store, 'acme', `${id}`);
  const { tenantId: other } = await ensureTenant(store, 'globex', 'é/1');
  const find = async (reference: string, tenants: readonly string[] | null = null) =>
    (await requireTenant(store, tokenOf(tenants), reference)).id;

  assert.equal(await find(`${id}`), id);
  assert.equal(await find('key:é/1'), id);
  assert.equal(await find('key:e\u0301/1'), id);
  assert.equal(await find(`key:${id}`), numeric);
  assert.equal(await find(`${id}`, ['é/1']), id);
  for (const reference of [`${other}`, 'key:none', '999']) {
    await assert.rejects(find(reference), { code: 'not_found' }, reference);
  }
  for (const reference of [`${numeric}`, `key:${id}`]) {
    await assert.rejects(find(reference, ['é/1']), { code: 'not_found' }, reference);
  }

  const list = (reference: string | undefined, tenants: readonly string[] | null) =>
    listedTenants(store, tokenOf(tenants), reference);
  assert.equal(await list(undefined, null), null);
  assert.deepEqual(await list(undefined, ['é/1', 'not seen yet']), [id]);
  assert.deepEqual(await list('key:é/1', null), [id]);
  assert.deepEqual(await list(`${numeric}`, ['é/1']), []);
});

test('a path names a tenant unmistakably, and a body by its key', () => {
  for (const text of ['1', '9007199254740991', 'key:1', 'key:a\nb', 'key:key:']) {
    assert.ok(tenantReferenceSchema.safeParse(text).success, text);
  }
  for (const text of ['', '0', '01', '-1', '4242a', 'key:', 'Key:1', ' 1']) {
    assert.ok(!tenantReferenceSchema.safeParse(text).success, text);
  }
  assert.equal(tenantKeySchema.parse('e\u0301'), 'é');
  assert.ok(tenantKeySchema.safeParse('👍'.repeat(255)).success);
  for (const key of ['', ' ', 'a\n', '\ud800', 'x'.repeat(256), 1]) assert.ok(!tenantKeySchema.safeParse(key).success);
});

test('a body that names a tenant as paths do is refused, because it would silently name another one', () => {
  const { error } = tenantKeySchema.safeParse('key:4242');
  assert.deepEqual(
    error?.issues.map(({ message }) => message),
    ['must be the key alone: leave out key:'],
  );
  assert.equal(keySchema.parse('key:ada'), 'key:ada', 'a user may be called so');
});
