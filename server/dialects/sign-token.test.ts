import assert from 'node:assert/strict';
import type { KeyObject } from 'node:crypto';
import { test } from 'node:test';
import { parseCompactJws, verifySignature } from '../auth/compact-jws.ts';
import {
  ecKeyPair,
  edKeyPair,
  hmacKey,
  rsaKeyPair,
  TEST_SECRET,
  testOrganization,
} from '../auth/testing/organization.ts';
import type { VerificationKey } from '../config/config.ts';
import { SignTokenError } from './dialect.ts';
import type { Dialect } from './dialect.ts';
import { locoia } from './locoia/dialect.ts';
import { native } from './native/dialect.ts';
import { pandium } from './pandium/dialect.ts';
import { workato } from './workato/dialect.ts';

const shared = await hmacKey(TEST_SECRET, { id: 'shared' });
const ofAccount = await hmacKey('the secret of one account, more than 32 bytes', { account: '42' });
const [rsa, otherRsa, ec, ed, vendor, otherVendor] = await Promise.all([
  rsaKeyPair(),
  rsaKeyPair(),
  ecKeyPair(),
  edKeyPair(),
  rsaKeyPair({ vendorId: 'we1' }),
  rsaKeyPair({ vendorId: 'odd:vendor' }),
]);

const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();

/** The options that differ between tests. */
interface SignOptions {
  readonly keys?: readonly VerificationKey[];
  readonly privateKey?: KeyObject;
  readonly subject?: string;
  readonly origin?: string;
}

function sign(
  dialect: Dialect,
  { keys = everyKey, privateKey, subject = 'ada', origin }: SignOptions = {},
): Promise<string> {
  return dialect.signToken({
    organization: testOrganization({ keys }),
    subject,
    origin,
    claims: { external_id: '4242' },
    privateKey: privateKey && pem(privateKey),
    issuedAt: 1_800_000_000,
  });
}

const everyKey = [vendor.key, otherVendor.key, ofAccount, otherRsa.key, rsa.key, ec.key, ed.key, shared];
const chosen: readonly (readonly [title: string, privateKey: KeyObject | undefined, key: VerificationKey])[] = [
  ['the first secret when no private key is given', undefined, shared],
  ['the RSA key that the private key belongs to', rsa.privateKey, rsa.key],
  ['the P-256 key that the private key belongs to', ec.privateKey, ec.key],
  ['the Ed25519 key that the private key belongs to', ed.privateKey, ed.key],
];
for (const [title, privateKey, key] of chosen) {
  test(`a native token is signed with ${title}`, async () => {
    const jws = parseCompactJws(await sign(native, privateKey && { privateKey }));
    assert.equal(await verifySignature(jws, everyKey), key);
    assert.equal(jws.keyId, key.id);
    const { jti, ...claims } = jws.claims;
    assert.deepEqual({ ...claims }, { sub: 'ada', iat: 1_800_000_000, external_id: '4242' });
    assert.equal(typeof jti, 'string');
  });
}

test('two tokens of the same second are different', async () => {
  for (const dialect of [native, workato]) {
    const options = dialect === workato ? { privateKey: vendor.privateKey } : {};
    assert.notEqual(
      parseCompactJws(await sign(dialect, options)).claims.jti,
      parseCompactJws(await sign(dialect, options)).claims.jti,
    );
  }
});

const vendors: readonly (readonly [title: string, order: SignOptions, key: VerificationKey, sub: string])[] = [
  ['the vendor whose private key it is', { privateKey: vendor.privateKey }, vendor.key, 'we1:ada'],
  ['another vendor of the organization', { privateKey: otherVendor.privateKey }, otherVendor.key, 'odd%3Avendor:ada'],
  [
    'the vendor that the subject names',
    { privateKey: otherVendor.privateKey, subject: 'odd%3Avendor:4242:ada' },
    otherVendor.key,
    'odd%3Avendor:4242:ada',
  ],
];
for (const [title, order, key, sub] of vendors) {
  test(`a direct-link token names ${title}, and an origin if there is one`, async () => {
    const jws = parseCompactJws(await sign(workato, { ...order, origin: 'https://app.acme.com' }));
    assert.equal(await verifySignature(jws, everyKey), key);
    assert.deepEqual([jws.claims.sub, jws.claims['origin']], [sub, 'https://app.acme.com']);
  });
}

test('a token for the auth-only page is signed with the first secret', async () => {
  const jws = parseCompactJws(await sign(pandium));
  assert.equal(await verifySignature(jws, everyKey), shared);
  assert.deepEqual({ ...jws.claims }, { sub: 'ada', iat: 1_800_000_000, external_id: '4242' });
});

const unsignable: readonly (readonly [title: string, dialect: Dialect, order: SignOptions, message: RegExp])[] = [
  ['no key at all', native, { keys: [] }, /has no key/],
  ['only the key of one account', native, { keys: [ofAccount] }, /has no key/],
  ['only the key of a vendor', native, { keys: [vendor.key], privateKey: vendor.privateKey }, /has no key/],
  ['only public keys and no private one', native, { keys: [ec.key] }, /--key/],
  [
    'a private key that belongs to no key',
    native,
    { keys: [shared, ec.key, otherRsa.key], privateKey: rsa.privateKey },
    /belongs to none/,
  ],
  [
    'a private key for no configured algorithm',
    native,
    { keys: [ec.key], privateKey: rsa.privateKey },
    /not a PKCS #8/,
  ],
  ['the private key of a vendor', native, { privateKey: vendor.privateKey }, /belongs to none/],
  ['an origin', native, { origin: 'https://app.acme.com' }, /--origin/],
  ['no secret', pandium, { keys: [vendor.key, ofAccount, rsa.key] }, /has no HS256 key/],
  ['a private key', pandium, { privateKey: rsa.privateKey }, /--key/],
  ['an origin', pandium, { origin: 'https://app.acme.com' }, /--origin/],
  ['no key of a vendor', workato, { keys: [rsa.key, shared], privateKey: rsa.privateKey }, /has no RS256 key/],
  ['no private key', workato, {}, /--key/],
  ['the private key of no vendor', workato, { privateKey: rsa.privateKey }, /belongs to none/],
  [
    'the private key of another vendor than the subject names',
    workato,
    { privateKey: vendor.privateKey, subject: 'odd%3Avendor:4242' },
    /belongs to none/,
  ],
];
for (const [title, dialect, order, message] of unsignable) {
  test(`with ${title} there is no ${dialect.name} token, and the message says why`, async () => {
    await assert.rejects(sign(dialect, order), (error) => {
      assert.ok(error instanceof SignTokenError);
      assert.match(error.message, message);
      return true;
    });
  });
}

test('tokens with Locoia’s claims are signed with the key of their account, else with the one for all accounts', async () => {
  const ofOne = await hmacKey('the secret of account 42, more than 32 bytes', { claims: 'locoia', account: '42' });
  const ofAll = await hmacKey('the secret of all accounts, more than 32 bytes', { claims: 'locoia' });
  for (const [subject, key, account, user] of [
    ['42:ada', ofOne, '42', 'ada'],
    ['7', ofAll, '7', '7'],
  ] as const) {
    const jws = parseCompactJws(await sign(locoia, { keys: [shared, ofAll, ofOne], subject }));
    assert.equal(await verifySignature(jws, [key]), key);
    const { embed_account_id, embed_user_id, iat, exp } = jws.claims;
    assert.deepEqual([embed_account_id, embed_user_id, iat, exp], [account, user, 1_800_000_000, 1_800_003_600]);
  }
  await assert.rejects(sign(locoia, { keys: [shared, ofOne], subject: '7:ada' }), SignTokenError);
});
