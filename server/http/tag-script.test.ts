import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { Hono } from 'hono';
import type { AppEnv } from './app-env.ts';
import { securityHeaders } from './security-headers.ts';
import { tagScriptNames, tagScriptRoutes } from './tag-script.ts';

const SCRIPT = `customElements.define('embed-connection', class extends HTMLElement {});\n`.repeat(50);
const { path, hashedPath, integrity } = tagScriptNames(SCRIPT);

const app = new Hono<AppEnv>().use(securityHeaders({ https: true })).route('/', tagScriptRoutes(SCRIPT));
const get = (address: string, headers: Record<string, string> = {}, method = 'GET') =>
  Promise.resolve(app.request(address, { method, headers }));
const etagOf = async (coding: string) => (await get(path, { 'accept-encoding': coding })).headers.get('etag') ?? 'none';

for (const [title, address, cacheControl] of [
  ['the script', path, 'public, max-age=300, stale-while-revalidate=86400'],
  ['the script under its hashed name', hashedPath, 'public, max-age=31536000, immutable'],
] as const) {
  describe(title, () => {
    test('runs on every site, including isolated ones, and browsers treat it as a script only', async () => {
      const response = await get(address);
      assert.equal(response.status, 200);
      assert.equal(await response.text(), SCRIPT);
      const expected = {
        'content-type': 'text/javascript; charset=utf-8',
        'access-control-allow-origin': '*',
        'cross-origin-resource-policy': 'cross-origin',
        'x-content-type-options': 'nosniff',
        'cache-control': cacheControl,
        vary: 'Accept-Encoding',
        'content-length': String(SCRIPT.length),
      };
      for (const [name, value] of Object.entries(expected)) assert.equal(response.headers.get(name), value, name);
      assert.equal(response.headers.has('set-cookie'), false);
    });

    for (const [coding, decompress] of [
      ['br', brotliDecompressSync],
      ['gzip', gunzipSync],
    ] as const) {
      test(`is sent as ${coding} when the client accepts it`, async () => {
        const response = await get(address, { 'accept-encoding': coding });
        assert.equal(response.headers.get('content-encoding'), coding);
        assert.equal(response.headers.get('vary'), 'Accept-Encoding');
        const body = Buffer.from(await response.arrayBuffer());
        assert.equal(response.headers.get('content-length'), String(body.length));
        assert.equal(decompress(body).toString(), SCRIPT);
      });
    }

    test('is not sent again to clients that have it, and the answer keeps its headers', async () => {
      const first = await get(address);
      const again = await get(address, { 'if-none-match': first.headers.get('etag') ?? '' });
      assert.equal(again.status, 304);
      assert.equal(await again.text(), '');
      for (const name of [
        'etag',
        'vary',
        'cache-control',
        'access-control-allow-origin',
        'cross-origin-resource-policy',
      ])
        assert.equal(again.headers.get(name), first.headers.get(name), name);
      assert.equal(again.headers.has('content-encoding'), false);
    });

    test('answers HEAD like GET, without a body', async () => {
      const [full, head] = await Promise.all([get(address), get(address, {}, 'HEAD')]);
      assert.equal(head.status, 200);
      assert.equal(await head.text(), '');
      assert.deepEqual([...head.headers], [...full.headers]);
    });
  });
}

describe('the entity tag of the script', () => {
  test('is strong, and differs for each coding', async () => {
    const tags = await Promise.all(['identity', 'gzip', 'br'].map(etagOf));
    for (const tag of tags) assert.match(tag, /^"[0-9a-f]{16}"$/);
    assert.equal(new Set(tags).size, 3);
  });

  const rows: readonly (readonly [string, (etag: string) => string, number])[] = [
    ['among others', (etag) => `"x", ${etag}`, 304],
    ['weakened by a proxy', (etag) => `W/${etag}`, 304],
    ['for any content', () => '*', 304],
    ['of another script', () => '"0123456789abcdef"', 200],
    ['without its quotes', (etag) => etag.slice(1, -1), 200],
    ['empty', () => '', 200],
  ];
  for (const [title, header, status] of rows) {
    test(`answers ${status} when it is ${title}`, async () => {
      assert.equal((await get(path, { 'if-none-match': header(await etagOf('identity')) })).status, status);
    });
  }

  test('of one coding does not match another', async () => {
    const headers = { 'if-none-match': await etagOf('gzip'), 'accept-encoding': 'br' };
    assert.equal((await get(path, headers)).status, 200);
  });
});

describe('the names of the script', () => {
  test('are a fixed one, and one that starts with a SHA-256 of the script', () => {
    const hash = createHash('sha256').update(SCRIPT).digest('hex').slice(0, 16);
    assert.deepEqual([path, hashedPath], ['/embed-connection.js', `/embed-connection.${hash}.js`]);
  });

  test('come with the value for the integrity attribute', async () => {
    const body = Buffer.from(await (await get(hashedPath)).arrayBuffer());
    assert.equal(integrity, `sha384-${createHash('sha384').update(body).digest('base64')}`);
  });
});
