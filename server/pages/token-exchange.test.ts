import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { DialogSession } from '../../widget/protocol/page-state.ts';
import { createConnection } from '../connections/change-connection.ts';
import { SANDBOX_KEY } from '../sandbox/keys.ts';
import {
  GLOBEX_SECRET,
  HOST_ORIGIN,
  hs256,
  PRIVATE_KEYS,
  rs256,
  startHarness,
  subjectClaims,
  vendorClaims,
} from '../testing/harness.ts';
import type { Harness } from '../testing/harness.ts';
import { callSessionApi, exchangeToken, loadPage, selectedId } from '../testing/page.ts';

let harness: Harness;
let id = 0;
let idOfOnce = 0;

before(async () => {
  harness = await startHarness();
  const options = { tenantKey: '4242', userKey: null, connector: 'sandbox', name: 'Sandbox', actor: null };
  id = (await createConnection(harness.deps, { ...options, organization: 'acme' })).id;
  idOfOnce = (await createConnection(harness.deps, { ...options, organization: 'once' })).id;
});
after(() => harness.close());

const vendorToken = (claims: object = {}) => rs256(vendorClaims(harness.now(), claims));
const subjectToken = (claims: object = {}) =>
  hs256(subjectClaims(harness.now(), { sub: 'ada', external_id: '4242', ...claims }));

const AUTH = '/acme/sandbox/auth?dialect=native';

/** Every page that offers the native dialect, with a token that opens it. */
const pages: readonly (readonly [title: string, path: () => string, token: () => string])[] = [
  ['a direct link', () => `/direct_link/embedded/connections/${id}?dialect=native`, vendorToken],
  ['an auth-only page', () => AUTH, subjectToken],
  [
    'an auth-only page of any connector',
    () => '/acme/connector/auth?dialect=native',
    () => subjectToken({ xti: { connector_name: 'sandbox' } }),
  ],
  ['the page of one connection', () => `/acme/connections/${id}`, subjectToken],
];

const codeOf = ({ json }: { readonly json: unknown }) => (json as { error?: { code?: string } }).error?.code;

describe('a token that is exchanged for its page', () => {
  for (const [title, path, token] of pages) {
    test(`returns what the page would have contained: ${title}`, async () => {
      const { status, json, headers } = await exchangeToken(harness, path(), token());
      assert.equal(status, 200);
      assert.equal(headers.get('cache-control'), 'no-store');
      const parameter = path().startsWith('/direct_link') ? 'workato_dl_token' : 'tenant';
      const separator = path().includes('?') ? '&' : '?';
      const { state } = await loadPage(harness, `${path()}${separator}${parameter}=${token()}`);
      assert.ok(state.kind === 'dialog');
      const { kind, dialect, parent, translations, bearer: itsBearer, ...carried } = state;
      assert.deepEqual([kind, dialect], ['dialog', 'native']);
      assert.ok(parent.allowed.length > 0 && Object.keys(translations).length > 0);
      const { bearer, ...granted } = json as DialogSession;
      assert.deepEqual(granted, carried);
      assert.notEqual(bearer, itsBearer);
      assert.equal((await callSessionApi(harness, '/session', { bearer })).status, 200);
    });
  }

  test('tells persons of one account apart, and recognizes each again', async () => {
    const personOf = async (claims: object) =>
      ((await exchangeToken(harness, AUTH, subjectToken(claims))).json as DialogSession).person;
    const persons = [
      await personOf({ sub: 'ada' }),
      await personOf({ sub: 'bob' }),
      await personOf({ sub: 'bob', ti: { aid: 'support' } }),
      await personOf({ sub: 'bob', external_id: '43' }),
    ];
    assert.equal(new Set(persons).size, persons.length);
    assert.match(persons[0] ?? '', /^[\w-]{8}$/);
    harness.advance(1000);
    assert.equal(await personOf({ sub: 'ada' }), persons[0]);
  });

  test('that the host does not have is missing, and no wrong request', async () => {
    const answer = await harness.request('/acme/sandbox/auth/session?dialect=native', {
      method: 'POST',
      headers: { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' },
      body: JSON.stringify({ token: null }),
    });
    assert.deepEqual([answer.status, codeOf({ json: await answer.json() })], [401, 'token_missing']);
  });

  test('has the language of the address, token, organization or browser, in this order', async () => {
    const locale = async (query: string, claims: object) => {
      const headers = { 'accept-language': 'fr' };
      const { json } = await exchangeToken(harness, AUTH + query, subjectToken(claims), headers);
      return (json as { locale: string }).locale;
    };
    const claims = { xti: { locale: 'de-AT' } };
    assert.equal(await locale('&lang=es', claims), 'es');
    assert.equal(await locale('', claims), 'de');
    assert.equal(await locale('', {}), 'fr');
  });

  test('opens once of twenty times at once if the organization requires single use', async () => {
    const token = subjectToken();
    const path = `/once/connections/${idOfOnce}`;
    const answers = await Promise.all(Array.from({ length: 20 }, () => exchangeToken(harness, path, token)));
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
    assert.equal(answers.filter((answer) => codeOf(answer) === 'token_replayed').length, 19);
  });

  test('is the same token as in an address', async () => {
    const token = vendorToken();
    const path = `/direct_link/embedded/connections/${id}`;
    assert.equal((await exchangeToken(harness, `${path}?dialect=native`, token)).status, 200);
    assert.equal((await loadPage(harness, `${path}?workato_dl_token=${token}`)).status, 401);
  });

  test('opens again if the organization does not require single use', async () => {
    const token = subjectToken();
    const statuses = [await exchangeToken(harness, AUTH, token), await exchangeToken(harness, AUTH, token)].map(
      ({ status }) => status,
    );
    assert.deepEqual(statuses, [200, 200]);
  });
});

test('a token by message is good until its exp, and by address until its maximum age', async () => {
  const seconds = Math.floor(harness.now() / 1000);
  const token = subjectToken({ iat: seconds - 7200, exp: seconds + 60 });
  assert.equal((await exchangeToken(harness, AUTH, token)).status, 200);
  assert.equal((await loadPage(harness, `${AUTH}&tenant=${token}`)).status, 401);
});

describe('an exchange is refused', () => {
  const seconds = () => Math.floor(harness.now() / 1000);
  const direct = () => `/direct_link/embedded/connections/${id}?dialect=native`;
  const rows: readonly (readonly [
    title: string,
    path: () => string,
    token: () => string,
    status: number,
    code: string,
  ])[] = [
    ['no token at all', () => AUTH, () => 'nonsense', 401, 'token_invalid'],
    ['an unknown organization', () => '/nobody/connections/1', subjectToken, 401, 'token_invalid'],
    [
      'another organization’s secret',
      () => AUTH,
      () => hs256(subjectClaims(harness.now()), GLOBEX_SECRET),
      401,
      'token_invalid',
    ],
    ['an old token', () => AUTH, () => subjectToken({ iat: seconds() - 661 }), 401, 'token_expired'],
    [
      'another vendor’s key',
      direct,
      () => rs256(vendorClaims(harness.now()), PRIVATE_KEYS.globex),
      401,
      'token_invalid',
    ],
    ['a direct link without jti', direct, () => vendorToken({ jti: undefined }), 401, 'token_invalid'],
    [
      'a direct link with an origin that is not configured',
      direct,
      () => vendorToken({ origin: 'https://evil.example' }),
      403,
      'origin_not_allowed',
    ],
    ['an unknown dialect', () => `/acme/connections/${id}?dialect=klingon`, subjectToken, 422, 'invalid_request'],
    ['a dialect without a name', () => `/acme/connections/${id}?dialect=`, subjectToken, 422, 'invalid_request'],
    ['a connector that does not exist', () => '/acme/nothing/auth?dialect=native', subjectToken, 404, 'not_found'],
  ];
  for (const [title, path, token, status, code] of rows) {
    test(`for ${title}`, async () => {
      const answer = await exchangeToken(harness, path(), token());
      assert.equal(answer.status, status);
      assert.equal(codeOf(answer), code);
    });
  }

  const sites = ['cross-site', 'same-site', 'none'];
  for (const site of sites) {
    test(`when it comes from elsewhere (${site}), and the token is still good`, async () => {
      const token = vendorToken();
      const path = direct();
      const answer = await exchangeToken(harness, path, token, { 'sec-fetch-site': site });
      assert.equal(answer.status, 403);
      assert.equal(codeOf(answer), 'forbidden');
      assert.equal((await exchangeToken(harness, path, token)).status, 200);
    });
  }

  const bodies: readonly (readonly [title: string, body: string, type: string, status: number, code: string])[] = [
    ['another media type', '{"token":"a"}', 'text/plain', 415, 'unsupported_media_type'],
    ['a form', 'token=a', 'application/x-www-form-urlencoded', 415, 'unsupported_media_type'],
    ['no JSON', '{"token":', 'application/json', 400, 'invalid_request'],
    ['no body', '', 'application/json', 400, 'invalid_request'],
    ['no token', '{}', 'application/json', 422, 'invalid_request'],
    ['an empty token', '{"token":""}', 'application/json', 422, 'invalid_request'],
    ['a token that is not text', '{"token":["a"]}', 'application/json', 422, 'invalid_request'],
    [
      'a token of more than 8 KiB',
      JSON.stringify({ token: 'x'.repeat(8193) }),
      'application/json',
      422,
      'invalid_request',
    ],
    ['an unknown key', '{"token":"a","more":1}', 'application/json', 422, 'invalid_request'],
    ['a key that every object has', '{"token":"a","__proto__":{}}', 'application/json', 422, 'invalid_request'],
    ['more than 64 KiB', JSON.stringify({ token: 'x'.repeat(65_536) }), 'application/json', 413, 'payload_too_large'],
  ];
  for (const [title, body, type, status, code] of bodies) {
    test(`for a body that is ${title}`, async () => {
      const response = await harness.request('/acme/sandbox/auth/session?dialect=native', {
        method: 'POST',
        headers: { 'content-type': type, 'content-length': String(body.length) },
        body,
      });
      assert.equal(response.status, status);
      const text = await response.text();
      assert.equal(codeOf({ json: JSON.parse(text) as unknown }), code);
      assert.ok(!text.includes('xxx'));
    });
  }
});

test('refused exchanges count with refused pages, and a good token still opens', async () => {
  const fresh = await startHarness();
  try {
    const address = { 'x-forwarded-for': 'guesser' };
    for (let count = 0; count < 15; count += 1) {
      assert.equal((await exchangeToken(fresh, AUTH, 'nonsense', address)).status, 401);
      assert.equal((await loadPage(fresh, '/acme/sandbox/auth?tenant=nonsense', { headers: address })).status, 401);
    }
    const limited = await exchangeToken(fresh, AUTH, 'nonsense', address);
    assert.equal(limited.status, 429);
    assert.equal(codeOf(limited), 'rate_limited');
    assert.ok(Number(limited.headers.get('retry-after')) > 0);
    const good = hs256(subjectClaims(fresh.now()));
    assert.equal((await exchangeToken(fresh, AUTH, good, address)).status, 200);
  } finally {
    await fresh.close();
  }
});

test('a success on a native page sends the host no message of another dialect', async () => {
  const { json } = await exchangeToken(harness, AUTH, subjectToken({ external_id: 'native-only' }));
  const { bearer, ...session } = json as DialogSession;
  const saved = await callSessionApi(harness, `/session/connections/${selectedId(session)}/credentials`, {
    bearer,
    method: 'PUT',
    body: { values: { api_key: SANDBOX_KEY } },
  });
  assert.equal(saved.status, 200);
  assert.deepEqual(Object.keys((saved.json as { successDetails: object }).successDetails), ['receipt']);
  assert.ok(!saved.text.includes(HOST_ORIGIN));
});
