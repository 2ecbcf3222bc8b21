import assert from 'node:assert/strict';
import type { KeyObject } from 'node:crypto';
import { test } from 'node:test';
import { parseCompactJws } from '../../auth/compact-jws.ts';
import { verifySignature } from '../../auth/signature.ts';
import {
  ecKeyPair,
  edKeyPair,
  hmacKey,
  rsaKeyPair,
  TEST_SECRET,
  testOrganization,
} from '../../auth/testing/organization.ts';
import type { VerificationKey } from '../../config/config.ts';
import { TokenOrderError } from '../dialect.ts';
import { signNativeToken } from './sign-token.ts';

const shared = await hmacKey(TEST_SECRET, { id: 'shared' });
const ofAccount = await hmacKey('the secret of one account, more than 32 bytes', { account: '42' });
const [rsa, otherRsa, ec, ed] = await Promise.all([rsaKeyPair(), rsaKeyPair(), ecKeyPair(), edKeyPair()]);

const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();

function sign(keys: readonly VerificationKey[], privateKey?: KeyObject): Promise<string> {
  return signNativeToken({
    organization: testOrganization({ keys }),
    subject: 'ada',
    origin: undefined,
    claims: { external_id: '4242' },
    privateKey: privateKey && pem(privateKey),
    issuedAt: 1_800_000_000,
  });
}

const everyKey = [ofAccount, otherRsa.key, rsa.key, ec.key, ed.key, shared];
const chosen: readonly (readonly [title: string, privateKey: KeyObject | undefined, key: VerificationKey])[] = [
  ['the first secret when no private key is given', undefined, shared],
  ['the RSA key that the private key belongs to', rsa.privateKey, rsa.key],
  ['the P-256 key that the private key belongs to', ec.privateKey, ec.key],
  ['the Ed25519 key that the private key belongs to', ed.privateKey, ed.key],
];
for (const [title, privateKey, key] of chosen) {
  test(`a token is signed with ${title}`, async () => {
    const jws = parseCompactJws(await sign(everyKey, privateKey));
    assert.equal(await verifySignature(jws, everyKey), key);
    assert.equal(jws.keyId, key.id);
    const { jti, ...claims } = jws.claims;
    assert.deepEqual({ ...claims }, { sub: 'ada', iat: 1_800_000_000, external_id: '4242' });
    assert.equal(typeof jti, 'string');
  });
}

test('two tokens of one second are two tokens', async () => {
  assert.notEqual(await sign([shared]), await sign([shared]));
});

const impossible: readonly (readonly [string, readonly VerificationKey[], KeyObject | undefined, RegExp])[] = [
  ['no key at all', [], undefined, /has no key/],
  ['only the key of one account', [ofAccount], undefined, /has no key/],
  ['only public keys and no private one', [ec.key], undefined, /--key/],
  ['a private key of nobody', [shared, ec.key, otherRsa.key], rsa.privateKey, /other half of none/],
];
for (const [title, keys, privateKey, message] of impossible) {
  test(`with ${title} there is no token, and the message says why`, async () => {
    await assert.rejects(sign(keys, privateKey), (error) => {
      assert.ok(error instanceof TokenOrderError);
      assert.match(error.message, message);
      return true;
    });
  });
}
