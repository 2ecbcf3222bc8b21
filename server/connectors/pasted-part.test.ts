import assert from 'node:assert/strict';
import { test } from 'node:test';

import { stripAffixes } from './pasted-part.ts';

const rows: readonly (readonly [string, string, string, string])[] = [
  ['acme', 'sandbox.example/', '', 'acme'],
  ['sandbox.example/acme', 'sandbox.example/', '', 'acme'],
  ['https://sandbox.example/acme', 'sandbox.example/', '', 'acme'],
  ['HTTPS://Sandbox.Example/acme/', 'sandbox.example/', '', 'acme'],
  ['https://sandbox.example/acme', 'https://sandbox.example/', '', 'acme'],
  ['https://sandbox.example/acme/api', 'sandbox.example/', '/api', 'acme'],
  ['https://other.example/acme', 'sandbox.example/', '', 'https://other.example/acme'],
  ['https://acme', '', '', 'https://acme'],
];

for (const [typed, prefix, suffix, part] of rows) {
  test(`"${typed}" beside "${prefix}" is "${part}"`, () => {
    assert.equal(stripAffixes(typed, { prefix, suffix }), part);
  });
}
