import assert from 'node:assert/strict';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { testConnector, testIntegration, testOrganization } from '../auth/testing/organization.ts';
import type { ClaimsFormat } from '../auth/compact-jws.ts';
import { edDsa, es256, hs256, rs256, signToken } from '../auth/testing/tokens.ts';
import type { TestSigner } from '../auth/testing/tokens.ts';
import type { ConnectionResponse } from '../../widget/protocol/session-api.ts';
import { createConnection } from '../connections/change-connection.ts';
import { GLOBEX_SECRET, HOST_ORIGIN, startHarness } from '../testing/harness.ts';
import type { Harness } from '../testing/harness.ts';
import { SANDBOX_KEY } from '../sandbox/keys.ts';
import { pagePaths } from './dialects.ts';
import { bearerOf, callSessionApi, exchangeToken, loadPage, selectedId } from '../testing/page.ts';
import { rsaKey } from '../testing/rsa-key.ts';

const SECRET = 'many-signs-some-tokens-with-this-32';
const NAMED_SECRET = 'many-signs-other-tokens-with-this!!';
const ACCOUNT_SECRET = 'one-account-signs-tokens-with-this!';

const rsa = rsaKey('grammar');
const ownVendor = rsaKey('grammar-vendor');
const otherVendor = rsaKey('grammar-other-vendor');
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ed = generateKeyPairSync('ed25519');

const pem = ({ publicKey }: { readonly publicKey: KeyObject }) =>
  publicKey.export({ type: 'spki', format: 'pem' }).toString();

/** An organization with a key of every kind. Its maximum token age is above that of direct links. */
const many = {
  name: 'Many',
  allowedOrigins: [HOST_ORIGIN],
  tokens: { maxAgeSeconds: 3600 },
  keys: [
    { alg: 'HS256', secret: NAMED_SECRET, id: 'named' },
    { alg: 'HS256', secret: ACCOUNT_SECRET, claims: 'locoia', account: '42' },
    { alg: 'RS256', publicKey: pem(rsa) },
    { alg: 'RS256', publicKey: pem(ownVendor), vendorId: 'many1' },
    { alg: 'RS256', publicKey: pem(otherVendor), vendorId: 'many2' },
    { alg: 'ES256', publicKey: pem(ec) },
    { alg: 'EdDSA', publicKey: pem(ed) },
    { alg: 'HS256', secret: SECRET },
  ],
};

let harness: Harness;
/** The connection of the tenant that a direct-link token names. */
let vendorsId = 0;
/** The connection of the tenant that the same claims name on the pages of the organization. */
let organizationsId = 0;

before(async () => {
  harness = await startHarness({ organizations: { many } });
  const order = { organization: 'many', userKey: null, connector: 'sandbox', name: 'Sandbox', actor: null };
  vendorsId = (await createConnection(harness.deps, { ...order, tenantKey: '4242' })).id;
  organizationsId = (await createConnection(harness.deps, { ...order, tenantKey: 'mine' })).id;
});
after(() => harness.close());

/** Claims that satisfy both formats, so that the key alone decides about the format of a token. */
const claims = (change: object = {}) => ({
  sub: 'many1:4242',
  external_id: 'mine',
  jti: randomUUID(),
  iat: Math.floor(harness.now() / 1000),
  xti: { connector_name: 'sandbox' },
  ...change,
});

/** One way in which a host presents a token. */
interface TokenDelivery {
  readonly grammar: ClaimsFormat;
  /** The dialect of the page: that of its address, or native. */
  readonly dialect: 'own' | 'native';
  /** Resolves to the status and the code of the answer. */
  readonly present: (token: string) => Promise<string>;
}

interface PageAddress {
  readonly path: () => string;
  readonly parameter: string;
  readonly grammar: ClaimsFormat;
  /** The page has no dialect except native. */
  readonly alwaysNative?: boolean;
}

const addresses: readonly PageAddress[] = [
  ...['/direct_link/embedded/connections/', '/direct_link/embedded/connection/', '/embedded/connection/'].map(
    (path) => ({ path: () => path + String(vendorsId), parameter: 'workato_dl_token', grammar: 'vendor' as const }),
  ),
  { path: () => '/many/sandbox/auth', parameter: 'tenant', grammar: 'organization' },
  { path: () => '/many/connector/auth', parameter: 'tenant', grammar: 'organization' },
  {
    path: () => `/many/connections/${organizationsId}`,
    parameter: 'tenant',
    grammar: 'organization',
    alwaysNative: true,
  },
];

const deliveries: readonly (readonly [title: string, way: TokenDelivery])[] = addresses.flatMap(
  ({ path, parameter, grammar, alwaysNative = false }) => {
    const shown = path().replace(/\d+$/, ':id');
    const load = async (token: string, query = '') => {
      const { status, state } = await loadPage(harness, `${path()}?${parameter}=${token}${query}`);
      return state.kind === 'notice' ? `${status} ${state.code}` : `${status} ${state.kind}`;
    };
    const hand = async (token: string) => {
      const { status, json } = await exchangeToken(harness, `${path()}?dialect=native`, token);
      return status === 200 ? '200 dialog' : `${status} ${(json as { error: { code: string } }).error.code}`;
    };
    const native = { grammar, dialect: 'native' } as const;
    return [
      [shown, { grammar, dialect: alwaysNative ? 'native' : 'own', present: load }],
      [`${shown}, dialect=native`, { ...native, present: (token: string) => load(token, '&dialect=native') }],
      [`${shown}, dialect=native, by message`, { ...native, present: hand }],
    ] as const;
  },
);

/** The answers of each way to a new token of one kind. */
async function outcomes(token: () => string | Promise<string>): Promise<Record<string, string>> {
  const answers: Record<string, string> = {};
  for (const [title, delivery] of deliveries) answers[title] = await delivery.present(await token());
  return answers;
}

const expected = (isAccepted: (delivery: TokenDelivery) => boolean) =>
  Object.fromEntries(
    deliveries.map(([title, delivery]) => [title, isAccepted(delivery) ? '200 dialog' : '401 token_invalid']),
  );

const TRUSTED_SIGNERS: readonly (readonly [
  title: string,
  grammar: ClaimsFormat,
  signer: TestSigner,
  header?: object,
])[] = [
  ['the key of the vendor', 'vendor', rs256(ownVendor.privateKey)],
  ['a secret', 'organization', hs256(SECRET)],
  ['a secret that has an id', 'organization', hs256(NAMED_SECRET), { kid: 'named' }],
  ['an RSA key without a vendor', 'organization', rs256(rsa.privateKey)],
  ['a P-256 key', 'organization', es256(ec.privateKey)],
  ['an Ed25519 key', 'organization', edDsa(ed.privateKey)],
];

const UNTRUSTED_SIGNERS: readonly (readonly [title: string, signer: TestSigner, header?: object])[] = [
  ['the key of another vendor of the organization', rs256(otherVendor.privateKey)],
  ['the secret of one account', hs256(ACCOUNT_SECRET)],
  ['another organization’s secret', hs256(GLOBEX_SECRET)],
  ['a key that no organization has', es256(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)],
  ['a public key as secret', hs256(pem(rsa))],
  ['the public key of the vendor as secret', hs256(pem(ownVendor))],
  ['a secret called by another algorithm', { ...hs256(SECRET), alg: 'HS512' }],
  ['RSA called by another algorithm', { ...rs256(rsa.privateKey), alg: 'PS256' }],
  ['ECDSA in another encoding', es256(ec.privateKey, 'der')],
  ['alg none', { alg: 'none', sign: () => Buffer.from([0]) }],
  ['the id of another key', hs256(NAMED_SECRET), { kid: 'other' }],
  ['a key of its own', edDsa(ed.privateKey), { jwk: {} }],
];

describe('at most one format accepts a token, whatever it claims and whatever the dialect of the page', () => {
  for (const [title, grammar, signer, header] of TRUSTED_SIGNERS) {
    test(`signed with ${title}: at ${grammar === 'vendor' ? 'direct links' : 'pages of the organization'}`, async () => {
      const answers = await outcomes(() => signToken(claims(), signer, header));
      // Only native pages accept every algorithm. The others accept the one of their own system.
      const isAccepted = (delivery: TokenDelivery) =>
        delivery.grammar === grammar &&
        (grammar === 'vendor' || delivery.dialect === 'native' || signer.alg === 'HS256');
      assert.deepEqual(answers, expected(isAccepted));
    });
  }

  for (const [title, signer, header] of UNTRUSTED_SIGNERS) {
    test(`signed with ${title}: nowhere`, async () => {
      assert.deepEqual(
        await outcomes(() => signToken(claims(), signer, header)),
        expected(() => false),
      );
    });
  }

  test('a receipt, and the bearer of a session: nowhere', async () => {
    const state = await loadPage(
      harness,
      `/many/sandbox/auth?dialect=native&tenant=${signToken(claims(), hs256(SECRET))}`,
    );
    const bearer = bearerOf(state);
    const path = `/session/connections/${organizationsId}/credentials`;
    const saved = await callSessionApi(harness, path, {
      bearer,
      method: 'PUT',
      body: { values: { api_key: SANDBOX_KEY } },
    });
    assert.equal(saved.status, 200, saved.text);
    const { successDetails } = saved.json as ConnectionResponse;
    const receipt = successDetails?.['receipt'];
    assert.ok(typeof receipt === 'string');
    for (const token of [receipt, bearer])
      assert.deepEqual(
        await outcomes(() => token),
        expected(() => false),
      );
  });
});

describe('a direct-link token', () => {
  const token = (change: object = {}) => signToken(claims(change), rs256(ownVendor.privateKey));
  const waysOf = (grammar: ClaimsFormat) => deliveries.filter(([, delivery]) => delivery.grammar === grammar);

  for (const [used, usedWay] of waysOf('vendor').slice(0, 3)) {
    test(`opens nothing more after it was used: ${used}`, async () => {
      const link = token();
      assert.equal(await usedWay.present(link), '200 dialog');
      for (const [again, delivery] of waysOf('vendor'))
        assert.equal(await delivery.present(link), '401 token_replayed', again);
      for (const [page, way] of waysOf('organization'))
        assert.equal(await way.present(link), '401 token_invalid', page);
    });
  }

  test('is not used up by the pages that refuse it', async () => {
    const link = token();
    for (const [, delivery] of waysOf('organization')) await delivery.present(link);
    assert.equal(await waysOf('vendor')[0]?.[1].present(link), '200 dialog');
  });

  const refused: readonly (readonly [title: string, change: () => object, answer: string])[] = [
    ['without a jti', () => ({ jti: undefined }), '401 token_invalid'],
    ['without an iat', () => ({ iat: undefined, exp: Math.floor(harness.now() / 1000) + 60 }), '401 token_invalid'],
    ['older than ten minutes', () => ({ iat: Math.floor(harness.now() / 1000) - 661 }), '401 token_expired'],
    ['for a customer of another vendor', () => ({ sub: 'many2:4242' }), '401 token_invalid'],
    ['with an origin that is not listed', () => ({ origin: 'https://evil.example' }), '403 origin_not_allowed'],
  ];
  for (const [title, change, answer] of refused) {
    test(`is refused in every dialect ${title}`, async () => {
      for (const [delivery, { present }] of waysOf('vendor'))
        assert.equal(await present(token(change())), answer, delivery);
    });
  }
});

test('the pages that are listed for an organization are those that its keys and the embed tokens of the server open', () => {
  const pages = (grammars: readonly object[]) => {
    const keys = grammars.map((grammar) => ({ ...harness.config.organizations.get('many')!.keys[0]!, ...grammar }));
    const organization = testOrganization({
      keys,
      connectors: { hubspot: testConnector() },
      integrations: [testIntegration({ slug: 'sync', id: 1 })],
    });
    return pagePaths(organization);
  };
  const direct = '/direct_link/embedded/connections/<id>';
  const ofOrganization = [
    ...['/acme', '/acme/connections/<id>', '/acme/connector/auth', '/acme/hubspot/auth'],
    ...['/acme/integrations/sync', '/acme/tenants/create/sync'],
  ];
  assert.deepEqual(pages([]).toSorted(), ofOrganization);
  assert.deepEqual(pages([{ vendorId: 'many1' }]).toSorted(), [...ofOrganization, direct]);
  assert.deepEqual(pages([{ claims: 'locoia', account: '42' }]).toSorted(), ofOrganization);
  assert.deepEqual(pages([{}]).toSorted(), ofOrganization);
  assert.deepEqual(pages([{}, { vendorId: 'many1' }]).length, 7);
});

describe('a native page', () => {
  const opened: readonly (readonly [title: string, path: () => string, tenant: string, id: () => number])[] = [
    [
      'a direct link',
      () =>
        `/direct_link/embedded/connections/${vendorsId}?dialect=native&workato_dl_token=${signToken(claims(), rs256(ownVendor.privateKey))}`,
      '4242',
      () => vendorsId,
    ],
    [
      'a page of the organization',
      () => `/many/sandbox/auth?dialect=native&tenant=${signToken(claims(), es256(ec.privateKey))}`,
      'mine',
      () => organizationsId,
    ],
  ];
  for (const [title, path, tenant, id] of opened) {
    test(`sends native messages to every listed origin: ${title}`, async () => {
      const { state } = await loadPage(harness, path());
      assert.ok(state.kind === 'dialog');
      assert.deepEqual([state.dialect, state.tenant, selectedId(state)], ['native', tenant, id()]);
      assert.deepEqual(state.parent, { allowed: [HOST_ORIGIN], anyOrigin: false, fallback: 'each' });
    });
  }
});
