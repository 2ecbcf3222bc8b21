import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { Hono } from 'hono';
import type { AppEnv } from './app-env.ts';
import { compressedJson } from './json-body.ts';

const LONG = Array.from({ length: 300 }, (_, id) => ({ id, name: `Orders ${id}`, description: 'Copies each order.' }));
const SHORT = LONG.slice(0, 3);

const app = new Hono<AppEnv>()
  .get('/long', (c) => compressedJson(c, LONG))
  .get('/short', (c) => compressedJson(c, SHORT));
const request = (path: string, coding: string) => app.request(path, { headers: { 'accept-encoding': coding } });

describe('JSON that can be long', () => {
  for (const [coding, decompress] of [
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ] as const) {
    test(`is compressed if it is (${coding})`, async () => {
      const response = await request('/long', `deflate, ${coding}`);
      assert.equal(response.headers.get('content-encoding'), coding);
      assert.equal(response.headers.get('content-type'), 'application/json');
      assert.equal(response.headers.get('vary'), 'Accept-Encoding');
      const body = await response.arrayBuffer();
      assert.ok(body.byteLength < JSON.stringify(LONG).length / 5, `${body.byteLength} bytes`);
      assert.deepEqual(JSON.parse(decompress(body).toString()), LONG);
    });
  }

  for (const [title, path, coding, value] of [
    ['it is short', '/short', 'br, gzip', SHORT],
    ['the client accepts no coding', '/long', 'br;q=0, gzip;q=0', LONG],
  ] as const) {
    test(`is sent as it is if ${title}`, async () => {
      const response = await request(path, coding);
      assert.equal(response.headers.get('content-encoding'), null);
      assert.equal(response.headers.get('vary'), 'Accept-Encoding');
      assert.deepEqual(await response.json(), value);
    });
  }
});
