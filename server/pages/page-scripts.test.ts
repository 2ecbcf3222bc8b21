import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { en, SENTENCES } from '../../widget/locales/en.ts';
import { VIEW_CHUNKS } from '../../widget/protocol/chunks.ts';
import type { ViewChunk } from '../../widget/protocol/chunks.ts';
import { brandIcon } from '../connectors/brand-icon.ts';
import { sandboxConnectors } from '../sandbox/connectors.ts';
import { hs256, startHarness, subjectClaims } from '../testing/harness.ts';
import type { Harness } from '../testing/harness.ts';
import { FRAME_HEADERS, loadPage } from '../testing/page.ts';
import { loadPageAssets, WIDGET_FOLDER } from './page-assets.ts';
import type { PageAssets } from './page-assets.ts';

/** The most bytes of a page with a form or a sign-in in its first response. */
const PAGE_LIMIT = 24_000;

let harness: Harness;
let assets: PageAssets;
let chunks: readonly string[];
/** The code of the chunk of rare sentences, without the sentences. They follow it as JSON. */
let rareCode: string;

before(async () => {
  assets = loadPageAssets(WIDGET_FOLDER);
  chunks = (await readdir(assets.chunkFolder)).filter((name) => name.endsWith('.js'));
  const rare = chunks.find((name) => name.startsWith('rare-sentences')) ?? '';
  [rareCode = ''] = (await readFile(new URL(rare, assets.chunkFolder), 'utf8')).split('{"');
  harness = await startHarness({
    connectors: (url) => ({
      asks: { ...sandboxConnectors(url)['sandbox-oauth-workspace'], icon: brandIcon('hubspot') },
    }),
  });
});
after(() => harness.close());

/** Keys that scripts build at run time: of codes, statuses and changes, of steps, runs, kinds of schedules and questions. */
const BUILT_KEYS =
  /^(problem|status|elsewhere|install\.(page|notice)|pause|resume|uninstall|withdraw|delete-data)\.|^history\.(running|success|error)|^settings\.(missing|not_|too_|refused)|^schedule\.(every-|\w+_missing|expression_invalid|refused|hourly|daily|weekly|cron)/;

/** The keys of sentences that a script names. */
const keysIn = (script: string) => Object.keys(en).filter((key) => new RegExp(`['"\`]${key}['"\`]`).test(script));

describe('the sentences', () => {
  /** The parts of the dialog that are there when one is shown. */
  const alreadyThere: Partial<Record<ViewChunk, readonly (keyof typeof SENTENCES)[]>> = {
    // Only a connection that works can be replaced.
    'form-step': ['connected-step', 'rare-sentences'],
    'sign-in-step': ['connected-step', 'rare-sentences'],
    'signing-in-step': ['sign-in-step'],
    // The parts of an install flow come together.
    install: ['integrations', 'install-form'],
    'install-form': ['install'],
    'install-history': ['install', 'install-form'],
  };

  for (const view of VIEW_CHUNKS) {
    test(`of ${view} are all that it says beside those of each page`, () => {
      const parts = ['core', view, ...(alreadyThere[view] ?? [])] as const;
      const there = new Set(parts.flatMap((part) => Object.keys(SENTENCES[part])));
      assert.deepEqual(
        keysIn(assets.views[view]).filter((key) => !there.has(key)),
        [],
      );
    });
  }

  test('of each page are all that its script says', () => {
    const later = keysIn(assets.script).filter(
      (key) => !(key in SENTENCES.core) && !(key in SENTENCES['rare-sentences']),
    );
    // The title is sent again only in another language, and then with all sentences.
    assert.deepEqual(later, ['page.title']);
  });

  test('of each part are those that this part, or a part after it, says', () => {
    const said = new Set([assets.script, ...Object.values(assets.views), rareCode].flatMap(keysIn));
    const { server, ...parts } = SENTENCES;
    const fixed = Object.values(parts)
      .flatMap((sentences) => Object.keys(sentences))
      .filter((key) => !BUILT_KEYS.test(key) && !(key in server));
    assert.deepEqual(
      fixed.filter((key) => !said.has(key)),
      [],
    );
  });
});

describe('a page', () => {
  const CASES = [
    { connector: 'sandbox', view: 'form-step' },
    { connector: 'sandbox-oauth', view: 'sign-in-step' },
    { connector: 'asks', view: 'form-step' },
    { connector: 'connector', view: 'form-step' },
  ] as const;
  const viewsIn = (html: string) => VIEW_CHUNKS.filter((view) => html.includes(assets.views[view]));
  const dialectsIn = (html: string) =>
    [...assets.dialects].flatMap(([name, script]) => (html.includes(script) ? [name] : []));

  /** A page of the organization's dialect, and native pages that wait for a token or have one. */
  const queries = (connector = 'sandbox') => {
    const now = harness.now();
    const token = hs256(subjectClaims(now, { xti: { connector_name: 'sandbox' } }));
    const native = hs256({ sub: 'ada@acme.example', iat: Math.floor(now / 1000) });
    const pages = [`tenant=${token}`, 'dialect=native'];
    // A native token does not name the connector of a page whose address does not.
    return connector === 'connector' ? pages : [...pages, `dialect=native&tenant=${native}`];
  };

  for (const { connector, view } of CASES) {
    test(`of ${connector} contains only the view that it shows first`, async () => {
      for (const query of queries(connector)) {
        const { html, status } = await loadPage(harness, `/acme/${connector}/auth?${query}`);
        assert.equal(status, 200);
        assert.deepEqual(viewsIn(html), [view], query);
        assert.ok(html.includes(assets.script));
      }
    });
  }

  for (const lang of ['en', 'de', 'fr', 'es']) {
    test(`stays within its limit with all that its first view needs, as it is sent (${lang})`, async () => {
      for (const [connector, query] of CASES.flatMap((row) =>
        queries(row.connector).map((text) => [row.connector, text] as const),
      )) {
        const headers = { ...FRAME_HEADERS, 'accept-encoding': 'br' };
        const response = await harness.request(`/acme/${connector}/auth?${query}&lang=${lang}`, { headers });
        assert.equal(response.status, 200);
        const { byteLength } = await response.arrayBuffer();
        assert.ok(byteLength <= PAGE_LIMIT, `${connector} ${query}: ${byteLength} bytes`);
      }
    });
  }

  test('contains only its own dialect', async () => {
    const [organizations = '', waiting = '', native = ''] = queries();
    for (const [query, dialect] of [
      [organizations, 'pandium'],
      [waiting, 'native'],
      [native, 'native'],
      ['tenant=refused', 'pandium'],
    ] as const) {
      assert.deepEqual(dialectsIn((await loadPage(harness, `/acme/sandbox/auth?${query}`)).html), [dialect], query);
    }
  });

  test('contains the exchange of a token only if it waits for one', async () => {
    const pages = await Promise.all(queries().map((query) => loadPage(harness, `/acme/sandbox/auth?${query}`)));
    assert.deepEqual(
      pages.map(({ html, state }) => [state.kind, html.includes(assets.tokenExchange)]),
      [
        ['dialog', false],
        ['waiting', true],
        ['dialog', false],
      ],
    );
  });

  test('of a portal contains the exchange of a token, which checks the views that a person opens', async () => {
    const { html, state } = await loadPage(harness, `/acme?tenant=${hs256(subjectClaims(harness.now(), {}))}`);
    assert.equal(state.kind, 'dialog');
    const position = html.indexOf(assets.tokenExchange);
    assert.ok(position > 0, 'The page contains no exchange.');
    assert.ok(position < html.indexOf(assets.application), 'The exchange follows the code of applications.');
  });

  test('that refuses a token contains no view', async () => {
    assert.deepEqual(viewsIn((await loadPage(harness, '/acme/sandbox/auth?tenant=refused')).html), []);
  });
});

describe('the chunks of the dialog', () => {
  test('are those that the script of a page names', () => {
    const named = [...assets.script.matchAll(/import\(.\/assets\/([\w.-]+\.js)/g)].map(([, name]) => name);
    assert.ok(named.length > VIEW_CHUNKS.length);
    assert.deepEqual(named.toSorted(), chunks.toSorted());
  });

  for (const [coding, decompress] of [
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ] as const) {
    test(`are served as the build compressed them (${coding})`, async () => {
      for (const name of chunks) {
        const response = await harness.request(`/assets/${name}`, {
          headers: { 'accept-encoding': `gzip;q=0, ${coding}` },
        });
        assert.equal(response.status, 200);
        assert.equal(response.headers.get('content-encoding'), coding);
        const text = await readFile(new URL(name, assets.chunkFolder), 'utf8');
        assert.equal(decompress(await response.arrayBuffer()).toString(), text);
      }
    });
  }

  test('never change, and belong to pages of this server', async () => {
    const response = await harness.request(`/assets/${chunks[0]}`);
    assert.equal(response.headers.get('content-encoding'), null);
    for (const [name, value] of [
      ['content-type', 'text/javascript; charset=utf-8'],
      ['cache-control', 'public, max-age=31536000, immutable'],
      ['cross-origin-resource-policy', 'same-origin'],
      ['access-control-allow-origin', null],
      ['x-content-type-options', 'nosniff'],
    ] as const) {
      assert.equal(response.headers.get(name), value, name);
    }
  });

  test('answer 404 where there is none, and no file beside them', async () => {
    const [name = ''] = chunks;
    for (const path of [
      name.replace(/[0-9a-f]{8}/, '01234567'),
      `${name}.br`,
      `${name}.gz`,
      '',
      '../dialog.js',
      '%2e%2e/dialog.js',
      '..%2fpage.css',
    ]) {
      const response = await harness.request(`/assets/${path}`);
      assert.equal(response.status, 404, path);
      assert.equal(response.headers.get('cache-control'), 'no-store');
    }
  });
});
