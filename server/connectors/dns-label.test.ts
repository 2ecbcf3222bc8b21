import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { dnsLabel, extractDnsLabel } from './dns-label.ts';

describe('one label of a host name', () => {
  for (const [typed, label] of [
    ['acme', 'acme'],
    ['Acme-2', 'acme-2'],
    ['7', '7'],
    ['a--b', 'a--b'],
    ['a'.repeat(63), 'a'.repeat(63)],
    ['münchen', 'xn--mnchen-3ya'],
    ['xn--mnchen-3ya', 'xn--mnchen-3ya'],
    ['', undefined],
    ['a'.repeat(64), undefined],
    ['-acme', undefined],
    ['acme-', undefined],
    ['ac_me', undefined],
    ['ac me', undefined],
    ['acme.evil', undefined],
    ['acme。evil', undefined],
    ['acme．evil', undefined],
    ['acme/', undefined],
    ['acme#', undefined],
    ['acme@evil', undefined],
    ['acme:80', undefined],
    ['acme\\', undefined],
    ['acme%2e', undefined],
    ['acme\n', undefined],
    ['acme\0', undefined],
    ['xn--\u{fffd}', undefined],
  ] as const) {
    test(`${JSON.stringify(typed)} is ${label ?? 'none'}`, () => assert.equal(dnsLabel(typed), label));
  }
});

describe('a label in a box before .example.com', () => {
  const box = { prefix: 'https://', suffix: '.example.com' };
  for (const [typed, label] of [
    ['acme', 'acme'],
    ['acme.example.com', 'acme'],
    ['ACME.Example.com', 'acme'],
    ['acme.example.com.', 'acme'],
    ['https://acme.example.com', 'acme'],
    ['https://acme.example.com/', 'acme'],
    ['https://acme.example.com:443/login?next=/#top', 'acme'],
    ['http://acme.example.com', 'acme'],
    ['acme.example.com/login', 'acme'],
    ['//acme.example.com', 'acme'],
    ['example.com', undefined],
    ['.example.com', undefined],
    ['a.b.example.com', undefined],
    ['acme.example.com.evil.test', undefined],
    ['acme.example.org', undefined],
    ['evil.test/.example.com', undefined],
    ['evil.test#.example.com', undefined],
    ['evil.test?.example.com', undefined],
    ['https://acmeexample.com', undefined],
    ['https://', undefined],
  ] as const) {
    test(`reads ${typed} as ${label ?? 'nothing'}`, () => assert.equal(extractDnsLabel(typed, box), label));
  }

  test('is found between a prefix and a suffix that are more than a scheme and a domain', () => {
    const other = { prefix: 'https://app-', suffix: '.example.com:8443/api' };
    assert.equal(extractDnsLabel('https://app-acme.example.com/x', other), 'acme');
    assert.equal(extractDnsLabel('https://acme.example.com/x', other), undefined);
  });

  test('is not extracted from an address without a suffix', () => {
    assert.equal(extractDnsLabel('acme.example.com', { prefix: 'https://' }), undefined);
  });
});
