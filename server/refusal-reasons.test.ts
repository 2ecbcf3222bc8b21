import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { html as markup } from 'hono/html';
import type { ErrorResponse } from '../widget/protocol/session-api.ts';
import { readServerSettings } from './config/server-settings.ts';
import { createConnection } from './connections/change-connection.ts';
import { startServer } from './main.ts';
import { openTemporaryStore } from './store/testing/open-temporary-store.ts';
import {
  GLOBEX_SECRET,
  HOST_ORIGIN,
  PRIVATE_KEYS,
  hs256,
  rs256,
  startHarness,
  subjectClaims,
  vendorClaims,
} from './testing/harness.ts';
import type { Harness } from './testing/harness.ts';
import { exchangeToken, FRAME_HEADERS, loadPage, pageState } from './testing/page.ts';

let production: Harness;
let development: Harness;
let connectionId = 0;

before(async () => {
  [production, development] = await Promise.all([startHarness(), startHarness({ reasonVisibility: 'shown' })]);
  const order = { organization: 'acme', userKey: null, connector: 'sandbox', name: 'Sandbox', actor: null };
  for (const { deps } of [production, development]) {
    connectionId = (await createConnection(deps, { ...order, tenantKey: '4242' })).id;
  }
});

after(() => Promise.all([production.close(), development.close()]));

const seconds = () => Math.floor(Date.now() / 1000);
const subject = (claims: object = {}) => subjectClaims(Date.now(), claims);
const vendor = (claims: object = {}) => vendorClaims(Date.now(), claims);
const direct = () => `/direct_link/embedded/connections/${connectionId}?dialect=native`;
const AUTH = '/acme/sandbox/auth?dialect=native';

type Row = readonly [title: string, path: () => string, token: () => string, reason: string];

/** Refused tokens without a correct signature, and why they are refused. */
const UNVERIFIED: readonly Row[] = [
  ['a wrong secret', () => AUTH, () => hs256(subject(), GLOBEX_SECRET), 'the signature fits no key'],
  ['an unknown kid', () => AUTH, () => rs256(subject()), 'no key has this alg and kid'],
  ['no token at all', () => AUTH, () => 'nonsense', 'the token does not have three parts'],
  ['the key of another vendor', direct, () => rs256(vendor(), PRIVATE_KEYS.globex), 'the signature fits no key'],
  ['an unknown vendor', direct, () => rs256(vendor({ sub: 'we0:4242' })), 'sub names no configured vendor'],
];

/** Refused tokens with a correct signature. */
const VERIFIED: readonly Row[] = [
  ['a token without a sub', () => AUTH, () => hs256({ iat: seconds() }), 'sub is missing'],
  ['a token that is too old', () => AUTH, () => hs256(subject({ iat: seconds() - 661 })), 'older than the maximum age'],
  [
    'a connector that does not exist',
    () => '/acme/nothing/auth?dialect=native',
    () => hs256(subject()),
    'The organization does not have this connector. List it under `connectors` of the configuration.',
  ],
  ['a direct link without a jti', direct, () => rs256(vendor({ jti: undefined })), 'jti is missing'],
  [
    'an origin that is not listed',
    direct,
    () => rs256(vendor({ origin: 'https://<b>.example' })),
    'the token names the origin https://<b>.example, which is not on allowedOrigins',
  ],
];

const parameterOf = (path: string) => (path.startsWith('/direct_link') ? 'workato_dl_token' : 'tenant');
const pathWith = (path: string, token: string) => `${path}&${parameterOf(path)}=${token}`;

/** What the log says of a request that was refused. */
function loggedReason(harness: Harness, requestId: string | null): unknown {
  const lines = harness.log().trim().split('\n');
  const refused = lines
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
    .find((line) => line['requestId'] === requestId && line['msg'] === 'refused');
  return refused?.['reason'];
}

const saysReasons: readonly (readonly [server: string, harness: () => Harness, rows: readonly Row[]])[] = [
  ['in development', () => development, [...UNVERIFIED, ...VERIFIED]],
  ['for a token with a correct signature', () => production, VERIFIED],
];

for (const [server, harnessOf, rows] of saysReasons) {
  describe(server, () => {
    for (const [title, path, token, reason] of rows) {
      test(`a refused page says the reason that the log has: ${title}`, async () => {
        const harness = harnessOf();
        const { state, headers, html } = await loadPage(harness, pathWith(path(), token()));
        assert.ok(state.kind === 'notice');
        assert.equal(state.reason, reason);
        assert.ok(state.message === reason || state.message.endsWith(` Reason: ${reason}.`), state.message);
        assert.equal(loggedReason(harness, headers.get('x-request-id')), reason);
        const shown = await markup`<summary>For developers</summary><p lang="en">${reason}</p>`;
        assert.ok(html.includes(shown.toString()));
      });

      test(`a refused exchange says it too: ${title}`, async () => {
        const harness = harnessOf();
        const { json, headers } = await exchangeToken(harness, path(), token());
        const { error } = json as ErrorResponse;
        assert.equal(error.reason, reason);
        assert.ok(error.message === reason || error.message.endsWith(` Reason: ${reason}.`), error.message);
        assert.equal(loggedReason(harness, headers.get('x-request-id')), reason);
      });
    }
  });
}

describe('a refusal', () => {
  test('says in development that there is nothing at an address', async () => {
    const { state } = await loadPage(development, '/acme/typo');
    assert.equal(state.kind === 'notice' && state.reason, 'There is nothing here.');
  });

  test('has no reason on a page outside a frame', async () => {
    const { state } = await loadPage(development, '/acme/sandbox/auth', { headers: { 'sec-fetch-dest': 'document' } });
    assert.ok(state.kind === 'notice' && !('reason' in state));
  });

  test('may be framed by the organization that owns the vendor of an unverified token', async () => {
    const ancestors = async (token: string) => {
      const { headers } = await loadPage(production, pathWith(direct(), token));
      return /frame-ancestors ([^;]*)/.exec(headers.get('content-security-policy') ?? '')?.[1];
    };
    const forged = rs256(vendor(), PRIVATE_KEYS.globex);
    assert.equal(await ancestors(forged), `${HOST_ORIGIN} https://*.acme.example`);
    assert.equal(await ancestors(rs256(vendor({ sub: 'we0:4242' }))), "'none'");
  });

  test('carries no list of origins, and posts to the parent that frame-ancestors guarantees', async () => {
    for (const path of [AUTH, '/acme/sandbox/auth?lang=en', direct()]) {
      const { state, html } = await loadPage(production, pathWith(path, hs256(subject(), GLOBEX_SECRET)));
      assert.ok(!html.includes(HOST_ORIGIN));
      assert.deepEqual(state.parent, { allowed: [], anyOrigin: true, fallback: 'first' });
    }
  });
});

describe('for a token without a correct signature', () => {
  for (const [title, path, token, reason] of UNVERIFIED) {
    test(`a refusal says its code and sentence, and the log the reason: ${title}`, async () => {
      const { state, headers, html } = await loadPage(production, pathWith(path(), token()));
      assert.ok(state.kind === 'notice' && !('reason' in state));
      const { json, text } = await exchangeToken(production, path(), token());
      assert.ok(!('reason' in (json as ErrorResponse).error));
      assert.equal(loggedReason(production, headers.get('x-request-id')), reason);
      if (state.message !== reason) assert.ok(!html.includes(reason) && !text.includes(reason));
    });
  }
});

describe('a server', () => {
  for (const dev of [true, false]) {
    test(`started ${dev ? 'with' : 'without'} --dev ${dev ? 'shows' : 'does not show'} reasons`, async () => {
      const temporary = await openTemporaryStore();
      const env = { PORT: '0', HOST: '127.0.0.1', ENCRYPTION_KEYS: randomBytes(32).toString('base64') };
      const server = await startServer({
        config: production.config,
        settings: readServerSettings(env, { dev }),
        store: temporary.store,
        log: production.logger,
      });
      try {
        const address = `http://127.0.0.1:${server.port}${pathWith(AUTH, hs256(subject(), GLOBEX_SECRET))}`;
        const state = pageState(await (await fetch(address, { headers: FRAME_HEADERS })).text());
        assert.equal(state.kind === 'notice' && state.reason, dev ? 'the signature fits no key' : undefined);
      } finally {
        await server.stop();
        await temporary.close();
      }
    });
  }
});
