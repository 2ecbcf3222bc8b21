import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { describe, test } from 'node:test';

import { importPrivateKey, privateKeyIssue } from './private-key.ts';

const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const PSS = generateKeyPairSync('rsa-pss', { modulusLength: 3072, hashAlgorithm: 'sha256' }).privateKey;
const EC = generateKeyPairSync('ec', { namedCurve: 'P-521' }).privateKey;
const SHORT = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
const KOBLITZ = generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey;
const X25519 = generateKeyPairSync('x25519').privateKey;

test('a key signs with the algorithm for its type', () => {
  for (const [key, name] of [
    [pem(RSA), 'RSASSA-PKCS1-v1_5'],
    [RSA.export({ type: 'pkcs1', format: 'pem' }).toString(), 'RSASSA-PKCS1-v1_5'],
    [pem(PSS), 'RSA-PSS'],
    [pem(EC), 'ECDSA'],
    [pem(generateKeyPairSync('ed25519').privateKey), 'Ed25519'],
  ] as const) {
    assert.equal(privateKeyIssue(key, 'jwt'), undefined);
    const imported = importPrivateKey(key);
    assert.equal(imported.algorithm.name, name);
    assert.equal(imported.extractable, false);
    assert.deepEqual(imported.usages, ['sign']);
  }
  assert.equal(privateKeyIssue(pem(RSA), 'rsa'), undefined);
});

describe('a key is refused, and not repeated in the error, if it is', () => {
  for (const [name, key, purpose, message] of [
    ['no key', 'hunter2', 'jwt', /PEM/],
    ['a public key', '-----BEGIN PUBLIC KEY-----\nhunter2\n-----END PUBLIC KEY-----\n', 'jwt', /PEM/],
    ['broken', pem(RSA).replace(/\n.{9}/, '\nhunter2'), 'jwt', /PEM/],
    [
      'encrypted',
      RSA.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'hunter2' }).toString(),
      'jwt',
      /not encrypted/,
    ],
    ['short', pem(SHORT), 'jwt', /2048 bits/],
    ['short for RSA-SHA1', pem(SHORT), 'rsa', /2048 bits/],
    ['of an unknown curve', pem(KOBLITZ), 'jwt', /P-256/],
    ['not for signatures', pem(X25519), 'jwt', /P-256/],
    ['no RSA key for RSA-SHA1', pem(EC), 'rsa', /RSA/],
    ['for PSS only, for RSA-SHA1', pem(PSS), 'rsa', /RSA/],
  ] as const) {
    test(name, () => {
      const issue = privateKeyIssue(key, purpose);
      assert.match(issue ?? '', message);
      assert.doesNotMatch(issue ?? '', /hunter2/);
    });
  }

  test('imported without a check', () => {
    assert.throws(() => importPrivateKey('hunter2'), { name: 'TypeError', message: 'This private key cannot sign.' });
  });
});
