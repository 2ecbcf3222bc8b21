import assert from 'node:assert/strict';
import { generateKeyPairSync, verify } from 'node:crypto';
import { describe, test } from 'node:test';

import { ProviderUnavailableError } from '../../errors.ts';
import { PUBLISHED_SIGNATURES } from './testing/published-signatures.ts';
import { authorizationHeader, signatureBaseString, signBaseString } from './signature.ts';

describe('the implementation reproduces the published signature', () => {
  for (const { source, consumerSecret, tokenSecret, request, baseString, signature } of PUBLISHED_SIGNATURES) {
    test(`of ${source}`, () => {
      if (request) {
        const { method, url, parameters } = request;
        assert.equal(signatureBaseString({ method, url: new URL(url) }, parameters), baseString);
        assert.equal(signatureBaseString({ method, url: new URL(url) }, parameters.toReversed()), baseString);
      }
      const keys = { method: 'HMAC-SHA1', client: { clientSecret: consumerSecret }, tokenSecret } as const;
      assert.equal(signBaseString(baseString, keys), signature);
    });
  }

  test('for all nine', () => assert.equal(PUBLISHED_SIGNATURES.length, 9));
});

describe('a base string', () => {
  for (const [url, expected] of [
    ['HTTP://EXAMPLE.COM:80/r%20v/X?id=123', 'GET&http%3A%2F%2Fexample.com%2Fr%2520v%2FX&'],
    ['https://www.example.net:8080/?q=1', 'GET&https%3A%2F%2Fwww.example.net%3A8080%2F&'],
  ] as const) {
    // RFC 5849 section 3.4.1.2.
    test(`of ${url} contains the address without query and default port`, () =>
      assert.equal(signatureBaseString({ method: 'GET', url: new URL(url) }, []), expected));
  }

  test('encodes characters that other encodings do not encode', () => {
    const base = signatureBaseString({ method: 'GET', url: new URL('https://a.example/') }, [["!*'()", '-._~ ä']]);
    assert.equal(decodeURIComponent(base.split('&')[2]!), '%21%2A%27%28%29=-._~%20%C3%A4');
  });
});

describe('a signature', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

  test('with RSA-SHA1 is verified by the client’s public key', () => {
    const signature = signBaseString('base', {
      method: 'RSA-SHA1',
      client: { clientPrivateKey: pem, clientSecret: 'unused' },
      tokenSecret: 'unused',
    });
    assert.ok(verify('sha1', Buffer.from('base'), rsa.publicKey, Buffer.from(signature, 'base64')));
  });

  test('with PLAINTEXT consists of both secrets, encoded', () => {
    const keys = { method: 'PLAINTEXT', client: { clientSecret: 'djr9rj&t+' }, tokenSecret: '' } as const;
    assert.equal(signBaseString('base', keys), 'djr9rj%26t%2B&');
    assert.equal(signBaseString('base', { ...keys, tokenSecret: 'j 4' }), 'djr9rj%26t%2B&j%204');
  });

  for (const [name, client] of [
    ['none', {}],
    ['what is no key', { clientPrivateKey: '-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----' }],
  ] as const) {
    test(`with RSA-SHA1 and ${name} fails with an error for the operator`, () => {
      assert.throws(
        () => signBaseString('base', { method: 'RSA-SHA1', client, tokenSecret: '' }),
        (error: unknown) => {
          assert.ok(error instanceof ProviderUnavailableError);
          assert.equal(error.retry, 'operator');
          assert.doesNotMatch(error.message, /secret/);
          return true;
        },
      );
    });
  }
});

describe('a header', () => {
  const parameters = {
    oauth_consumer_key: 'k+',
    oauth_nonce: 'n',
    oauth_signature_method: 'PLAINTEXT',
    oauth_timestamp: 7,
    oauth_version: '1.0',
    oauth_signature: 'a&b',
  };
  const fixed = 'oauth_nonce="n", oauth_signature="a%26b", oauth_signature_method="PLAINTEXT", oauth_timestamp="7"';

  for (const [realm, expected] of [
    [undefined, 'OAuth oauth_consumer_key="k%2B"'],
    ['Photos', 'OAuth realm="Photos", oauth_consumer_key="k%2B"'],
    ['a "b" \\c', 'OAuth realm="a \\"b\\" \\\\c", oauth_consumer_key="k%2B"'],
  ] as const) {
    test(`begins with ${expected}`, () =>
      assert.equal(authorizationHeader(parameters, realm), `${expected}, ${fixed}, oauth_version="1.0"`));
  }
});
