import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { InvalidRequestError } from '../errors.ts';
import { connectorView } from './connector-view.ts';
import { readCredentials, stripAffixes } from './credentials.ts';
import { parseCredentials, serializeCredentials } from './stored-credentials.ts';
import type { ConnectorDefinitionInput } from './definition.ts';
import { DEFAULT_LABELS } from './field-view.ts';
import { connectorDefinitionSchema } from './definition.ts';

const define = (written: Omit<ConnectorDefinitionInput, 'name'>) =>
  connectorDefinitionSchema.parse({ name: 'Example', ...written });

const KEY = define({ auth: { type: 'api_key', in: 'header', name: 'X-Key' } });
const BASIC = define({ auth: { type: 'basic' } });
const SUBDOMAIN = define({
  helpUrl: 'https://example.com/help',
  inputs: { subdomain: { label: 'Address', prefix: 'https://', suffix: '.example.com' } },
  auth: { type: 'api_key', in: 'bearer' },
  verify: { url: 'https://{subdomain}.example.com/me' },
});
const KINDS = define({
  inputs: { shard: { label: 'Shard' } },
  auth: {
    type: 'custom',
    fields: {
      email: { label: 'Email', kind: 'email' },
      site: { label: 'Site', kind: 'url', required: false },
      note: { label: 'Note', required: false },
    },
    headers: { 'X-Email': '{email}' },
  },
});
const PATH = define({
  inputs: { account: { label: 'Account', kind: 'text' } },
  auth: { type: 'api_key', in: 'bearer' },
  verify: { url: 'https://example.com/{account}/me' },
});

describe('an entered value', () => {
  for (const [name, definition, typed, values] of [
    ['loses the line break of a pasted key', KEY, { api_key: ' k\r\n' }, { api_key: 'k' }],
    [
      'keeps the blanks of a password',
      BASIC,
      { username: ' ada ', password: ' p ' },
      { username: 'ada', password: ' p ' },
    ],
    [
      'may be a whole address for a subdomain',
      SUBDOMAIN,
      { subdomain: ' https://Acme.example.com/login ', api_key: 'k' },
      { subdomain: 'acme', api_key: 'k' },
    ],
    [
      'may leave out what is optional',
      KINDS,
      { shard: 'eu1', email: 'a@b.c', note: '  ' },
      { shard: 'eu1', email: 'a@b.c', site: '', note: '' },
    ],
    [
      'may be a full address',
      KINDS,
      { shard: 'eu1', email: 'a@b.c', site: 'https://a.example/b', note: 'n' },
      { shard: 'eu1', email: 'a@b.c', site: 'https://a.example/b', note: 'n' },
    ],
    ['may be as long as keys are', KEY, { api_key: 'k'.repeat(4096) }, { api_key: 'k'.repeat(4096) }],
  ] as const) {
    test(name, async () => {
      const credentials = await readCredentials(definition, typed);
      assert.deepEqual(credentials.values, values);
      assert.ok(Object.isFrozen(credentials) && Object.isFrozen(credentials.values));
    });
  }

  for (const [name, definition, typed, paths] of [
    ['nothing', BASIC, {}, ['values.username', 'values.password']],
    ['blanks', KEY, { api_key: ' \n' }, ['values.api_key']],
    ['an empty password', BASIC, { username: 'ada', password: '' }, ['values.password']],
    ['another field', KEY, { api_key: 'k', secret: 's' }, ['values']],
    ['no text', KEY, { api_key: 7 }, ['values.api_key']],
    ['null', KEY, { api_key: null }, ['values.api_key']],
    ['too much', KEY, { api_key: 'secret'.repeat(1000) }, ['values.api_key']],
    ['a null character', BASIC, { username: 'ada', password: 'secret\0' }, ['values.password']],
    ['half a character', BASIC, { username: 'ada', password: 'secret\ud800' }, ['values.password']],
    ['a line break inside a key', KEY, { api_key: 'secret\r\nX-Admin: 1' }, ['values.api_key']],
    ['a colon in a user name', BASIC, { username: 'secret:', password: 'p' }, ['values.username']],
    ['another domain', SUBDOMAIN, { subdomain: 'secret.evil.test', api_key: 'k' }, ['values.subdomain']],
    ['no label', KINDS, { shard: 'a_b', email: 'a@b.c' }, ['values.shard']],
    ['a way out of a path', PATH, { account: '..', api_key: 'k' }, ['values.account']],
    [
      'no email address and no URL',
      KINDS,
      { shard: 'a', email: 'secret', site: 'javascript:secret' },
      ['values.email', 'values.site'],
    ],
  ] as const) {
    test(`is refused if it is ${name}, and the error does not repeat it`, async () => {
      await assert.rejects(readCredentials(definition, typed), (error: unknown) => {
        assert.ok(error instanceof InvalidRequestError);
        assert.deepEqual(
          error.fields.map(({ path }) => path),
          paths,
        );
        assert.doesNotMatch(JSON.stringify([error.fields, error.message]), /secret|evil/);
        return true;
      });
    });
  }

  test('with another domain gets a message that says what to enter', async () => {
    await assert.rejects(readCredentials(SUBDOMAIN, { subdomain: 'acme.example.org', api_key: 'k' }), {
      fields: [
        {
          path: 'values.subdomain',
          message: 'Enter only the part before .example.com: a single name of letters, digits and hyphens.',
        },
      ],
    });
  });

  test('is not read from a prototype', async () => {
    const typed = Object.create({ api_key: 'k' }) as object as Record<string, unknown>;
    await assert.rejects(readCredentials(KEY, typed), InvalidRequestError);
  });
});

describe('stored credentials', () => {
  const TOKENS = { accessToken: 'at', obtainedAt: 1_790_000_000_000, captured: {} };

  test('are read back unchanged', async () => {
    const credentials = await readCredentials(BASIC, { username: 'ada', password: ' "p\\ ' });
    assert.deepEqual(parseCredentials(serializeCredentials(credentials)), credentials);
  });

  for (const [name, tokens] of [
    ['alone', TOKENS],
    ['of OAuth 1.0a', { ...TOKENS, tokenSecret: '' }],
    [
      'that expire',
      { ...TOKENS, refreshToken: 'rt', expiresAt: 1_790_000_003_600, scope: 'a b', captured: { region: 'eu' } },
    ],
  ] as const) {
    test(`are read back with tokens ${name}`, () => {
      const credentials = { values: { subdomain: 'acme' }, tokens };
      assert.deepEqual(parseCredentials(serializeCredentials(credentials)), credentials);
    });
  }

  test('give the same text for any order of the values', () => {
    assert.equal(
      serializeCredentials({ values: { b: '1', a: '2' } }),
      serializeCredentials({ values: { a: '2', b: '1' } }),
    );
  });

  for (const text of [
    '',
    'secret',
    '7',
    'null',
    '[]',
    '{}',
    '{"values":[]}',
    '{"values":{"a":1}}',
    '{"values":null}',
    '{"values":{},"more":1}',
    '{"values":{},"tokens":null}',
    '{"values":{},"tokens":{}}',
    '{"values":{},"tokens":{"accessToken":"t","obtainedAt":"now","captured":{}}}',
    '{"values":{},"tokens":{"accessToken":"t","obtainedAt":1,"captured":{"a":1}}}',
    '{"values":{},"tokens":{"accessToken":"t","obtainedAt":1,"captured":{},"refreshToken":null}}',
    '{"values":{},"tokens":{"accessToken":"t","obtainedAt":1,"captured":{},"idToken":"i"}}',
  ]) {
    test(`cannot be read from ${text || 'an empty text'}`, () => {
      assert.throws(() => parseCredentials(text), { name: 'TypeError', message: 'These are no stored credentials.' });
    });
  }
});

test('the view of a connector contains the fields, inputs first, and nothing about its authentication', () => {
  assert.deepEqual(connectorView('example', SUBDOMAIN), {
    name: 'example',
    title: 'Example',
    helpUrl: 'https://example.com/help',
    verifiesCredentials: true,
    usesSignIn: false,
    credentialKind: 'key',
    fields: [
      {
        name: 'subdomain',
        label: 'Address',
        kind: 'text',
        required: true,
        prefix: 'https://',
        suffix: '.example.com',
      },
      { name: 'api_key', label: DEFAULT_LABELS['api_key'], kind: 'password', required: true },
    ],
  });
  assert.equal(connectorView('example', KEY).verifiesCredentials, false);
});

const PASTED_PARTS: readonly (readonly [string, string, string, string])[] = [
  ['acme', 'sandbox.example/', '', 'acme'],
  ['sandbox.example/acme', 'sandbox.example/', '', 'acme'],
  ['https://sandbox.example/acme', 'sandbox.example/', '', 'acme'],
  ['HTTPS://Sandbox.Example/acme/', 'sandbox.example/', '', 'acme'],
  ['https://sandbox.example/acme', 'https://sandbox.example/', '', 'acme'],
  ['https://sandbox.example/acme/api', 'sandbox.example/', '/api', 'acme'],
  ['https://other.example/acme', 'sandbox.example/', '', 'https://other.example/acme'],
  ['https://acme', '', '', 'https://acme'],
];

for (const [typed, prefix, suffix, part] of PASTED_PARTS) {
  test(`a pasted "${typed}" in a box with the prefix "${prefix}" becomes "${part}"`, () => {
    assert.equal(stripAffixes(typed, { prefix, suffix }), part);
  });
}
