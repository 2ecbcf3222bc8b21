import assert from 'node:assert/strict';
import { test } from 'node:test';
import { preferredCoding } from './accept-encoding.ts';

const rows: readonly (readonly [header: string | undefined, chosen: string | undefined])[] = [
  [undefined, undefined],
  ['', undefined],
  ['identity', undefined],
  ['deflate', undefined],
  ['gzip', 'gzip'],
  ['GZip', 'gzip'],
  ['br', 'br'],
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip;q=1.0, br;q=0.5', 'gzip'],
  ['br;q=0', undefined],
  ['br;q=0, gzip', 'gzip'],
  ['br; q=0.000, gzip; q=0', undefined],
  ['*', 'br'],
  ['br;q=0, *', 'gzip'],
  ['*;q=0', undefined],
  ['gzip, *;q=0', 'gzip'],
  ['identity, br;q=0.5', undefined],
  ['identity;q=0.5, br', 'br'],
  ['identity, br, gzip', 'br'],
  ['identity;q=0, gzip', 'gzip'],
  ['brr, xgzip', undefined],
];

for (const [header, chosen] of rows) {
  test(`a request with ${header === undefined ? 'no Accept-Encoding' : `"${header}"`} gets ${chosen ?? 'no coding'}`, () => {
    assert.equal(preferredCoding(header, ['br', 'gzip']), chosen);
  });
}

test('a coding that the server does not offer is not chosen', () => {
  assert.equal(preferredCoding('br, gzip;q=0.1', ['gzip']), 'gzip');
  assert.equal(preferredCoding('br', ['gzip']), undefined);
});
