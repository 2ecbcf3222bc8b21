import assert from 'node:assert/strict';
import { KeyObject } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import type { KeyAlgorithm, VerificationKey } from '../config/config.ts';
import { TokenInvalidError } from '../errors.ts';
import { parseJws, verifySignature } from './compact-jws.ts';

/** Published test vectors for JSON Web Signatures (C2SP/wycheproof). They sign arbitrary bytes, not claims. */
const VECTORS = resolve(process.env.WYCHEPROOF_JWS ?? '../shared/vectors/wycheproof-jws.json');

const ALGORITHM_MISMATCH = 'labelled valid, but the key is of another algorithm than the token';
const FOREIGN_CHARACTERS = 'labelled valid, but has characters outside the base64url alphabet';
const DUPLICATE_OF_VALID = 'labelled invalid, but byte for byte the valid 357';

const EXCLUDED: ReadonlyMap<number, string> = new Map([
  [346, ALGORITHM_MISMATCH],
  [347, ALGORITHM_MISMATCH],
  [350, ALGORITHM_MISMATCH],
  [351, ALGORITHM_MISMATCH],
  [367, DUPLICATE_OF_VALID],
  [370, DUPLICATE_OF_VALID],
  [372, FOREIGN_CHARACTERS],
  [373, FOREIGN_CHARACTERS],
]);

const jwkSchema = z.looseObject({ kty: z.string(), alg: z.string().optional() });
const vectorsSchema = z.object({
  testGroups: z.array(
    z.object({
      public: jwkSchema.optional(),
      private: jwkSchema.optional(),
      tests: z.array(z.object({ tcId: z.number(), jws: z.string(), result: z.enum(['valid', 'invalid']) })),
    }),
  ),
});

const jsonWebKeySchema = z.record(z.string(), z.union([z.string(), z.array(z.string())]));

type Jwk = z.output<typeof jwkSchema>;

interface Vector {
  readonly tcId: number;
  readonly jws: string;
  readonly result: 'valid' | 'invalid';
  readonly jwk: Jwk;
}

const IMPORT_ALGORITHMS = {
  HS256: { name: 'HMAC', hash: 'SHA-256' },
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
} satisfies Partial<Record<KeyAlgorithm, object>>;

type TestedAlgorithm = keyof typeof IMPORT_ALGORITHMS;

async function keyFrom(jwk: Jwk, algorithm: TestedAlgorithm): Promise<VerificationKey> {
  const key = await crypto.subtle.importKey('jwk', publicPart(jwk), IMPORT_ALGORITHMS[algorithm], false, ['verify']);
  return { algorithm, key: KeyObject.from(key) };
}

/** Leaves out the private half, with which nothing can be verified. What the key is declared for stays. */
function publicPart({ kty, alg, use, n, e, x, y, crv, k, key_ops }: Jwk): Record<string, string | string[]> {
  return jsonWebKeySchema.parse(JSON.parse(JSON.stringify({ kty, alg, use, n, e, x, y, crv, k, key_ops })));
}

async function isAccepted(jws: string, keys: readonly VerificationKey[]): Promise<boolean> {
  try {
    await verifySignature(parseJws(jws), keys);
    return true;
  } catch (error) {
    if (error instanceof TokenInvalidError) return false;
    throw error;
  }
}

function readVectors(): Vector[] {
  const { testGroups } = vectorsSchema.parse(JSON.parse(readFileSync(VECTORS, 'utf8')));
  return testGroups.flatMap((group) => {
    const jwk = group.public ?? group.private;
    assert.ok(jwk);
    return group.tests.map((vector) => ({ ...vector, jwk }));
  });
}

async function idsAccepted(vectors: readonly Vector[], keysOf: (jwk: Jwk) => Promise<VerificationKey[]>) {
  const accepted: number[] = [];
  for (const { tcId, jws, jwk } of vectors) {
    if (await isAccepted(jws, await keysOf(jwk))) accepted.push(tcId);
  }
  return accepted;
}

const skip = existsSync(VECTORS)
  ? false
  : `no test vectors at ${VECTORS}; WYCHEPROOF_JWS names another place for wycheproof's json_web_signature_test.json`;

test('the published vectors are judged as published, with HS256 and RS256 allowed', { skip }, async () => {
  const vectors = readVectors().filter(({ tcId }) => !EXCLUDED.has(tcId));
  const tested = vectors.filter(({ jwk }) => jwk.alg === 'HS256' || jwk.alg === 'RS256');
  const valid = tested.filter(({ result }) => result === 'valid');
  const invalid = tested.filter(({ result }) => result === 'invalid');
  const ownKey = async (jwk: Jwk) => [await keyFrom(jwk, jwk.alg === 'HS256' ? 'HS256' : 'RS256')];

  assert.equal(valid.length, 16);
  assert.equal(invalid.length, 253);
  assert.deepEqual(
    await idsAccepted(valid, ownKey),
    valid.map(({ tcId }) => tcId),
  );
  assert.deepEqual(await idsAccepted(invalid, ownKey), []);

  // Offered as either allowed algorithm, a key of another one cannot even be imported.
  const others = vectors.filter((vector) => !tested.includes(vector));
  assert.equal(others.length, 124);
  const importableKeys = async (jwk: Jwk) => {
    const imports = await Promise.allSettled([keyFrom(jwk, 'HS256'), keyFrom(jwk, 'RS256')]);
    return imports.filter((result) => result.status === 'fulfilled').map(({ value }) => value);
  };
  assert.deepEqual(await idsAccepted(others, importableKeys), []);
});

test('the published vectors for ES256 are judged as published', { skip }, async () => {
  const vectors = readVectors().filter(({ jwk }) => jwk.alg === 'ES256');
  assert.equal(vectors.length, 39);
  const valid = vectors.filter(({ result }) => result === 'valid').map(({ tcId }) => tcId);
  assert.deepEqual(await idsAccepted(vectors, async (jwk) => [await keyFrom(jwk, 'ES256')]), valid);
});

test(
  'what is excluded from the published vectors is refused, or accepted only as its valid twin',
  { skip },
  async () => {
    const vectors = readVectors();
    const twin = vectors.find(({ tcId }) => tcId === 357);
    const excluded = vectors.filter(({ tcId }) => EXCLUDED.has(tcId));
    assert.equal(excluded.length, 8);
    for (const { tcId, jws, jwk } of excluded) {
      const reason = EXCLUDED.get(tcId);
      if (reason === DUPLICATE_OF_VALID) assert.equal(jws, twin?.jws);
      else if (reason === FOREIGN_CHARACTERS) assert.equal(await isAccepted(jws, [await keyFrom(jwk, 'HS256')]), false);
      else assert.notEqual(parseJws(jws).algorithm, jwk.alg);
    }
  },
);
