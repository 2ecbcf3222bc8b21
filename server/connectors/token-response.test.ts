import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import type { z } from 'zod';

import { tokenAnswer } from './auth-schema/token.ts';
import { parseTokenResponse, parseTokenError } from './token-response.ts';

const NOW = 1_790_000_000_000;

type RulesInput = z.input<typeof tokenAnswer>;

const read = (body: string, rules: RulesInput = {}) => parseTokenResponse(tokenAnswer.parse(rules), { body, now: NOW });

describe('a response', () => {
  const token = { accessToken: 'at', obtainedAt: NOW };
  const withPaths: RulesInput = {
    accessToken: 'data.0.key',
    refreshToken: 'data.0.next',
    expiresIn: 'data.0.ttl',
    scope: 'may',
    lifetimeSeconds: 60,
  };
  for (const [body, rules, expected] of [
    ['{"access_token":"at"}', {}, token],
    [
      '{"access_token":"at","refresh_token":"rt","expires_in":3600,"scope":"a b"}',
      {},
      { ...token, refreshToken: 'rt', expiresAt: NOW + 3_600_000, scope: 'a b' },
    ],
    ['{"access_token":"at","expires_in":"3600"}', {}, { ...token, expiresAt: NOW + 3_600_000 }],
    ['{"access_token":"at","expires_in":1.9}', {}, { ...token, expiresAt: NOW + 1000 }],
    ['{"access_token":"at","expires_in":0.5}', {}, { ...token, expiresAt: NOW + 1000 }],
    ['{"access_token":"at","expires_in":"0.001"}', { lifetimeSeconds: 60 }, { ...token, expiresAt: NOW + 1000 }],
    ['{"access_token":"at","expires_in":1e999}', {}, { ...token, expiresAt: NOW + 10 * 365 * 86_400_000 }],
    ['{"access_token":"at","expires_in":0}', {}, token],
    ['{"access_token":"at","expires_in":-1}', { lifetimeSeconds: 60 }, { ...token, expiresAt: NOW + 60_000 }],
    ['{"access_token":"at","expires_in":"soon"}', {}, token],
    ['{"access_token":"at","expires_in":""}', {}, token],
    ['{"access_token":"at","expires_in":null}', { lifetimeSeconds: 60 }, { ...token, expiresAt: NOW + 60_000 }],
    ['{"access_token":"at","expires_in":30}', { lifetimeSeconds: 60 }, { ...token, expiresAt: NOW + 30_000 }],
    ['{"access_token":"at","scope":["a","b",7]}', {}, { ...token, scope: 'a b' }],
    ['{"access_token":"at","scope":{"a":1},"refresh_token":7}', {}, token],
    ['{"access_token":"at","refresh_token":""}', {}, token],
    ['{"access_token":"at","error":null}', {}, token],
    ['{"access_token":"at","error":""}', {}, token],
    ['{"access_token":"at","error":false}', {}, token],
    ['{"access_token":"at","code":0}', { error: 'code' }, token],
    ['{"access_token":"at","ok":true}', { expect: { path: 'ok', equals: true } }, token],
    [
      '{"data":[{"key":"at","next":"rt"}],"may":"r"}',
      withPaths,
      { ...token, refreshToken: 'rt', expiresAt: NOW + 60_000, scope: 'r' },
    ],
    [
      'access_token=at&scope=a%20b&expires_in=60',
      { format: 'form' },
      { ...token, expiresAt: NOW + 60_000, scope: 'a b' },
    ],
    [' access_token=at ', { format: 'form' }, token],
  ] satisfies [string, RulesInput, unknown][]) {
    test(`${body} gives tokens${Object.keys(rules).length > 0 ? ` by ${JSON.stringify(rules)}` : ''}`, () => {
      const response = read(body, rules);
      assert.ok(response.kind === 'token');
      assert.deepEqual(response.tokens, expected);
    });
  }

  test('is returned completely besides the tokens', () => {
    const response = read('{"access_token":"at","team":{"id":7}}');
    assert.ok(response.kind === 'token');
    assert.deepEqual(response.json, { access_token: 'at', team: { id: 7 } });
  });

  for (const [body, rules, error, providerMessage] of [
    ['{"error":"invalid_grant","error_description":"Too late."}', {}, 'invalid_grant', 'Too late.'],
    ['{"access_token":"at","error":"x"}', {}, 'x', undefined],
    ['{"error":{"code":7}}', {}, { code: 7 }, undefined],
    ['{"ok":false,"message":"No."}', { expect: { path: 'ok', equals: true }, errorText: 'message' }, undefined, 'No.'],
    ['{"access_token":"at"}', { expect: { path: 'ok', equals: true } }, undefined, undefined],
    ['error=bad_verification_code&error_description=No.', { format: 'form' }, 'bad_verification_code', 'No.'],
  ] satisfies [string, RulesInput, unknown, unknown][]) {
    test(`${body} is a refusal${Object.keys(rules).length > 0 ? ` by ${JSON.stringify(rules)}` : ''}`, () => {
      assert.deepEqual(read(body, rules), { kind: 'refused', error, description: providerMessage });
      assert.deepEqual(parseTokenError(tokenAnswer.parse(rules), body), {
        kind: 'refused',
        error,
        description: providerMessage,
      });
    });
  }

  for (const body of [
    '',
    '<h1>Maintenance</h1>',
    'null',
    '"at"',
    '[]',
    '{}',
    '{"access_token":""}',
    '{"access_token":7}',
    '{"access_token":{"a":1}}',
    '{"access_token":"a\\nb"}',
    '{"access_token":"\\ud800"}',
    '{"access_token":"ключ"}',
  ]) {
    test(`${body || 'without a body'} is unreadable, and the reason does not repeat it`, () => {
      const response = read(body);
      assert.equal(response.kind, 'unreadable');
      assert.match(response.reason, /^the response (is not json|contains no token)$/);
    });
  }

  test('that is a web page is unreadable if a form is expected', () => {
    assert.equal(read('<a href="?access_token=at&b=">', { format: 'form' }).kind, 'unreadable');
  });
});
