import assert from 'node:assert/strict';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { edDsa, es256, hs256, rs256, signToken } from '../../auth/testing/tokens.ts';
import type { TestSigner } from '../../auth/testing/tokens.ts';
import { createConnection } from '../../flows/change-connection.ts';
import { GLOBEX_SECRET, HOST_ORIGIN, startHarness } from '../../testing/harness.ts';
import type { Harness } from '../../testing/harness.ts';
import { loadPage } from '../../testing/page.ts';

const SECRET = 'many-signs-some-tokens-with-this-32';
const NAMED_SECRET = 'many-signs-other-tokens-with-this!!';
const ACCOUNT_SECRET = 'one-account-signs-tokens-with-this!';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ownVendor = generateKeyPairSync('rsa', { modulusLength: 2048 });
const otherVendor = generateKeyPairSync('rsa', { modulusLength: 2048 });
const accountRsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ed = generateKeyPairSync('ed25519');

const pem = ({ publicKey }: { readonly publicKey: KeyObject }) =>
  publicKey.export({ type: 'spki', format: 'pem' }).toString();

/** An organization that has a key of every kind. */
const many = {
  name: 'Many',
  allowedOrigins: [HOST_ORIGIN],
  keys: [
    { alg: 'HS256', secret: NAMED_SECRET, id: 'named' },
    { alg: 'HS256', secret: ACCOUNT_SECRET, account: '42' },
    { alg: 'RS256', publicKey: pem(accountRsa), account: '42' },
    { alg: 'RS256', publicKey: pem(rsa) },
    { alg: 'RS256', publicKey: pem(ownVendor), vendorId: 'many1' },
    { alg: 'RS256', publicKey: pem(otherVendor), vendorId: 'many2' },
    { alg: 'ES256', publicKey: pem(ec) },
    { alg: 'EdDSA', publicKey: pem(ed) },
    { alg: 'HS256', secret: SECRET },
  ],
};

let harness: Harness;
let id = 0;

before(async () => {
  harness = await startHarness({ organizations: { many } });
  const order = { organization: 'many', userKey: null, connector: 'sandbox', name: 'Sandbox', actor: null };
  id = (await createConnection(harness.flows, { ...order, tenantKey: '4242' })).id;
});
after(() => harness.close());

/** A page that speaks natively, and what a token for tenant `4242` says there. */
interface NativePage {
  readonly title: string;
  readonly path: (token: string) => string;
  readonly claims: () => object;
}

const iat = () => Math.floor(harness.now() / 1000);
const subjectClaims = () => ({ sub: 'ada', external_id: '4242', iat: iat() });

const directLink: NativePage = {
  title: 'direct link',
  path: (token) => `/direct_link/embedded/connections/${id}?workato_dl_token=${token}&dialect=native`,
  claims: () => ({ sub: 'many1:4242', jti: randomUUID(), iat: iat() }),
};

const organizationPages: readonly NativePage[] = [
  {
    title: 'auth-only',
    path: (token) => `/many/sandbox/auth?tenant=${token}&dialect=native`,
    claims: subjectClaims,
  },
  {
    title: 'auth-only, connector left open',
    path: (token) => `/many/connector/auth?tenant=${token}&dialect=native`,
    claims: () => ({ ...subjectClaims(), xti: { connector_name: 'sandbox' } }),
  },
  { title: 'own', path: (token) => `/many/connections/${id}?tenant=${token}`, claims: subjectClaims },
  {
    title: 'own, asked for by name',
    path: (token) => `/many/connections/${id}?tenant=${token}&dialect=native`,
    claims: subjectClaims,
  },
];

const pages = [directLink, ...organizationPages];

const accepted: readonly (readonly [title: string, signer: TestSigner, header?: object])[] = [
  ['HS256', hs256(SECRET)],
  ['HS256 with the id of its key', hs256(NAMED_SECRET), { kid: 'named' }],
  ['RS256', rs256(rsa.privateKey)],
  ['ES256', es256(ec.privateKey)],
  ['EdDSA', edDsa(ed.privateKey)],
];

for (const page of pages) {
  describe(`the native page: ${page.title}`, () => {
    const load = (signer: TestSigner, header?: object) =>
      loadPage(harness, page.path(signToken(page.claims(), signer, header)));

    for (const [title, signer, header] of accepted) {
      test(`opens with a token signed with ${title}`, async () => {
        const { status, state } = await load(signer, header);
        assert.equal(status, 200);
        assert.ok(state.kind === 'dialog');
        assert.deepEqual([state.dialect, state.tenant, state.connectionId], ['native', '4242', id]);
        assert.deepEqual(state.parent, { allowed: [HOST_ORIGIN], any: false, fallback: 'each' });
      });
    }

    const refused: readonly (readonly [title: string, signer: TestSigner, header?: object])[] = [
      ['the secret of one account', hs256(ACCOUNT_SECRET)],
      ['the public key of one account', rs256(accountRsa.privateKey)],
      ['another organization’s secret', hs256(GLOBEX_SECRET)],
      ['a key of nobody', es256(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)],
      ['a public key as secret', hs256(pem(rsa))],
      ['a secret called by another algorithm', { ...hs256(SECRET), alg: 'HS512' }],
      ['RSA called by another algorithm', { ...rs256(rsa.privateKey), alg: 'PS256' }],
      ['ECDSA in another encoding', es256(ec.privateKey, 'der')],
      ['alg none', { alg: 'none', sign: () => Buffer.from([0]) }],
      ['the id of another key', hs256(NAMED_SECRET), { kid: 'other' }],
      ['a key of its own', edDsa(ed.privateKey), { jwk: {} }],
    ];
    for (const [title, signer, header] of refused) {
      test(`refuses a token signed with ${title}`, async () => {
        const { status, state } = await load(signer, header);
        assert.equal(status, 401);
        assert.equal(state.kind === 'notice' && state.code, 'token_invalid');
      });
    }
  });
}

describe('a key that has a vendor id', () => {
  test('signs native direct links of that vendor, and of no other', async () => {
    const status = async (sub: string, { privateKey }: typeof rsa) => {
      const token = signToken({ ...directLink.claims(), sub }, rs256(privateKey));
      return (await loadPage(harness, directLink.path(token))).status;
    };
    assert.equal(await status('many1:4242', ownVendor), 200);
    assert.equal(await status('many2:4242', otherVendor), 200);
    assert.equal(await status('many1:4242', otherVendor), 401);
    assert.equal(await status('many2:4242', ownVendor), 401);
  });

  for (const page of organizationPages) {
    test(`signs like any other key of the organization: ${page.title}`, async () => {
      const token = signToken(page.claims(), rs256(ownVendor.privateKey));
      assert.equal((await loadPage(harness, page.path(token))).status, 200);
    });
  }
});

describe('the same addresses without the native dialect', () => {
  const plain = pages.slice(0, 3).map((page) => {
    return { ...page, path: (token: string) => page.path(token).replace('&dialect=native', '') };
  });
  const native = [hs256(SECRET), rs256(rsa.privateKey), es256(ec.privateKey), edDsa(ed.privateKey)];
  for (const page of plain) {
    test(`take the algorithm of their own dialect only: ${page.title}`, async () => {
      const statuses = await Promise.all(
        native.map(async (signer) => (await loadPage(harness, page.path(signToken(page.claims(), signer)))).status),
      );
      assert.deepEqual(statuses, page.title === 'direct link' ? [401, 401, 401, 401] : [200, 401, 401, 401]);
    });
  }
});
