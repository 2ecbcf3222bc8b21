import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calculateJwkThumbprint, createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import type { JWTVerifyOptions } from 'jose';

import type { VerificationKey } from '../config/config.ts';
import { TokenInvalidError } from '../errors.ts';
import { parseCompactJws } from './compact-jws.ts';
import { deriveReceiptKey } from './receipt-key.ts';
import { Receipts } from './receipt.ts';
import type { ReceiptKeySet, ReceiptStatement } from './receipt.ts';
import { verifySignature } from './signature.ts';

const [OLD_KEY, NEW_KEY] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const NOW = 1_800_000_000_999;
const ISSUER = 'https://connect.example.com';

const statement: ReceiptStatement = {
  organization: 'acme',
  tenantKey: '4242',
  userKey: 'ada@acme.example',
  connection: { id: 12, connector: 'hubspot', name: 'Sales', connected: true, verified: true },
};

function receiptsOf(...encryptionKeys: readonly Uint8Array[]): Promise<Receipts> {
  return Receipts.create({ encryptionKeys, publicUrl: new URL(ISSUER) });
}

/** What a back end does with a receipt. */
function verified(receipt: string, keySet: ReceiptKeySet, options: JWTVerifyOptions = {}) {
  return jwtVerify(receipt, createLocalJWKSet({ keys: keySet.keys.map((key) => ({ ...key })) }), {
    issuer: ISSUER,
    audience: 'acme',
    typ: 'embed-receipt+jwt',
    algorithms: ['ES256'],
    currentDate: new Date(NOW),
    ...options,
  });
}

test('a receipt is verified with the published keys, and says who connected what', async () => {
  const receipts = await receiptsOf(OLD_KEY);
  const { payload, protectedHeader } = await verified(await receipts.sign(statement, NOW), receipts.jwks());

  const { jti, ...claims } = payload;
  assert.match(jti ?? '', /^[0-9a-f-]{36}$/);
  assert.deepEqual(claims, {
    iss: ISSUER,
    aud: 'acme',
    sub: '4242',
    user: 'ada@acme.example',
    iat: 1_800_000_000,
    exp: 1_800_000_300,
    connection: { id: 12, connector: 'hubspot', name: 'Sales', connected: true, verified: true },
  });
  assert.deepEqual(protectedHeader, {
    alg: 'ES256',
    typ: 'embed-receipt+jwt',
    kid: receipts.jwks().keys[0].kid,
  });
});

test('a receipt without a user has no such claim', async () => {
  const receipts = await receiptsOf(OLD_KEY);
  const { payload } = await verified(await receipts.sign({ ...statement, userKey: null }, NOW), receipts.jwks());

  assert.equal('user' in payload, false);
});

test('a receipt states of a connection what a host page may know, and no more', async () => {
  const receipts = await receiptsOf(OLD_KEY);
  const connection = { ...statement.connection, account: 'ada', problem: 'none' };
  const { payload } = await verified(await receipts.sign({ ...statement, connection }, NOW), receipts.jwks());

  assert.deepEqual(payload['connection'], statement.connection);
});

test('two receipts about the same have different ids', async () => {
  const receipts = await receiptsOf(OLD_KEY);
  const id = async () => (await verified(await receipts.sign(statement, NOW), receipts.jwks())).payload.jti;

  assert.notEqual(await id(), await id());
});

const refusedBy: readonly (readonly [string, JWTVerifyOptions])[] = [
  ['another organization', { audience: 'globex' }],
  ['whoever expects another server', { issuer: 'https://other.example.com' }],
  ['whoever looks five minutes later', { currentDate: new Date(NOW + 300_000) }],
];
for (const [title, options] of refusedBy) {
  test(`a receipt is refused by ${title}`, async () => {
    const receipts = await receiptsOf(OLD_KEY);
    await assert.rejects(verified(await receipts.sign(statement, NOW), receipts.jwks(), options));
  });
}

test('the first key signs; what an older one signed is still verified', async () => {
  const before = await receiptsOf(OLD_KEY);
  const after = await receiptsOf(NEW_KEY, OLD_KEY);
  const [newReceipt, oldReceipt] = [await after.sign(statement, NOW), await before.sign(statement, NOW)];

  assert.equal(after.jwks().keys.length, 2);
  assert.equal(decodeProtectedHeader(newReceipt).kid, after.jwks().keys[0].kid);
  await verified(newReceipt, after.jwks());
  await verified(oldReceipt, after.jwks());
  await assert.rejects(verified(newReceipt, before.jwks()));
});

test('a published key has its thumbprint as its id, and nothing private', async () => {
  const receipts = await receiptsOf(NEW_KEY, OLD_KEY);
  for (const key of receipts.jwks().keys) {
    assert.deepEqual(Object.keys(key).sort(), ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
    assert.equal(key.kid, await calculateJwkThumbprint({ kty: key.kty, crv: key.crv, x: key.x, y: key.y }));
    assert.deepEqual([key.kty, key.crv, key.alg, key.use], ['EC', 'P-256', 'ES256', 'sig']);
  }
  const said = JSON.stringify(receipts.jwks());
  for (const master of [NEW_KEY, OLD_KEY]) {
    const secrets = [deriveReceiptKey(master).d, master.toString('base64url'), master.toString('hex')];
    for (const secret of secrets) assert.ok(!said.includes(secret));
  }
});

test('a receipt is no embed token, even for an organization that configured the key of receipts', async () => {
  const receipts = await receiptsOf(OLD_KEY);
  const receipt = await receipts.sign(statement, NOW);
  const { kid, ...jwk } = receipts.jwks().keys[0];
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  const key = await crypto.subtle.importKey('jwk', jwk, algorithm, true, ['verify']);
  const configured: VerificationKey = { algorithm: 'ES256', key, id: kid };

  assert.throws(
    () => parseCompactJws(receipt),
    (error) => error instanceof TokenInvalidError && error.refusal.reason === 'typ is that of a receipt',
  );
  // The key itself would fit: it is the type that keeps the two apart.
  const form = { compact: receipt, algorithm: 'ES256', payload: new Uint8Array() };
  assert.equal(await verifySignature(form, [configured]), configured);
});

test('without a key there are no receipts', async () => {
  await assert.rejects(receiptsOf(), TypeError);
});
