import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { VerificationKey } from '../config/config.ts';
import { TokenInvalidError } from '../errors.ts';
import { parseCompactJws } from './compact-jws.ts';
import { verifySignature } from './verify-signature.ts';
import { ecKeyPair, edKeyPair, hmacKey, rsaKeyPair, TEST_SECRET } from './testing/organization.ts';
import { edDsa, encodePart, es256, hs256, rs256, signToken } from './testing/tokens.ts';

const OTHER_SECRET = 'another secret of more than thirty-two bytes';

const shared = await hmacKey(TEST_SECRET);
const rsa = await rsaKeyPair();
const ec = await ecKeyPair();
const ed = await edKeyPair();
const claims = { sub: 'a' };

function verify(token: string, keys: readonly VerificationKey[]): Promise<VerificationKey> {
  return verifySignature(parseCompactJws(token), keys);
}

const everyKey = [await hmacKey(OTHER_SECRET), shared, rsa.key, ec.key, ed.key];
const accepted: [alg: string, token: string, key: VerificationKey][] = [
  ['HS256', signToken(claims, hs256(TEST_SECRET)), shared],
  ['RS256', signToken(claims, rs256(rsa.privateKey)), rsa.key],
  ['ES256', signToken(claims, es256(ec.privateKey)), ec.key],
  ['EdDSA', signToken(claims, edDsa(ed.privateKey)), ed.key],
];

for (const [alg, token, key] of accepted) {
  test(`the key that made an ${alg} signature is found among others`, async () => {
    assert.equal(await verify(token, everyKey), key);
  });
}

function unsigned(header: object): string {
  return `${encodePart(header)}.${encodePart(claims)}`;
}

const publicPem = rsa.publicKey.export({ type: 'spki', format: 'pem' });
const publicDer = rsa.publicKey.export({ type: 'spki', format: 'der' });
const signedByAnother = signToken(claims, hs256('a secret that no organization has configured'));

const refused: [title: string, token: string, keys: readonly VerificationKey[]][] = [
  ['a signature by nobody', signedByAnother, everyKey],
  ['no keys at all', signToken(claims, hs256(TEST_SECRET)), []],
  ['alg none with a signature', signToken(claims, { ...hs256(TEST_SECRET), alg: 'none' }), everyKey],
  ['alg None', signToken(claims, { ...hs256(TEST_SECRET), alg: 'None' }), everyKey],
  ['an empty alg', signToken(claims, { ...hs256(TEST_SECRET), alg: '' }), everyKey],
  ['alg in lower case', signToken(claims, { ...hs256(TEST_SECRET), alg: 'hs256' }), everyKey],
  ['the public key, as PEM, as shared secret', signToken(claims, hs256(Buffer.from(publicPem))), everyKey],
  ['the public key, as DER, as shared secret', signToken(claims, hs256(publicDer)), everyKey],
  ['HS256 where only RSA keys are configured', signToken(claims, hs256(Buffer.from(publicPem))), [rsa.key]],
  ['RS256 where only secrets are configured', signToken(claims, rs256(rsa.privateKey)), [shared]],
  ['an RSA signature called PS256', signToken(claims, { ...rs256(rsa.privateKey), alg: 'PS256' }), everyKey],
  ['an RSA signature called RS512', signToken(claims, { ...rs256(rsa.privateKey), alg: 'RS512' }), everyKey],
  ['a shared secret called HS512', signToken(claims, { ...hs256(TEST_SECRET), alg: 'HS512' }), everyKey],
  ['an ECDSA signature in ASN.1', signToken(claims, es256(ec.privateKey, 'der')), everyKey],
  ['an ECDSA signature of zeros', `${unsigned({ alg: 'ES256' })}.${encodePart(Buffer.alloc(64))}`, everyKey],
  ['a single zero byte as signature', `${unsigned({ alg: 'HS256' })}.AA`, everyKey],
  ['the first bytes of a signature', signToken(claims, hs256(TEST_SECRET)).slice(0, -23), everyKey],
];

for (const [title, token, keys] of refused) {
  test(`the signature check refuses ${title}`, async () => {
    await assert.rejects(verify(token, keys), (error) => {
      assert.ok(error instanceof TokenInvalidError);
      assert.equal(error.refusal.verified, false);
      return true;
    });
  });
}

test('a payload under a signature of another payload is refused', async () => {
  const [header, , signature] = signToken(claims, hs256(TEST_SECRET)).split('.');
  await assert.rejects(verify(`${header}.${encodePart({ sub: 'b' })}.${signature}`, everyKey), TokenInvalidError);
});

const named = await hmacKey(TEST_SECRET, { id: 'new' });
const kidRows: [title: string, kid: string | undefined, key: VerificationKey, accepted: boolean][] = [
  ['its own id', 'new', named, true],
  ['no kid', undefined, named, true],
  ['the id of another key', 'old', named, false],
  ['a path for kid', '../../dev/null', named, false],
  ['an empty kid', '', named, false],
  ['any kid, for a key without id', '../../dev/null', shared, true],
];

for (const [title, kid, key, isAccepted] of kidRows) {
  test(`a token with ${title} is ${isAccepted ? 'accepted' : 'refused'} by the key`, async () => {
    const verified = verify(signToken(claims, hs256(TEST_SECRET), { ...(kid !== undefined && { kid }) }), [key]);
    if (isAccepted) assert.equal(await verified, key);
    else await assert.rejects(verified, TokenInvalidError);
  });
}

test('a kid does not point to a key whose secret did not sign', async () => {
  const keys = [await hmacKey(OTHER_SECRET, { id: 'a' }), await hmacKey(TEST_SECRET, { id: 'b' })];
  await assert.rejects(verify(signToken(claims, hs256(TEST_SECRET), { kid: 'a' }), keys), TokenInvalidError);
  assert.equal(await verify(signToken(claims, hs256(TEST_SECRET), { kid: 'b' }), keys), keys[1]);
});
