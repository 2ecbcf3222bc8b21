import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { createConnection } from '../connections/change-connection.ts';
import { HOST_ORIGIN, hs256, rs256, startHarness, subjectClaims, vendorClaims } from '../testing/harness.ts';
import type { Harness } from '../testing/harness.ts';
import { FRAME_HEADERS, loadPage, withoutIds } from '../testing/page.ts';

let harness: Harness;
let id = 0;

before(async () => {
  harness = await startHarness({
    organizations: {
      german: {
        name: 'Deutsche',
        allowedOrigins: [HOST_ORIGIN],
        locale: 'de',
        appearance: { accent: '#123456' },
        keys: [{ alg: 'HS256', secret: 'german-signs-its-tokens-with-this!' }],
      },
    },
  });
  const options = { organization: 'acme', tenantKey: '4242', userKey: null, connector: 'sandbox', actor: null };
  id = (await createConnection(harness.deps, { ...options, name: 'Kept secret' })).id;
});
after(() => harness.close());

const direct = () => `/direct_link/embedded/connections/${id}`;
const vendorToken = (claims: object = {}) => rs256(vendorClaims(harness.now(), claims));
const subjectToken = (claims: object = {}) =>
  hs256(subjectClaims(harness.now(), { sub: 'ada', external_id: '4242', ...claims }));

/** Every address that offers the native dialect, with a token that opens it. */
const addresses: readonly (readonly [title: string, path: () => string])[] = [
  ['a direct link', () => `${direct()}?workato_dl_token=${vendorToken()}`],
  ['an old direct link', () => `/embedded/connection/${id}?workato_dl_token=${vendorToken()}`],
  ['an auth-only page', () => `/acme/sandbox/auth?tenant=${subjectToken()}`],
  [
    'an auth-only page of any connector',
    () => `/acme/connector/auth?tenant=${subjectToken({ xti: { connector_name: 'sandbox' } })}`,
  ],
  ['the page of one connection', () => `/acme/connections/${id}?tenant=${subjectToken()}`],
];

describe('the dialect of an address', () => {
  for (const [title, path] of addresses) {
    test(`is native when the address asks for it: ${title}`, async () => {
      const { status, state } = await loadPage(harness, `${path()}&dialect=native`);
      assert.equal(status, 200);
      assert.ok(state.kind === 'dialog');
      assert.equal(state.dialect, 'native');
      assert.equal(state.parent.fallback, 'each');
    });

    for (const name of ['', 'klingon', 'NATIVE', 'workato', 'pandium']) {
      test(`is refused when it is “${name}”: ${title}`, async () => {
        const { status, state } = await loadPage(harness, `${path()}&dialect=${name}`);
        assert.equal(status, 422);
        assert.equal(state.kind === 'notice' && state.code, 'invalid_request');
      });
    }
  }

  test('of a direct link may name the origin of the host page', async () => {
    const token = vendorToken({ origin: HOST_ORIGIN });
    const { state } = await loadPage(harness, `${direct()}?workato_dl_token=${token}&dialect=native`);
    assert.equal(state.parent.targetOrigin, HOST_ORIGIN);
  });

  for (const [first, second] of [
    ['', '&dialect=native'],
    ['&dialect=native', ''],
  ] as const) {
    test(`does not open a used direct link again: “${first}”, then “${second}”`, async () => {
      const path = `${direct()}?workato_dl_token=${vendorToken()}`;
      assert.equal((await loadPage(harness, path + first)).status, 200);
      const again = await loadPage(harness, path + second);
      assert.equal(again.status, 401);
      assert.equal(again.state.kind === 'notice' && again.state.code, 'token_replayed');
    });
  }
});

/** The policy of a page, without the sites that may frame it. */
function policyFor(html: string): string {
  const hashesOf = (tag: RegExp) =>
    [...html.matchAll(tag)].map(([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  const scripts = hashesOf(/<script(?: type="module")?>([^]*?)<\/script>/g).join(' ');
  const styles = hashesOf(/<style>([^]*?)<\/style>/g).join(' ');
  return (
    `default-src 'none'; script-src ${scripts} https://connect.example.com/assets/; style-src ${styles}; ` +
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; " +
    "require-trusted-types-for 'script'; trusted-types lit-html"
  );
}

describe('a native page without a token', () => {
  const waiting: readonly (readonly [title: string, path: () => string])[] = [
    ['an auth-only page', () => '/acme/sandbox/auth?dialect=native'],
    ['with a blank token', () => '/acme/sandbox/auth?tenant=&dialect=native'],
    ['an auth-only page of any connector', () => '/acme/connector/auth?dialect=native'],
    ['the page of one connection', () => `/acme/connections/${id}`],
    ['the page of one connection, asked for by name', () => `/acme/connections/${id}?dialect=native`],
    ['the page of a connection that does not exist', () => '/acme/connections/987654321'],
  ];
  for (const [title, path] of waiting) {
    test(`waits for one: ${title}`, async () => {
      const page = await loadPage(harness, path());
      assert.equal(page.status, 200);
      assert.ok(page.state.kind === 'waiting');
      const { translations, ...rest } = page.state;
      assert.deepEqual(rest, {
        kind: 'waiting',
        dialect: 'native',
        parent: { allowed: [HOST_ORIGIN, 'https://*.acme.example'], anyOrigin: false, fallback: 'each' },
        locale: 'en',
      });
      assert.equal(
        page.headers.get('content-security-policy'),
        `${policyFor(page.html)}; frame-ancestors https://app.acme.example https://*.acme.example`,
      );
      assert.equal(page.headers.get('cache-control'), 'public, max-age=300');
      assert.equal(page.headers.get('vary'), 'Accept-Encoding, Accept-Language');
      assert.doesNotMatch(page.html, /4242|Kept secret|ecs_/);
      assert.ok('form.title' in translations);
    });
  }

  test('has the language and the appearance that the organization and the address ask for', async () => {
    const german = await loadPage(harness, '/german/sandbox/auth?dialect=native&theme=dark');
    assert.equal(german.state.locale, 'de');
    assert.match(german.html, /<html lang="de" data-theme="dark">/);
    assert.match(german.html, /--embed-accent:#123456/);
    assert.equal((await loadPage(harness, '/german/sandbox/auth?dialect=native&lang=fr')).state.locale, 'fr');
  });

  test('lets any page embed it in sandbox mode', async () => {
    const { state, headers, html } = await loadPage(harness, '/play/sandbox/auth?dialect=native');
    assert.ok(state.kind === 'waiting' && state.parent.anyOrigin);
    assert.equal(headers.get('content-security-policy'), policyFor(html));
  });

  const refused: readonly (readonly [title: string, path: () => string])[] = [
    ['a direct link, whose address names no organization', () => `${direct()}?dialect=native`],
    ['an unknown organization', () => '/nobody/sandbox/auth?dialect=native'],
    ['the page of one connection of an unknown organization', () => '/nobody/connections/1'],
    ['a page that does not use the native dialect', () => '/acme/sandbox/auth'],
  ];
  for (const [title, path] of refused) {
    test(`shows an error when it cannot wait: ${title}`, async () => {
      const { status, state } = await loadPage(harness, path());
      assert.equal(status, 401);
      assert.ok(state.kind === 'notice');
      assert.deepEqual([state.code, state.message], ['token_missing', 'There is no token in this request.']);
    });
  }

  const loads: readonly (readonly [title: string, headers: Record<string, string>])[] = [
    ['at top level', { 'sec-fetch-dest': 'document', 'sec-fetch-site': 'none' }],
    ['for a prefetch', { 'sec-purpose': 'prefetch' }],
    ['by a script', { 'sec-fetch-dest': 'empty', 'sec-fetch-mode': 'cors' }],
    [
      'with a session of another person',
      { cookie: 'a=b', authorization: 'Bearer ecs_x', referer: 'https://x.example/' },
    ],
  ];
  for (const [title, headers] of loads) {
    test(`is the same for everybody, so that no cache can mix up two of them: loaded ${title}`, async () => {
      for (const path of ['/acme/sandbox/auth?dialect=native', `/acme/connections/${id}`]) {
        const [framed, other] = [await loadPage(harness, path), await loadPage(harness, path, { headers })];
        assert.equal(withoutIds({ ...other, text: other.html }), withoutIds({ ...framed, text: framed.html }));
        assert.ok(!other.html.includes(other.headers.get('x-request-id') ?? '?'));
      }
    });
  }

  describe('in a cache', () => {
    const path = '/acme/sandbox/auth?dialect=native';
    const etagOf = async (address = path, headers: Record<string, string> = {}) =>
      (await loadPage(harness, address, { headers })).headers.get('etag') ?? '?';

    for (const coding of ['br', 'gzip', 'identity']) {
      test(`is not sent again, but its headers are (${coding})`, async () => {
        const headers = { ...FRAME_HEADERS, 'accept-encoding': coding };
        const first = await harness.request(path, { headers });
        const etag = first.headers.get('etag') ?? '?';
        const again = await harness.request(path, { headers: { ...headers, 'if-none-match': etag } });
        assert.equal(again.status, 304);
        assert.equal(await again.text(), '');
        for (const name of [
          'content-security-policy',
          'cache-control',
          'vary',
          'etag',
          'cross-origin-embedder-policy',
        ]) {
          assert.equal(again.headers.get(name), first.headers.get(name), name);
        }
      });
    }

    test('has another tag for another language, theme, coding or list of origins', async () => {
      const tags = [
        await etagOf(),
        await etagOf(path, { 'accept-language': 'fr' }),
        await etagOf(`${path}&theme=dark`),
        await etagOf('/german/sandbox/auth?dialect=native'),
        await etagOf('/play/sandbox/auth?dialect=native'),
      ];
      assert.equal(new Set(tags).size, tags.length);
    });

    test('is not confused with the page of a token, or with a refusal', async () => {
      for (const query of [`tenant=${subjectToken()}`, 'tenant=refused', 'tenant=refused&dialect=native']) {
        const { headers } = await loadPage(harness, `/acme/sandbox/auth?${query}`);
        assert.equal(headers.get('cache-control'), 'no-store');
        assert.equal(headers.get('etag'), null);
      }
    });
  });

  test('answers HEAD without a body', async () => {
    const response = await harness.request(`/acme/connections/${id}`, { method: 'HEAD' });
    assert.equal(response.status, 200);
    assert.equal(await response.text(), '');
  });
});

test('a page whose token was refused has the sentences for it', async () => {
  const { status, state } = await loadPage(
    harness,
    `/acme/sandbox/auth?tenant=${subjectToken({ iat: 1 })}&dialect=native`,
  );
  assert.equal(status, 401);
  assert.ok(state.kind === 'notice' && state.code === 'token_expired');
  assert.ok('problem.token_expired.title' in state.translations && 'problem.token_expired.text' in state.translations);
});

for (const coding of ['br', 'gzip'] as const) {
  test(`a page is the same text with the coding ${coding}`, async () => {
    const headers = { ...FRAME_HEADERS, 'accept-encoding': coding };
    const path = '/acme/sandbox/auth?dialect=native';
    const response = await harness.request(path, { headers });
    assert.equal(response.headers.get('content-encoding'), coding);
    const decode = coding === 'br' ? brotliDecompressSync : gunzipSync;
    assert.equal(decode(await response.arrayBuffer()).toString(), (await loadPage(harness, path)).html);
  });
}

test('a page allows the appearance of its organization, which is a style of its own', async () => {
  const { html, headers } = await loadPage(harness, '/german/sandbox/auth');
  assert.match(html, /<style>:root\{--embed-accent:#123456\}<\/style>/);
  assert.equal(headers.get('content-security-policy'), `${policyFor(html)}; frame-ancestors ${HOST_ORIGIN}`);
});

describe('methods of a page', () => {
  const rows: readonly (readonly [method: string, path: () => string, allow: string])[] = [
    ['POST', direct, 'GET, HEAD'],
    ['POST', () => '/acme/sandbox/auth', 'GET, HEAD'],
    ['POST', () => '/acme/sandbox/auth?dialect=klingon', 'GET, HEAD'],
    ['DELETE', () => '/acme/sandbox/auth', 'GET, HEAD'],
    ['OPTIONS', () => '/acme/sandbox/auth', 'GET, HEAD'],
    ['POST', () => '/acme/sandbox/auth?dialect=native', 'GET, HEAD'],
    ['OPTIONS', () => '/acme/connections/1', 'GET, HEAD'],
    ['GET', () => '/acme/sandbox/auth/session', 'POST'],
    ['DELETE', () => '/acme/connections/1/session', 'POST'],
  ];
  for (const [method, path, allow] of rows) {
    test(`${method} ${path().replace(/\d+/, ':id')} is not offered, and the answer names the methods that are`, async () => {
      const response = await harness.request(path(), { method });
      assert.equal(response.status, 405);
      assert.equal(response.headers.get('allow'), allow);
      assert.equal(response.headers.get('access-control-allow-origin'), null);
    });
  }
});

describe('a script of another origin that requests the head of a page', () => {
  const headers = { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', origin: 'https://elsewhere.example' };
  const head = (path: string) => harness.request(path, { method: 'HEAD', headers });

  for (const path of [
    '/acmee/sandbox/auth?dialect=native',
    '/acmee/connections/1',
    '/acmee/sandbox/login',
    '/nothing',
  ]) {
    test(`can read that ${path} does not exist`, async () => {
      const response = await head(path);
      assert.equal(response.status, 404);
      assert.equal(response.headers.get('access-control-allow-origin'), '*');
    });
  }

  for (const path of [
    '/acme/sandbox/auth',
    '/acme/nothing/auth',
    '/acme/connections/999999',
    '/direct_link/embedded/connections/1',
  ]) {
    test(`can read nothing of ${path}, which belongs to an organization`, async () => {
      const response = await head(path);
      assert.equal(response.headers.get('access-control-allow-origin'), null);
    });
  }
});
