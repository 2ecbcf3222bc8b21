import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createPublicKey } from 'node:crypto';
import { createConnection } from './connections/change-connection.ts';
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
import { exchangeToken, loadPage, withoutIds } from './testing/page.ts';

let harness: Harness;
let connectionId = 0;
let othersId = 0;

before(async () => {
  harness = await startHarness();
  const order = { organization: 'acme', userKey: null, connector: 'sandbox', name: 'Sandbox', actor: null };
  connectionId = (await createConnection(harness.deps, { ...order, tenantKey: '4242' })).id;
  othersId = (await createConnection(harness.deps, { ...order, tenantKey: '9999' })).id;
});

after(() => harness.close());

const seconds = () => Math.floor(harness.now() / 1000);
const direct = (token: string, id: number | string = connectionId) =>
  `/direct_link/embedded/connections/${id}?workato_dl_token=${token}`;
const auth = (token: string, { org = 'acme', connector = 'sandbox' } = {}) =>
  `/${org}/${connector}/auth?tenant=${token}`;
const own = (token: string, { org = 'acme', id = connectionId } = {}) => `/${org}/connections/${id}?tenant=${token}`;
const vendor = (claims: object = {}) => vendorClaims(harness.now(), claims);
const subject = (claims: object = {}) => subjectClaims(harness.now(), claims);
const without = (claims: Record<string, unknown>, name: string) =>
  Object.fromEntries(Object.entries(claims).filter(([key]) => key !== name));
const segment = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const publicPem = () => createPublicKey(PRIVATE_KEYS.acme).export({ type: 'spki', format: 'pem' }).toString();

/** Number of a level in the log. */
const WARN = 40;
const logLines = (of: Harness) =>
  of
    .log()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);

/** What a refusal looks like from outside, and who may see the page. */
interface Refusal {
  readonly row: string;
  readonly path: () => string;
  readonly status: number;
  readonly code: string;
  /** Whether the organization's own pages may show the refusal. */
  readonly visible: boolean;
}

/** Unverified tokens whose claims can be read. Their vendor decides who may frame the refusal. */
const READABLE_BUT_FORGED: ReadonlySet<string> = new Set([
  'HMAC with the public key as its secret',
  'another algorithm of the same key',
  "another organization's key",
]);

const TOKEN_ROWS: readonly Refusal[] = [
  ...[
    ['alg none', () => `${segment({ alg: 'none' })}.${segment(vendor())}.`],
    ['HMAC with the public key as its secret', () => hs256(vendor(), publicPem())],
    ['another algorithm of the same key', () => rs256(vendor(), PRIVATE_KEYS.acme, { alg: 'RS512' })],
    ['encrypted instead of signed', () => `${segment({ alg: 'RSA-OAEP', enc: 'A256GCM' })}.a.b.c.d`],
    ['unencoded payload', () => rs256(vendor(), PRIVATE_KEYS.acme, { b64: false, crit: ['b64'] })],
    ['a token within a token', () => rs256(rs256(vendor()), PRIVATE_KEYS.acme, { cty: 'JWT' })],
    ...['jwk', 'jku', 'x5u', 'x5c', 'crit', 'zip'].map(
      (name) => [`header ${name}`, () => rs256(vendor(), PRIVATE_KEYS.acme, { [name]: ['x'] })] as const,
    ),
    ['padding', () => `${rs256(vendor())}=`],
    ['whitespace', () => `${rs256(vendor())}%0A`],
    ['an extra dot', () => `${rs256(vendor())}.`],
    ['duplicate keys', () => `${segment({ alg: 'RS256' })}.${segment('{"sub":"we1:4242","sub":"we1:1"}')}.AAAA`],
    ['a byte order mark', () => `${segment({ alg: 'RS256' })}.${segment(`\uFEFF${JSON.stringify(vendor())}`)}.AAAA`],
    [
      'invalid UTF-8',
      () => `${segment({ alg: 'RS256' })}.${Buffer.from([0x7b, 0xff, 0x7d]).toString('base64url')}.AAAA`,
    ],
    ['more than 8 KiB', () => rs256(vendor({ pad: 'x'.repeat(8192) }))],
    ["another organization's key", () => rs256(vendor(), PRIVATE_KEYS.globex)],
    ['an unknown vendor', () => rs256(vendor({ sub: 'nobody:4242' }))],
    ['no vendor at all', () => rs256(vendor({ sub: '' }))],
  ].map(([row, token]) => ({
    row: `direct link, not verified: ${String(row)}`,
    path: () => direct((token as () => string)()),
    status: 401,
    code: 'token_invalid',
    // The vendor of the token decides, although the signature is wrong.
    visible: READABLE_BUT_FORGED.has(String(row)),
  })),
  ...[
    ['no jti', () => rs256(without(vendor(), 'jti'))],
    ['blank jti', () => rs256(vendor({ jti: ' ' }))],
    ['no iat', () => rs256(without(vendor(), 'iat'))],
    ['exp as text', () => rs256(vendor({ exp: '1' }))],
    ['iat as a list', () => rs256(vendor({ iat: [1] }))],
    ['iat in the future', () => rs256(vendor({ iat: seconds() + 120 }))],
    ['no customer in sub', () => rs256(vendor({ sub: 'we1' }))],
    ['a customer that is only its mark', () => rs256(vendor({ sub: 'we1:E' }))],
    ['control characters', () => rs256(vendor({ sub: 'we1:42%0042' }))],
    ['sub of more than 255 characters', () => rs256(vendor({ sub: `we1:${'4'.repeat(256)}` }))],
  ].map(([row, token]) => ({
    row: `direct link, verified: ${String(row)}`,
    path: () => direct((token as () => string)()),
    status: 401,
    code: 'token_invalid',
    visible: true,
  })),
  {
    row: 'direct link: older than 600 s and its tolerance',
    path: () => direct(rs256(vendor({ iat: seconds() - 661 }))),
    status: 401,
    code: 'token_expired',
    visible: true,
  },
  {
    row: 'direct link: past its exp and the tolerance',
    path: () => direct(rs256(vendor({ exp: seconds() - 61 }))),
    status: 401,
    code: 'token_expired',
    visible: true,
  },
  {
    row: 'direct link: origin claim that is not configured',
    path: () => direct(rs256(vendor({ origin: 'https://evil.example' }))),
    status: 403,
    code: 'origin_not_allowed',
    visible: true,
  },
  ...['0', '-1', 'abc', '99999999999999999999', '1%2F2', '1>>'].map((id) => ({
    row: `direct link: ${id} is no id of a connection`,
    path: () => direct(rs256(vendor()), id),
    status: 404,
    code: 'not_found',
    visible: true,
  })),
  {
    row: 'direct link: a connection that does not exist',
    path: () => direct(rs256(vendor()), 424242),
    status: 404,
    code: 'not_found',
    visible: true,
  },
  {
    row: 'direct link: the connection of another tenant',
    path: () => direct(rs256(vendor()), othersId),
    status: 404,
    code: 'not_found',
    visible: true,
  },
  {
    row: 'direct link: no token, with several organizations to choose from',
    path: () => `/direct_link/embedded/connections/${connectionId}`,
    status: 401,
    code: 'token_missing',
    visible: false,
  },
  { row: 'auth-only: no token', path: () => '/acme/sandbox/auth', status: 401, code: 'token_missing', visible: true },
  {
    row: 'auth-only: blank token',
    path: () => '/acme/sandbox/auth?tenant=',
    status: 401,
    code: 'token_missing',
    visible: true,
  },
  {
    row: 'auth-only: unknown organization',
    path: () => auth(hs256(subject()), { org: 'nobody' }),
    status: 401,
    code: 'token_invalid',
    visible: false,
  },
  {
    row: "auth-only: another organization's secret",
    path: () => auth(hs256(subject(), GLOBEX_SECRET)),
    status: 401,
    code: 'token_invalid',
    visible: true,
  },
  {
    row: 'auth-only: an RSA key of the organization, where secrets alone count',
    path: () => auth(rs256(subject())),
    status: 401,
    code: 'token_invalid',
    visible: true,
  },
  {
    row: 'auth-only: no sub',
    path: () => auth(hs256(without(subject(), 'sub'))),
    status: 401,
    code: 'token_invalid',
    visible: true,
  },
  {
    row: 'auth-only: neither iat nor exp',
    path: () => auth(hs256({ sub: 'ada' })),
    status: 401,
    code: 'token_invalid',
    visible: true,
  },
  {
    row: 'auth-only: too old',
    path: () => auth(hs256(subject({ iat: seconds() - 661 }))),
    status: 401,
    code: 'token_expired',
    visible: true,
  },
  {
    row: 'auth-only: ti.xti of the wrong type',
    path: () => auth(hs256(subject({ ti: { xti: 'text' } }))),
    status: 401,
    code: 'token_invalid',
    visible: true,
  },
  {
    row: 'auth-only: a connector that does not exist',
    path: () => auth(hs256(subject()), { connector: 'nothing' }),
    status: 404,
    code: 'not_found',
    visible: true,
  },
  {
    row: 'auth-only: a connector outside the integration that the token names',
    path: () => auth(hs256(subject({ xti: { integration_name: 'plain' } })), { connector: 'sandbox-basic' }),
    status: 404,
    code: 'not_found',
    visible: true,
  },
  {
    row: 'one connection: unknown organization',
    path: () => own(hs256(subject()), { org: 'nobody' }),
    status: 401,
    code: 'token_invalid',
    visible: false,
  },
  {
    row: 'one connection: unknown organization and no token',
    path: () => own('', { org: 'nobody' }),
    status: 401,
    code: 'token_missing',
    visible: false,
  },
  {
    row: "one connection: another organization's secret",
    path: () => own(hs256(subject(), GLOBEX_SECRET)),
    status: 401,
    code: 'token_invalid',
    visible: true,
  },
  {
    row: 'one connection: too old',
    path: () => own(hs256(subject({ iat: seconds() - 661 }))),
    status: 401,
    code: 'token_expired',
    visible: true,
  },
  {
    row: 'one connection: one that does not exist',
    path: () => own(hs256(subject({ external_id: '4242' })), { id: 424242 }),
    status: 404,
    code: 'not_found',
    visible: true,
  },
  {
    row: 'one connection: that of another tenant',
    path: () => own(hs256(subject({ external_id: '4242' })), { id: othersId }),
    status: 404,
    code: 'not_found',
    visible: true,
  },
  {
    row: 'native direct link: an unverified token',
    path: () => `${direct(rs256(vendor(), PRIVATE_KEYS.globex))}&dialect=native`,
    status: 401,
    code: 'token_invalid',
    visible: true,
  },
  {
    row: 'native direct link: no jti',
    path: () => `${direct(rs256(without(vendor(), 'jti')))}&dialect=native`,
    status: 401,
    code: 'token_invalid',
    visible: true,
  },
  {
    row: 'any page: a dialect that does not exist',
    path: () => `${auth(hs256(subject()))}&dialect=klingon`,
    status: 422,
    code: 'invalid_request',
    visible: true,
  },
];

describe('a refused page', () => {
  for (const { row, path, status, code, visible } of TOKEN_ROWS) {
    test(row, async () => {
      const page = await loadPage(harness, path());
      assert.equal(page.status, status);
      assert.equal(page.state.kind === 'notice' && page.state.code, code);
      assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
      const ancestors = /frame-ancestors ([^;]*)/.exec(page.headers.get('content-security-policy') ?? '')?.[1];
      assert.equal(ancestors, visible ? `${HOST_ORIGIN} https://*.acme.example` : "'none'");
      assert.ok(page.html.includes(`<code>${code}</code>`), 'readable without a script');
    });
  }

  test('unknown organization, wrong organization and bad signature are one answer', async () => {
    const answers = await Promise.all(
      [
        direct(rs256(vendor({ sub: 'nobody:4242' }))),
        direct(rs256(vendor({ sub: 'we2:4242' }))),
        direct(rs256(vendor(), PRIVATE_KEYS.globex)),
      ].map((path) => loadPage(harness, path)),
    );
    const plain = answers.map(({ html, headers }) => withoutIds({ text: html, headers }));
    assert.equal(new Set(plain).size, 1);
  });

  test('an absent connection and another tenant’s are one answer', async () => {
    const answers = await Promise.all([424242, othersId].map((id) => loadPage(harness, direct(rs256(vendor()), id))));
    const plain = answers.map(({ html, headers }) => withoutIds({ text: html, headers }));
    assert.equal(plain[0], plain[1]);
  });
});

describe('a token is not used up', () => {
  const uses: readonly (readonly [string, (path: string) => Promise<unknown>])[] = [
    ['by HEAD', (path) => loadPage(harness, path, { method: 'HEAD' }).catch(() => undefined)],
    ['by a link at top level', (path) => loadPage(harness, path, { headers: { 'sec-fetch-dest': 'document' } })],
    ['by a prefetch', (path) => loadPage(harness, path, { headers: { 'sec-purpose': 'prefetch' } })],
    ['by a fetch', (path) => loadPage(harness, path, { headers: { 'sec-fetch-dest': 'empty' } })],
    ['by an image', (path) => loadPage(harness, path, { headers: { 'sec-fetch-dest': 'image' } })],
  ];
  for (const [title, use] of uses) {
    test(title, async () => {
      const path = direct(rs256(vendor()));
      await use(path);
      assert.equal((await loadPage(harness, path)).status, 200);
    });
  }

  test('by an exchange that another site asks for', async () => {
    const token = rs256(vendor());
    const path = `/direct_link/embedded/connections/${connectionId}?dialect=native`;
    assert.equal((await exchangeToken(harness, path, token, { 'sec-fetch-site': 'cross-site' })).status, 403);
    assert.equal((await loadPage(harness, direct(token))).status, 200);
  });

  test('by an exchange at a page whose dialect takes no token by message', async () => {
    const token = rs256(vendor());
    const path = `/direct_link/embedded/connections/${connectionId}`;
    assert.equal((await exchangeToken(harness, path, token)).status, 404);
    assert.equal((await loadPage(harness, direct(token))).status, 200);
  });

  test('by a connection that is not there', async () => {
    const token = rs256(vendor());
    assert.equal((await loadPage(harness, direct(token, 424242))).status, 404);
    assert.equal((await loadPage(harness, direct(token))).status, 200);
  });

  test('by an origin that is not configured', async () => {
    const claims = vendor();
    assert.equal((await loadPage(harness, direct(rs256({ ...claims, origin: 'https://evil.example' })))).status, 403);
    assert.equal((await loadPage(harness, direct(rs256(claims)))).status, 200);
  });
});

describe('a page at top level', () => {
  test('explains itself, checks no token and shows no organization', async () => {
    const headers = { 'sec-fetch-dest': 'document' };
    const [good, bad] = await Promise.all([
      loadPage(harness, direct(rs256(vendor())), { headers }),
      loadPage(harness, auth('nonsense', { org: 'nobody' }), { headers }),
    ]);
    for (const page of [good, bad]) {
      assert.equal(page.status, 200);
      assert.equal(page.state.kind === 'notice' && page.state.code, 'top_level');
      assert.match(page.headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/);
    }
  });
});

describe('replay', () => {
  test('of a hundred parallel uses of one direct link, one opens', async () => {
    const path = direct(rs256(vendor()));
    const statuses = await Promise.all(Array.from({ length: 100 }, async () => (await loadPage(harness, path)).status));
    assert.equal(statuses.filter((status) => status === 200).length, 1);
    assert.equal(statuses.filter((status) => status === 401).length, 99);
  });

  test('a jti of one organization is not the same jti of another', async () => {
    const jti = 'shared-jti';
    assert.equal((await loadPage(harness, direct(rs256(vendor({ jti }))))).status, 200);
    const other = rs256(vendor({ jti, sub: 'we2:4242' }), PRIVATE_KEYS.globex);
    assert.equal((await loadPage(harness, direct(other))).status, 404);
  });

  test('an auth-only token opens again within its age, unless the organization wants single use', async () => {
    const token = hs256(subject());
    const statuses = async (org: string) => [
      (await loadPage(harness, auth(token, { org }))).status,
      (await loadPage(harness, auth(token, { org }))).status,
    ];
    assert.deepEqual(await statuses('acme'), [200, 200]);
    assert.deepEqual(await statuses('once'), [200, 401]);
  });
});

describe('limits on refusals', () => {
  test('the thirty-first refusal in a minute from one address is 429, and a good token still opens', async () => {
    const fresh = await startHarness();
    try {
      const headers = { 'x-forwarded-for': 'guesser' };
      const bad = () => loadPage(fresh, auth('nonsense'), { headers });
      const statuses: number[] = [];
      for (let count = 0; count < 31; count += 1) statuses.push((await bad()).status);
      assert.deepEqual([...new Set(statuses.slice(0, 30))], [401]);
      assert.equal(statuses[30], 429);
      const limited = await bad();
      assert.ok(Number(limited.headers.get('retry-after')) > 0);
      assert.equal((await loadPage(fresh, auth(hs256(subjectClaims(fresh.now()))), { headers })).status, 200);
    } finally {
      await fresh.close();
    }
  });
});

type KnownHeaders = Omit<RequestInit, 'headers'> & { readonly headers?: Readonly<Record<string, string>> };

describe('refusals that are never 429', () => {
  const unknown: readonly (readonly [title: string, path: string, init: KnownHeaders, status: number, code: string])[] =
    [
      ['bearers', '/session', { headers: { authorization: 'Bearer ecs_unknown' } }, 401, 'session_expired'],
      ['webhook addresses', '/v1/webhooks/unknown', { method: 'POST' }, 404, 'not_found'],
      [
        'sign-in links',
        `/connect/start/ecf_${'x'.repeat(43)}`,
        { method: 'POST', body: '{"code":"123456"}', headers: { 'content-type': 'application/json' } },
        410,
        'sign_in_expired',
      ],
    ];
  for (const [title, path, init, status, code] of unknown) {
    test(`unknown ${title}, which hold 256 bits: the log says once that there are many, and other limits stay`, async () => {
      const fresh = await startHarness();
      try {
        const headers = { ...init.headers, 'x-forwarded-for': '198.51.100.7' };
        for (let count = 0; count < 70; count += 1) {
          const response = await fresh.request(path, { ...init, headers });
          const { error } = (await response.json()) as { error: { code: string } };
          assert.deepEqual([response.status, error.code], [status, code]);
        }
        const many = logLines(fresh).filter(({ refusals }) => refusals !== undefined);
        assert.deepEqual(
          many.map(({ level, address, refusals }) => [level, address, refusals]),
          [[WARN, '198.51.100.7', 30]],
        );
        const page = await loadPage(fresh, auth('nonsense'), { headers: { 'x-forwarded-for': '198.51.100.7' } });
        assert.equal(page.status, 401);
      } finally {
        await fresh.close();
      }
    });
  }

  test('tokens that were accepted once, whose page asks for another: bad tokens of another user do not change the answer', async () => {
    const fresh = await startHarness();
    try {
      const headers = { 'x-forwarded-for': 'office' };
      const codeOf = async (path: string) => {
        const { state } = await loadPage(fresh, path, { headers });
        return state.kind === 'notice' && state.code;
      };
      for (let count = 0; count < 31; count += 1) await codeOf(auth('nonsense'));
      assert.equal(await codeOf(auth('nonsense')), 'rate_limited');
      assert.equal(await codeOf(auth(hs256(subject({ iat: seconds() - 661 })))), 'token_expired');
      const once = auth(hs256(subject()), { org: 'once' });
      await codeOf(once);
      assert.equal(await codeOf(once), 'token_replayed');
    } finally {
      await fresh.close();
    }
  });
});

describe('limits on refusals about one vendor', () => {
  const rows: readonly (readonly [string, string])[] = [
    ['that is configured', 'we1'],
    ['that does not exist', 'nobody'],
  ];
  for (const [title, vendorId] of rows) {
    test(`${title} are the same from everywhere: 429 after three hundred`, async () => {
      const fresh = await startHarness();
      try {
        const token = rs256({ sub: `${vendorId}:1`, jti: 'x', iat: seconds() }, PRIVATE_KEYS.globex);
        const statuses: number[] = [];
        for (let count = 0; count < 301; count += 1) statuses.push((await loadPage(fresh, direct(token, 1))).status);
        assert.deepEqual([...new Set(statuses.slice(0, 300))], [401]);
        assert.equal(statuses[300], 429);
      } finally {
        await fresh.close();
      }
    });
  }
});

describe('a page of an address that nothing is at', () => {
  const addresses: readonly (readonly [string, string, string, number])[] = [
    ['a typo', 'GET', '/acme/typo?tenant=x&workato_dl_token=y', 404],
    ['a slash too many', 'GET', '/acme/sandbox/auth/?tenant=x', 404],
    ['a form sent into the frame', 'POST', '/acme/sandbox/auth?tenant=x', 405],
    ['a token that is far too long', 'GET', `/acme/sandbox/auth?tenant=${'x'.repeat(16_384)}`, 414],
  ];
  for (const [title, method, path, status] of addresses) {
    test(`shows itself to the organization in the address and cleans that address: ${title}`, async () => {
      const page = await loadPage(harness, path, { method });
      assert.equal(page.status, status);
      assert.match(page.headers.get('content-security-policy') ?? '', /frame-ancestors https:\/\/app\.acme\.example/);
      assert.match(page.html, /of \["workato_dl_token","tenant"\]\)u\.searchParams\.delete/);
    });
  }

  test('no site can frame it when the address names no organization', async () => {
    const { status, headers } = await loadPage(harness, '/nobody/typo');
    assert.equal(status, 404);
    assert.match(headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/);
  });
});

describe('requests that are no pages', () => {
  const session = '/session/connections/1/credentials';
  const rows: readonly (readonly [string, string, RequestInit, number, string])[] = [
    ['no bearer', '/session', {}, 401, 'session_expired'],
    ['an unknown bearer', '/session', { headers: { authorization: 'Bearer ecs_unknown' } }, 401, 'session_expired'],
    [
      'an embed token as bearer',
      '/session',
      { headers: { authorization: `Bearer ${hs256({})}` } },
      401,
      'session_expired',
    ],
    ['an unknown path', '/nothing/at/all', {}, 404, 'not_found'],
    ['a method that is not offered', '/acme/sandbox/auth', { method: 'POST' }, 405, 'method_not_allowed'],
    [
      'an exchange at the address of no page',
      '/acme/typo',
      { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } },
      404,
      'not_found',
    ],
    [
      'an exchange from another site',
      '/acme/connections/1/session',
      { method: 'POST', body: '{}', headers: { 'content-type': 'application/json', 'sec-fetch-site': 'cross-site' } },
      403,
      'forbidden',
    ],
    ['an unknown webhook capability', '/v1/webhooks/nothing', { method: 'POST' }, 404, 'not_found'],
    [
      'a body over 64 KiB',
      session,
      { method: 'PUT', body: 'x'.repeat(65_537), headers: { 'content-length': '65537' } },
      413,
      'payload_too_large',
    ],
    ['an address over 16 KiB', `/acme/sandbox/auth?tenant=${'x'.repeat(16_384)}`, {}, 414, 'uri_too_long'],
  ];
  for (const [title, path, init, status, code] of rows) {
    test(title, async () => {
      const response = await harness.request(path, init);
      assert.equal(response.status, status);
      const { error } = (await response.json()) as { error: { code: string; requestId: string } };
      assert.equal(error.code, code);
      assert.equal(error.requestId, response.headers.get('x-request-id'));
    });
  }

  test('405 names what is offered', async () => {
    const response = await harness.request('/acme/sandbox/auth', { method: 'DELETE' });
    assert.equal(response.headers.get('allow'), 'GET, HEAD');
  });
});
