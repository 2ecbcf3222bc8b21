import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCompactJws } from '../../auth/compact-jws.ts';
import { hmacKey, rsaKeyPair, TEST_SECRET, testOrganization } from '../../auth/testing/organization.ts';
import { hs256, rs256, signToken } from '../../auth/testing/tokens.ts';
import { OriginNotAllowedError, TokenExpiredError, TokenInvalidError } from '../../errors.ts';
import { authenticateWorkatoToken, readWorkatoClaims, vendorIndex } from './token.ts';
import type { VendorIndex } from './token.ts';

const NOW_SECONDS = 1_800_000_000;
const NOW = NOW_SECONDS * 1000;

const pair = await rsaKeyPair({ vendorId: 'we9898' });
const oddPair = await rsaKeyPair({ vendorId: 'odd:vendor' });
const otherPair = await rsaKeyPair({ vendorId: 'we1' });
const acme = testOrganization({ keys: [await hmacKey(TEST_SECRET), pair.key, oddPair.key] });
const other = testOrganization({ slug: 'other', keys: [otherPair.key], mode: 'sandbox' });
const vendors = vendorIndex([acme, other]);

const signer = rs256(pair.privateKey);
const claims = { sub: 'we9898:E4242', jti: 'id-1', iat: NOW_SECONDS };

async function authenticate(token: string, vendors: VendorIndex) {
  return authenticateWorkatoToken(parseCompactJws(token), vendors);
}

async function verify(token: string) {
  return readWorkatoClaims(await authenticate(token, vendors), NOW);
}

test('a token as the vendor documents it names the organization, the tenant and the id to remember', async () => {
  assert.deepEqual(await verify(signToken(claims, signer)), {
    organization: acme,
    vendorId: 'we9898',
    tenantKey: '4242',
    userKey: null,
    jti: 'id-1',
    rememberUntil: NOW + 660_000,
    issuedAt: NOW,
  });
});

const subjects: [sub: string, tenantKey: string, userKey: string | null][] = [
  ['we9898:4242', '4242', null],
  ['we9898:E4242', '4242', null],
  ['we9898:%454242', '4242', null],
  ['we9898:EE4242', 'E4242', null],
  ['we9898:e4242', 'e4242', null],
  ['we9898:4242:', '4242', null],
  ['we9898:4242:%20', '4242', null],
  ['we9898:E4242:user-1', '4242', 'user-1'],
  ['we9898:E4242:E1', '4242', 'E1'],
  ['we9898:a%3Ab:c%3Ad', 'a:b', 'c:d'],
  ['we9898:a%2Fb%25:ada%40example.com', 'a/b%', 'ada@example.com'],
  ['we9898:a+b', 'a+b', null],
  ['we9898:Caf%C3%A9', 'Café', null],
  ['we9898:Cafe%CC%81', 'Café', null],
  ['we9898:E%CC%81cole', 'École', null],
  ['%77e9898:4242', '4242', null],
];

for (const [sub, tenantKey, userKey] of subjects) {
  test(`the subject ${sub} is tenant ${tenantKey} and user ${userKey ?? 'null'}`, async () => {
    const token = await verify(signToken({ ...claims, sub }, signer));
    assert.deepEqual([token.tenantKey, token.userKey], [tenantKey, userKey]);
  });
}

test('a vendor id with a colon is written URL-encoded', async () => {
  const token = await verify(signToken({ ...claims, sub: 'odd%3Avendor:1' }, rs256(oddPair.privateKey)));
  assert.deepEqual([token.vendorId, token.tenantKey], ['odd:vendor', '1']);
});

const unverified: [title: string, token: string][] = [
  ['no token', ''],
  ['no sub', signToken({ ...claims, sub: undefined }, signer)],
  ['a sub that is a number', signToken({ ...claims, sub: 9898 }, signer)],
  ['a sub that is a list', signToken({ ...claims, sub: ['we9898', '4242'] }, signer)],
  ['an unknown vendor', signToken({ ...claims, sub: 'we0:4242' }, signer)],
  ['a vendor with bad percent-encoding', signToken({ ...claims, sub: '%zz:4242' }, signer)],
  ['an empty vendor', signToken({ ...claims, sub: ':4242' }, signer)],
  ['a vendor called like a property of every object', signToken({ ...claims, sub: '__proto__:4242' }, signer)],
  ["another vendor's key", signToken(claims, rs256(otherPair.privateKey))],
  ['another vendor of the same organization', signToken(claims, rs256(oddPair.privateKey))],
  ["the organization's shared secret", signToken(claims, hs256(TEST_SECRET))],
  ['the public key as shared secret', signToken(claims, hs256(pair.publicKey.export({ type: 'spki', format: 'der' })))],
  [
    'a kid of no key, which is ignored, and a wrong signature',
    signToken(claims, rs256(otherPair.privateKey), { kid: 'a' }),
  ],
];

for (const [title, token] of unverified) {
  test(`a token with ${title} is invalid, and none of its claims is trusted`, async () => {
    await assert.rejects(
      authenticate(token, vendors),
      (error) => error instanceof TokenInvalidError && !error.refusal.verified,
    );
  });
}

const verified: [title: string, change: Record<string, unknown>][] = [
  ['one part in sub', { sub: 'we9898' }],
  ['four parts in sub', { sub: 'we9898:4242:user:more' }],
  ['an empty customer', { sub: 'we9898:' }],
  ['an empty customer before a user', { sub: 'we9898::user' }],
  ['a blank customer', { sub: 'we9898:%20' }],
  ['a customer that is only the prefix of external ids', { sub: 'we9898:E' }],
  ['a blank external id', { sub: 'we9898:E%20' }],
  ['bad percent-encoding of the customer', { sub: 'we9898:%zz' }],
  ['percent-encoding that is not UTF-8', { sub: 'we9898:%ff' }],
  ['bad percent-encoding of the user', { sub: 'we9898:4242:%' }],
  ['an encoded null character', { sub: 'we9898:42%0042' }],
  ['an encoded line break in the user', { sub: 'we9898:4242:a%0Ab' }],
  ['a sub of more than 255 characters', { sub: `we9898:${'x'.repeat(249)}` }],
  ['no jti', { jti: undefined }],
  ['a blank jti', { jti: ' ' }],
  ['a jti that is a list', { jti: ['a'] }],
  ['a jti of more than 255 characters', { jti: 'x'.repeat(256) }],
  ['no iat', { iat: undefined }],
  ['no iat but an exp', { iat: undefined, exp: NOW_SECONDS + 60 }],
  ['iat as text', { iat: String(NOW_SECONDS) }],
  ['exp as text', { exp: '1' }],
  ['iat in the future', { iat: NOW_SECONDS + 61 }],
  ['an origin that is a list', { origin: ['https://app.acme.com'] }],
];

for (const [title, change] of verified) {
  test(`a token with ${title} is invalid, and its organization is known`, async () => {
    const authentic = await authenticate(signToken({ ...claims, ...change }, signer), vendors);
    assert.equal(authentic.organization, acme);
    assert.throws(
      () => readWorkatoClaims(authentic, NOW),
      (error) => error instanceof TokenInvalidError && error.refusal.verified,
    );
  });
}

test('ten minutes are the maximum age, whatever the organization configures for other tokens', async () => {
  const organization = testOrganization({ keys: [pair.key], tokens: { maxAgeSeconds: 3600, singleUse: false } });
  const read = async (iat: number) => {
    const token = signToken({ ...claims, iat }, signer);
    return readWorkatoClaims(await authenticate(token, vendorIndex([organization])), NOW);
  };
  assert.ok(await read(NOW_SECONDS - 659));
  await assert.rejects(read(NOW_SECONDS - 660), TokenExpiredError);
});

test('a used token is remembered until it is too old, whatever age the organization configures for other tokens', async () => {
  const organization = testOrganization({ keys: [pair.key], tokens: { maxAgeSeconds: 3600, singleUse: false } });
  const authentic = await authenticate(signToken(claims, signer), vendorIndex([organization]));
  assert.equal(readWorkatoClaims(authentic, NOW).rememberUntil, NOW + 660_000);
});

test('an exp is respected', async () => {
  const token = signToken({ ...claims, iat: NOW_SECONDS - 200, exp: NOW_SECONDS - 100 }, signer);
  await assert.rejects(verify(token), TokenExpiredError);
});

test('a jti that is a number is its decimal digits', async () => {
  assert.equal((await verify(signToken({ ...claims, jti: 7 }, signer))).jti, '7');
});

for (const origin of ['https://app.acme.com', 'https://eu.app.acme.com']) {
  test(`the origin ${origin} is on the list and is passed on`, async () => {
    assert.equal((await verify(signToken({ ...claims, origin }, signer))).origin, origin);
  });
}

for (const origin of ['', '  ', null]) {
  test(`the origin ${JSON.stringify(origin)} counts as absent`, async () => {
    assert.equal('origin' in (await verify(signToken({ ...claims, origin }, signer))), false);
  });
}

for (const origin of ['https://evil.example', 'https://evil.example/.acme.com', 'https://*.acme.com', 'null', '*']) {
  test(`the origin ${origin} is not allowed`, async () => {
    await assert.rejects(verify(signToken({ ...claims, origin }, signer)), OriginNotAllowedError);
  });
}

test('a sandbox organization accepts any valid origin', async () => {
  const read = (origin: string) => verify(signToken({ ...claims, sub: 'we1:1', origin }, rs256(otherPair.privateKey)));
  assert.equal((await read('https://anywhere.example')).origin, 'https://anywhere.example');
  await assert.rejects(read('https://anywhere.example/page'), OriginNotAllowedError);
});

test('every vendor id of every organization is found, and keys without one add nothing', async () => {
  const { key } = await rsaKeyPair();
  const acme = testOrganization({
    keys: [await hmacKey(TEST_SECRET), { ...key, vendorId: 'we1' }, { ...key, vendorId: 'we2' }],
  });
  const other = testOrganization({ slug: 'other', keys: [{ ...key, vendorId: 'we3' }] });
  assert.deepEqual(
    [...vendorIndex([acme, testOrganization({ slug: 'keyless' }), other])].map(([id, { slug }]) => [id, slug]),
    [
      ['we1', 'acme'],
      ['we2', 'acme'],
      ['we3', 'other'],
    ],
  );
});
