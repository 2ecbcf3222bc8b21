import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentSecurityPolicy } from './content-security-policy.ts';

const policies: readonly (readonly [title: string, directives: Record<string, string | undefined>, policy: string])[] =
  [
    [
      'without directives forbids everything',
      {},
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ],
    [
      'can have sandbox, which comes first and has no value',
      { 'img-src': 'data:', sandbox: '' },
      "sandbox; default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ],
    [
      'allows what the directives name, and forbids the rest',
      { 'img-src': 'data:', 'form-action': "'self'", 'trusted-types': "'none'" },
      "default-src 'none'; img-src data:; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; trusted-types 'none'",
    ],
    [
      'leaves out a directive without a value',
      { 'frame-ancestors': undefined },
      "default-src 'none'; base-uri 'none'; form-action 'none'",
    ],
  ];
for (const [title, directives, policy] of policies) {
  test(`a content security policy ${title}`, () => assert.equal(contentSecurityPolicy(directives), policy));
}
