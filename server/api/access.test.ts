import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { createAccessToken } from '../auth/access-token.ts';
import { startHarness } from '../testing/harness.ts';
import { issueAccessToken } from './testing/access-token.ts';

const HOUR_MS = 3_600_000;

async function startApi(t: TestContext) {
  const harness = await startHarness();
  t.after(() => harness.close());
  const get = (path: string, token?: string) =>
    harness.request(`/api/v1${path}`, token === undefined ? {} : { headers: { Authorization: `Bearer ${token}` } });
  return { harness, get };
}

async function assertRefused(response: Response, status: number, code: string): Promise<void> {
  assert.equal(response.status, status);
  const { error } = (await response.json()) as { error: { code: string; requestId: string } };
  assert.equal(error.code, code);
  assert.match(error.requestId, /^[0-9a-f-]{36}$/);
}

describe('the API', () => {
  test('lists the connectors of the organization that the access token belongs to', async (t) => {
    const { harness, get } = await startApi(t);
    const { token } = await issueAccessToken(harness);
    const response = await get('/connectors', token);
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('cache-control'), 'no-store');
    const { data } = (await response.json()) as { data: { name: string; auth_type: string }[] };
    assert.equal(data.find(({ name }) => name === 'sandbox-basic')?.auth_type, 'basic');
  });

  test('refuses what is no valid access token, without the reason', async (t) => {
    const { harness, get } = await startApi(t);
    const revoked = await issueAccessToken(harness);
    await harness.deps.store.write(({ accessTokens }) => accessTokens.revoke('acme', revoked.stored.id, harness.now()));
    const expired = await issueAccessToken(harness, { expiresAt: harness.now() + HOUR_MS });
    harness.advance(HOUR_MS);
    const gone = await issueAccessToken(harness, { organization: 'initech' });
    const tokens = [undefined, 'x', createAccessToken().token, revoked.token, expired.token, gone.token];
    for (const token of tokens) {
      const response = await get('/connectors', token);
      assert.equal(response.headers.get('www-authenticate'), 'Bearer');
      assert.ok(!(await response.clone().text()).includes('revoked'));
      await assertRefused(response, 401, 'unauthorized');
    }
    for (const { token } of [revoked, expired, gone]) assert.ok(!harness.log().includes(token));
  });

  test('refuses a token of another type, and one without the scope', async (t) => {
    const { harness, get } = await startApi(t);
    const embed = await issueAccessToken(harness, { type: 'embed', scopes: [] });
    await assertRefused(await get('/connectors', embed.token), 403, 'forbidden');
    const writing = await issueAccessToken(harness, { scopes: ['write'] });
    await assertRefused(await get('/connectors', writing.token), 403, 'forbidden');
  });

  test('records the last use, once a minute', async (t) => {
    const { harness, get } = await startApi(t);
    const { token } = await issueAccessToken(harness);
    const used = async () => (await harness.deps.store.accessTokens.list('acme'))[0]?.lastUsedAt;
    await get('/connectors', token);
    const first = await used();
    assert.ok(typeof first === 'number' && first % 60_000 === 0 && first <= harness.now());
    harness.advance(60_000);
    await get('/connectors', token);
    assert.equal(await used(), first + 60_000);
  });

  test('answers unknown paths and methods as JSON, also without a token', async (t) => {
    const { harness, get } = await startApi(t);
    const { token } = await issueAccessToken(harness);
    await assertRefused(await get('/nothing', token), 404, 'not_found');
    const headers = { Authorization: `Bearer ${token}` };
    const response = await harness.request('/api/v1/connectors', { method: 'DELETE', headers });
    assert.match(response.headers.get('allow') ?? '', /GET/);
    await assertRefused(response, 405, 'method_not_allowed');
  });

  test('is described by a document that needs no token', async (t) => {
    const { get } = await startApi(t);
    const document = (await (await get('/openapi.json')).json()) as {
      paths: Record<string, Record<string, { 'x-scope'?: string }>>;
    };
    assert.equal(document.paths['/api/v1/connectors']?.['get']?.['x-scope'], 'read');
  });
});
