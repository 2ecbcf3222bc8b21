import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import type { ErrorResponse } from '../../widget/protocol/session-api.ts';
import { LOCALES_PATH } from '../../widget/protocol/session-api.ts';
import { loadPageAssets, WIDGET_FOLDER } from './page-assets.ts';
import { tagScriptNames } from '../http/tag-script.ts';
import { startHarness } from '../testing/harness.ts';
import type { Harness } from '../testing/harness.ts';

let harness: Harness;

before(async () => {
  harness = await startHarness();
});
after(() => harness.close());

const built = (name: string) => readFile(new URL(name, WIDGET_FOLDER), 'utf8');
const ofOtherSites = ['access-control-allow-origin', 'access-control-allow-credentials'];

describe('the script of the tag', () => {
  test('is the built script, at both of its addresses', async () => {
    const script = await built('embed-connection.js');
    const { path, hashedPath } = tagScriptNames(script);
    for (const address of [path, hashedPath]) {
      const response = await harness.request(address);
      assert.equal(await response.text(), script);
      assert.equal(response.headers.get('access-control-allow-origin'), '*');
      assert.match(response.headers.get('cache-control') ?? '', /^public/);
    }
  });

  test('is not found under the hash of another script', async () => {
    for (const hash of ['0123456789abcdef', '', 'x', '../../etc/passwd']) {
      assert.equal((await harness.request(`/embed-connection.${hash}.js`)).status, 404, hash);
    }
  });
});

describe('the sentences of a language', () => {
  for (const tag of ['en', 'de']) {
    test(`are the built ones (${tag}), only for the dialog's own origin`, async () => {
      const response = await harness.request(`${LOCALES_PATH}${tag}.json`);
      assert.equal(response.status, 200);
      assert.deepEqual(await response.json(), JSON.parse(await built(`locales/${tag}.json`)));
      assert.equal(response.headers.get('content-type'), 'application/json');
      assert.equal(response.headers.get('cross-origin-resource-policy'), 'same-origin');
      assert.equal(response.headers.get('cache-control'), 'public, max-age=300');
      for (const name of ofOtherSites) assert.equal(response.headers.has(name), false, name);
    });
  }

  test('are compressed, and only once', async () => {
    const address = `${LOCALES_PATH}en.json`;
    const response = await harness.request(address, { headers: { 'accept-encoding': 'gzip' } });
    const text = gunzipSync(await response.arrayBuffer()).toString();
    assert.deepEqual(JSON.parse(text), JSON.parse(await built('locales/en.json')));
    const etag = response.headers.get('etag') ?? '';
    const again = await harness.request(address, { headers: { 'accept-encoding': 'gzip', 'if-none-match': etag } });
    assert.equal(again.status, 304);
  });

  for (const name of ['xx.json', 'de', 'de.json.json', 'DE.json', '%2E%2E%2Fdialog.js', '__proto__.json', '']) {
    test(`are not found as "${name}"`, async () => {
      const response = await harness.request(`${LOCALES_PATH}${name}`);
      assert.equal(response.status, 404);
      assert.equal(((await response.json()) as ErrorResponse).error.code, 'not_found');
    });
  }
});

describe('the page at the address of the server', () => {
  const load = (path: string, headers: Record<string, string> = {}) => harness.request(path, { headers });

  test('is the same for everyone who reads its language', async () => {
    const [first, second] = await Promise.all([load('/'), load('/?tenant=1', { accept: 'text/html' })]);
    assert.equal(first.status, 200);
    assert.equal(first.headers.get('content-type'), 'text/html; charset=utf-8');
    assert.equal(await first.text(), await second.text());
    assert.equal(first.headers.get('etag'), second.headers.get('etag'));
    assert.equal(first.headers.get('vary'), 'Accept-Encoding, Accept-Language');
  });

  test('describes itself in the language of its reader', async () => {
    const sentences = JSON.parse(await built('locales/de.json')) as Record<string, string>;
    for (const response of [await load('/', { 'accept-language': 'de-AT' }), await load('/?lang=de')]) {
      assert.equal(response.headers.get('content-language'), 'de');
      assert.ok((await response.text()).includes(sentences['problem.top_level.text'] ?? '?'));
    }
  });

  test('runs no script, and allows its own style only', async () => {
    const response = await load('/');
    const html = await response.text();
    assert.equal(html.includes('<script'), false);
    const [, style = ''] = /<style>([^]*)<\/style>/.exec(html) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    assert.equal(
      response.headers.get('content-security-policy'),
      `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'; ` +
        "frame-ancestors 'none'",
    );
  });
});

describe('public files', () => {
  for (const path of ['/', '/embed-connection.js', `${LOCALES_PATH}en.json`, '/.well-known/jwks.json']) {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      test(`do not take ${method} at ${path}`, async () => {
        const response = await harness.request(path, { method });
        assert.equal(response.status, 405);
        assert.equal(response.headers.get('allow'), 'GET, HEAD');
      });
    }

    test(`answer HEAD at ${path}`, async () => {
      const response = await harness.request(path, { method: 'HEAD' });
      assert.equal(response.status, 200);
      assert.equal(await response.text(), '');
    });
  }

  test('fail at start if they were not built', () => {
    assert.throws(() => loadPageAssets(new URL('file:///nowhere/')), /npm run build/);
  });
});
