import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { InvalidRequestError } from '../errors.ts';
import { expandHeader, expandUrl, hostPlaceholderNames, placeholderNames } from './template.ts';

describe('a URL', () => {
  for (const [template, values, expected] of [
    ['https://{s}.example.com/me', { s: 'acme' }, 'https://acme.example.com/me'],
    ['https://{s}.example.com/me', { s: 'ACME' }, 'https://acme.example.com/me'],
    ['https://{s}-{r}.example.com:8443/', { s: 'a', r: 'eu' }, 'https://a-eu.example.com:8443/'],
    ['https://example.com/{p}/me', { p: 'a/b?c#d' }, 'https://example.com/a%2Fb%3Fc%23d/me'],
    ['https://example.com/{p}/me', { p: '../admin' }, 'https://example.com/..%2Fadmin/me'],
    ['https://example.com/{p}/me', { p: '%2e%2e' }, 'https://example.com/%252e%252e/me'],
    ['https://example.com/{p}/me', { p: 'ä\\' }, 'https://example.com/%C3%A4%5C/me'],
    ['https://example.com/me?q={p}&r=1', { p: 'a&r=2' }, 'https://example.com/me?q=a%26r%3D2&r=1'],
    ['https://example.com/{p}', { p: '{s}', s: 'x' }, 'https://example.com/%7Bs%7D'],
    ['https://example.com/{p}', { p: '$&' }, 'https://example.com/%24%26'],
  ] as const) {
    test(`of ${template} and ${JSON.stringify(values)} is ${expected}`, () =>
      assert.equal(expandUrl(template, values).href, expected));
  }

  for (const [template, value] of [
    ['https://{v}.example.com/', 'evil.test/'],
    ['https://{v}.example.com/', 'evil.test#'],
    ['https://{v}.example.com/', 'user:password@evil'],
    ['https://{v}.example.com/', 'a.b'],
    ['https://{v}.example.com/', ''],
    ['https://{v}.example.com/', 'a b'],
    ['https://example.com/a/{v}/me', '..'],
    ['https://example.com/a/{v}/me', '.'],
    ['https://example.com/a/{v}{v}/me', '.'],
  ] as const) {
    test(`of ${template} cannot contain ${JSON.stringify(value)}`, () => {
      assert.throws(
        () => expandUrl(template, { v: value }),
        (error: unknown) => {
          assert.ok(error instanceof InvalidRequestError);
          assert.deepEqual(
            error.fields.map(({ path }) => path),
            ['values.v'],
          );
          return true;
        },
      );
    });
  }
});

describe('a header', () => {
  test('contains a value unchanged', () => {
    assert.equal(expandHeader('Token {k}; v={v}', { k: 'ä "%41"', v: '' }), 'Token ä "%41"; v=');
  });

  for (const value of ['a\r\nX-Admin: 1', 'a\n', 'a\0', 'a\u007f', 'ключ', 'a\u2028', '\u{1f511}']) {
    test(`cannot carry ${JSON.stringify(value)}`, () =>
      assert.throws(() => expandHeader('{k}', { k: value }), InvalidRequestError));
  }
});

test('a template with an unknown name is an error of the definition', () => {
  for (const name of ['other', 'constructor']) {
    assert.throws(() => expandHeader(`{${name}}`, { k: 'v' }), TypeError);
    assert.throws(() => expandUrl(`https://example.com/{${name}}`, { k: 'v' }), TypeError);
  }
});

test('the placeholders of a template and of its host can be listed', () => {
  const template = 'https://{a}.{b}.example.com/{c}?d={a}';
  assert.deepEqual(placeholderNames(template), ['a', 'b', 'c', 'a']);
  assert.deepEqual(hostPlaceholderNames(template), ['a', 'b']);
});
