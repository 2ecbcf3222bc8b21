import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { InvalidRequestError } from '../errors.ts';
import { authenticator } from './auth-types.ts';
import { DEFAULT_LABELS } from './field-view.ts';
import type { ConnectorDefinitionInput } from './definition.ts';
import { connectorDefinitionSchema } from './definition.ts';
import type { Values } from './template.ts';

type AuthInput = ConnectorDefinitionInput['auth'];

function authenticatorFor(auth: AuthInput) {
  return authenticator(connectorDefinitionSchema.parse({ name: 'Example', auth }));
}

async function authorizeRequest(auth: AuthInput, values: Values, url = 'https://example.com/me?a=%20') {
  const request = { url: new URL(url), headers: { accept: 'application/json' } };
  const { url: sent, headers } = await authenticatorFor(auth).authorize({ values }, request);
  assert.equal(request.url.href, url);
  assert.deepEqual(request.headers, { accept: 'application/json' });
  const { accept, ...added } = headers;
  assert.equal(accept, 'application/json');
  return { url: sent.href, headers: added };
}

const URL_UNCHANGED = 'https://example.com/me?a=%20';
const basicToken = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

describe('credentials are sent', () => {
  const CUSTOM: AuthInput = {
    type: 'custom',
    fields: { id: { label: 'Id' }, key: { label: 'Key', kind: 'password' }, region: { label: 'R', required: false } },
    headers: { 'X-Auth': '{id}:{key}', 'X-Region': '{region}' },
    query: { region: '{region}', v: '2' },
  };
  for (const [name, auth, values, expected] of [
    [
      'into a header',
      { type: 'api_key', in: 'header', name: 'X-Api-Key', prefix: 'Token ' },
      { api_key: 'k y' },
      { url: URL_UNCHANGED, headers: { 'x-api-key': 'Token k y' } },
    ],
    [
      'into the query, behind what is there',
      { type: 'api_key', in: 'query', name: 'key[]' },
      { api_key: 'k&a=1' },
      { url: `${URL_UNCHANGED}&key%5B%5D=k%26a%3D1`, headers: {} },
    ],
    [
      'into a bearer token',
      { type: 'api_key', in: 'bearer' },
      { api_key: 'k' },
      { url: URL_UNCHANGED, headers: { authorization: 'Bearer k' } },
    ],
    [
      'into HTTP Basic, as UTF-8 and with colons in the password',
      { type: 'basic' },
      { username: 'jürgen', password: ' p:ß🔑 ' },
      { url: URL_UNCHANGED, headers: { authorization: basicToken('jürgen: p:ß🔑 ') } },
    ],
    [
      'wherever several fields are wanted',
      CUSTOM,
      { id: 'i', key: 'k', region: 'eu' },
      { url: `${URL_UNCHANGED}&region=eu&v=2`, headers: { 'x-auth': 'i:k', 'x-region': 'eu' } },
    ],
    [
      'nowhere when an optional field is blank',
      CUSTOM,
      { id: 'i', key: 'k', region: '' },
      { url: `${URL_UNCHANGED}&v=2`, headers: { 'x-auth': 'i:k' } },
    ],
    [
      'into HTTP Basic beside fixed words',
      {
        type: 'custom',
        fields: { email: { label: 'Email' }, key: { label: 'Key' } },
        basic: { username: '{email}/token', password: '{key}' },
      },
      { email: 'a@b.c', key: 'k' },
      { url: URL_UNCHANGED, headers: { authorization: basicToken('a@b.c/token:k') } },
    ],
  ] satisfies [string, AuthInput, Values, unknown][]) {
    test(name, async () => assert.deepEqual(await authorizeRequest(auth, values), expected));
  }

  test('in the query of an address that has none yet', async () => {
    const auth = { type: 'api_key', in: 'query', name: 'key' } as const;
    const { url } = await authorizeRequest(auth, { api_key: 'k' }, 'https://example.com/me');
    assert.equal(url, 'https://example.com/me?key=k');
  });
});

describe('credentials are refused, with the name of the field and without its value,', () => {
  const KEY_IN_BASIC: AuthInput = {
    type: 'custom',
    fields: { key: { label: 'Key' } },
    basic: { username: '{key}', password: 'X' },
  };
  for (const [name, auth, values, path] of [
    ['a colon in a user name', { type: 'basic' }, { username: 'a:b', password: 'p' }, 'values.username'],
    ['a line break in a user name', { type: 'basic' }, { username: 'a\n', password: 'p' }, 'values.username'],
    ['a null in a password', { type: 'basic' }, { username: 'a', password: 'secret\0' }, 'values.password'],
    ['a colon in a key that is sent as the user name', KEY_IN_BASIC, { key: 'secret:b' }, 'values.key'],
    ['a line break in a bearer token', { type: 'api_key', in: 'bearer' }, { api_key: 'secret\nb' }, 'values.api_key'],
    ['Cyrillic in a header', { type: 'api_key', in: 'header', name: 'X-Key' }, { api_key: 'секрет' }, 'values.api_key'],
  ] satisfies [string, AuthInput, Values, string][]) {
    test(`for ${name}`, async () => {
      await assert.rejects(authorizeRequest(auth, values), (error: unknown) => {
        assert.ok(error instanceof InvalidRequestError);
        assert.deepEqual(
          error.fields.map((field) => field.path),
          [path],
        );
        assert.doesNotMatch(JSON.stringify(error.fields) + error.message, /secret|секрет/);
        return true;
      });
    });
  }
});

describe('the fields of a connector', () => {
  test('are one hidden key for an API key', () => {
    assert.deepEqual(authenticatorFor({ type: 'api_key', in: 'bearer', label: 'Token', placeholder: 'pat-…' }).fields, [
      { name: 'api_key', label: 'Token', kind: 'password', required: true, placeholder: 'pat-…' },
    ]);
  });

  test('are a user name and a password for Basic; the password stays hidden under another label', () => {
    assert.deepEqual(authenticatorFor({ type: 'basic' }).fields, [
      { name: 'username', label: DEFAULT_LABELS['username'], kind: 'text', required: true },
      { name: 'password', label: DEFAULT_LABELS['password'], kind: 'password', required: true },
    ]);
    const auth: AuthInput = {
      type: 'basic',
      username: { kind: 'email' },
      password: { label: 'Token', required: false },
    };
    assert.deepEqual(authenticatorFor(auth).fields, [
      { name: 'username', label: DEFAULT_LABELS['username'], kind: 'email', required: true },
      { name: 'password', label: 'Token', kind: 'password', required: false },
    ]);
  });

  test('are the fields of a custom definition, in its order', () => {
    const fields = { z: { label: 'Z', help: 'Help.' }, a: { label: 'A', kind: 'password', required: false } } as const;
    assert.deepEqual(authenticatorFor({ type: 'custom', fields }).fields, [
      { name: 'z', label: 'Z', kind: 'text', required: true, help: 'Help.' },
      { name: 'a', label: 'A', kind: 'password', required: false },
    ]);
  });
});
