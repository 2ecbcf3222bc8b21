import assert from 'node:assert/strict';
import { createPublicKey, randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { createLocalJWKSet, jwtVerify } from 'jose';
import type { JWTVerifyOptions } from 'jose';
import type { VerificationKey } from '../config/config.ts';
import { TokenInvalidError } from '../errors.ts';
import { openTemporaryStore } from '../store/testing/open-temporary-store.ts';
import type { TemporaryStore } from '../store/testing/open-temporary-store.ts';
import { createVault } from '../store/vault.ts';
import { parseCompactJws, verifySignature } from './compact-jws.ts';
import { Receipts } from './receipt.ts';
import type { ReceiptKeySet, ReceiptStatement } from './receipt.ts';
import { SigningKeys } from './signing-keys.ts';
import type { PublicSigningKey } from './signing-keys.ts';

const NOW = 1_800_000_000_999;
const ISSUER = 'https://connect.example.com';

const statement: ReceiptStatement = {
  organization: 'acme',
  tenantKey: '4242',
  userKey: 'ada@acme.example',
  state: 'a1',
  connection: { id: 12, connector: 'hubspot', name: 'Sales', connected: true, verified: true },
};

let temporary: TemporaryStore;
let receipts: Receipts;
let keySet: ReceiptKeySet;

before(async () => {
  temporary = await openTemporaryStore();
  const { store } = temporary;
  const keys = await SigningKeys.open({ purpose: 'receipt', store, vault: createVault([randomBytes(32)]) }, NOW);
  receipts = new Receipts({ keys, publicUrl: new URL(ISSUER) });
  keySet = await receipts.jwks(NOW);
});
after(() => temporary.close());

/** What a back end does with a receipt. */
function verified(receipt: string, options: JWTVerifyOptions = {}) {
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
  const { payload, protectedHeader } = await verified(await receipts.sign(statement, NOW));

  const { jti, ...claims } = payload;
  assert.match(jti ?? '', /^[0-9a-f-]{36}$/);
  assert.deepEqual(claims, {
    iss: ISSUER,
    aud: 'acme',
    sub: '4242',
    user: 'ada@acme.example',
    iat: 1_800_000_000,
    exp: 1_800_000_300,
    state: 'a1',
    connection: { id: 12, connector: 'hubspot', name: 'Sales', connected: true, verified: true },
  });
  assert.deepEqual(protectedHeader, {
    alg: 'ES256',
    typ: 'embed-receipt+jwt',
    kid: keySet.keys[0]?.kid,
  });
});

test('a receipt without a user has no such claim', async () => {
  const { payload } = await verified(await receipts.sign({ ...statement, userKey: null }, NOW));

  assert.equal('user' in payload, false);
});

test('a receipt states of a connection what a host page may know, and no more', async () => {
  const connection = { ...statement.connection, account: 'ada', problem: 'none' };
  const { payload } = await verified(await receipts.sign({ ...statement, connection }, NOW));

  assert.deepEqual(payload['connection'], statement.connection);
});

test('two receipts about the same have different ids', async () => {
  const id = async () => (await verified(await receipts.sign(statement, NOW))).payload.jti;

  assert.notEqual(await id(), await id());
});

const refusedBy: readonly (readonly [string, JWTVerifyOptions])[] = [
  ['another organization', { audience: 'globex' }],
  ['a back end that expects another server', { issuer: 'https://other.example.com' }],
  ['a back end that looks five minutes later', { currentDate: new Date(NOW + 300_000) }],
];
for (const [title, options] of refusedBy) {
  test(`a receipt is refused by ${title}`, async () => {
    await assert.rejects(verified(await receipts.sign(statement, NOW), options));
  });
}

test('a receipt is no embed token, even for an organization that configured the key of receipts', async () => {
  const receipt = await receipts.sign(statement, NOW);
  const { kid, ...jwk } = keySet.keys[0] as PublicSigningKey;
  const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
  const configured: VerificationKey = { algorithm: 'ES256', key, id: kid };

  assert.throws(
    () => parseCompactJws(receipt),
    (error) => error instanceof TokenInvalidError && error.refusal.reason === 'typ is that of another kind of token',
  );
  // The key itself would fit: it is the type that keeps the two apart.
  const [header = '', payload = '', signature = ''] = receipt.split('.');
  const form = {
    signingInput: `${header}.${payload}`,
    signature: Buffer.from(signature, 'base64url'),
    algorithm: 'ES256',
    payload: Buffer.from(payload, 'base64url'),
  };
  assert.equal(await verifySignature(form, [configured]), configured);
});
