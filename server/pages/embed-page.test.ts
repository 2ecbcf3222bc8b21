import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Hono } from 'hono';
import type { ErrorResponse } from '../../widget/protocol/session-api.ts';
import type { Subject } from '../../widget/protocol/subject.ts';
import { createConnection } from '../connections/change-connection.ts';
import { openConnectorSession } from '../connections/open-session.ts';
import { HOST_ORIGIN, hs256, rs256, startHarness, subjectClaims, vendorClaims } from '../testing/harness.ts';
import type { Harness } from '../testing/harness.ts';
import { exchangeToken, loadPage } from '../testing/page.ts';
import type { AppEnv } from '../http/app-env.ts';
import { native } from '../dialects/native/dialect.ts';
import { addPage } from './embed-page.ts';
import { WIDGET_FOLDER, loadPageAssets } from './page-assets.ts';
import type { PageRoute } from './page-route.ts';
import { PageRenderer } from './page.ts';
import { RefusalLimiter } from '../http/refusal-limiter.ts';
import { requestScope } from '../http/request-scope.ts';

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
      assert.ok('problem.token_expired.title' in state.translations, 'a later token may be refused');
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
  const nonce = /nonce="([^"]+)"/.exec(html)?.[1] ?? '?';
  return (
    `default-src 'none'; script-src 'nonce-${nonce}' 'strict-dynamic'; style-src 'nonce-${nonce}'; img-src 'self' data:; ` +
    "connect-src 'self'; base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'; trusted-types lit-html"
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
      const { translations, requestId, ...rest } = page.state;
      assert.deepEqual(rest, {
        kind: 'waiting',
        dialect: 'native',
        parent: { allowed: [HOST_ORIGIN, 'https://*.acme.example'], anyOrigin: false, fallback: 'each' },
        locale: 'en',
        theme: 'system',
      });
      assert.equal(requestId, page.headers.get('x-request-id'));
      assert.equal(
        page.headers.get('content-security-policy'),
        `${policyFor(page.html)}; frame-ancestors https://app.acme.example https://*.acme.example`,
      );
      assert.equal(page.headers.get('cache-control'), 'no-store');
      assert.doesNotMatch(page.html, /4242|Kept secret|ecs_/);
      for (const key of ['form.title', 'problem.token_missing.title', 'problem.token_replayed.text']) {
        assert.ok(key in translations, key);
      }
    });
  }

  test('has the language and the appearance that the organization and the address ask for', async () => {
    const german = await loadPage(harness, '/german/sandbox/auth?dialect=native&theme=dark');
    assert.equal(german.state.locale, 'de');
    assert.equal(german.state.theme, 'dark');
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

  const outside: readonly (readonly [title: string, headers: Record<string, string>])[] = [
    ['at top level', { 'sec-fetch-dest': 'document' }],
    ['of a prefetch', { 'sec-purpose': 'prefetch' }],
    ['of a fetch', { 'sec-fetch-dest': 'empty' }],
  ];
  for (const [title, headers] of outside) {
    test(`explains itself when it is not in a frame: ${title}`, async () => {
      const { status, state } = await loadPage(harness, `/acme/connections/${id}`, { headers });
      assert.equal(status, 200);
      assert.equal(state.kind === 'notice' && state.code, 'top_level');
      assert.deepEqual(Object.keys(state.translations).sort(), [
        'problem.developers',
        'problem.reference',
        'problem.top_level.text',
        'problem.top_level.title',
      ]);
    });
  }

  test('answers HEAD without a body', async () => {
    const response = await harness.request(`/acme/connections/${id}`, { method: 'HEAD' });
    assert.equal(response.status, 200);
    assert.equal(await response.text(), '');
  });
});

test('a native page whose token was refused accepts another one, and has the sentences for it', async () => {
  const { status, state } = await loadPage(
    harness,
    `/acme/sandbox/auth?tenant=${subjectToken({ iat: 1 })}&dialect=native`,
  );
  assert.equal(status, 401);
  assert.ok(state.kind === 'notice' && state.code === 'token_expired');
  assert.ok('form.title' in state.translations && 'problem.token_invalid.title' in state.translations);
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

const TENANT = 'person-of-a-page-without-a-view';

/** An app with one page route that opens a session on a subject, as a dialect does. */
async function appWithPage(subject: Subject): Promise<Pick<Harness, 'request'>> {
  const assets = await loadPageAssets(WIDGET_FOLDER);
  const route: PageRoute = {
    dialect: native,
    tokenParameter: 'tenant',
    namesOrganization: true,
    findOrganization: () => harness.config.organizations.get('acme'),
    async open({ token, dialect }) {
      const { bearer } = await openConnectorSession(harness.deps, {
        organization: 'acme',
        token,
        tenantKey: TENANT,
        context: {
          dialect: dialect.name,
          userKey: null,
          actor: null,
          subject,
          sharing: 'account',
          installs: null,
          claims: {},
        },
        connectionName: 'Never made',
        singleUse: { tokenId: subject.kind, rememberUntil: harness.now() + 60_000 },
      });
      return {
        bearer,
        organization: 'Acme',
        tenant: TENANT,
        subject,
        connectors: [],
        version: 'first',
        sandbox: false,
      };
    },
  };
  const pages = {
    renderer: new PageRenderer(assets),
    assets,
    limiter: new RefusalLimiter(),
    trustProxy: 0,
    reasonVisibility: 'logged',
    dialects: { organizationPages: native, everyPage: native },
    tokenParameters: ['tenant'],
  } as const;
  const app = new Hono<AppEnv>();
  app.use(requestScope(harness.logger));
  addPage(app, '/page', pages, route);
  return { request: async (path, init) => app.request(path, init, {}) };
}

describe('a page whose subject this build does not show', () => {
  for (const subject of [{ kind: 'integration', integration: 'orders' }, { kind: 'portal' }] as const) {
    test(`is answered not_found, and its token is not used: ${subject.kind}`, async () => {
      const app = await appWithPage(subject);
      const { status, state } = await loadPage(app, '/page?tenant=token');
      assert.equal(status, 404);
      assert.equal(state.kind === 'notice' && state.code, 'not_found');

      const exchanged = await exchangeToken(app, '/page', 'token');
      assert.equal(exchanged.status, 404);
      assert.equal((exchanged.json as ErrorResponse).error.code, 'not_found');

      const { store } = harness.deps;
      assert.equal(await store.tenants.findByKey('acme', TENANT), undefined);
      const now = harness.now();
      const isUnused = await store.write(({ usedTokens }) => usedTokens.use('acme', subject.kind, now + 60_000, now));
      assert.ok(isUnused);
    });
  }
});
