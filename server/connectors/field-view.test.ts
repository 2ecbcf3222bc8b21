import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { connectorView } from './connector-view.ts';
import { findDefinitionIssues } from './definition-checks.ts';
import type { ConnectorDefinitionInput } from './definition.ts';
import { connectorDefinitionSchema } from './definition.ts';

type AuthInput = ConnectorDefinitionInput['auth'];

function viewOf(auth: AuthInput, more: Partial<ConnectorDefinitionInput> = {}) {
  return connectorView('example', connectorDefinitionSchema.parse({ name: 'Example', auth, ...more }));
}

const KEY = { type: 'api_key', in: 'bearer' } as const;

describe('a label that the definition does not name', () => {
  test('is the usual one, in every language of the dialog', () => {
    const client = { type: 'oauth2_client_credentials', tokenUrl: 'https://example.com/token' } as const;
    const aws = { type: 'aws_sigv4', service: 's3', sessionToken: true } as const;
    const labels = [KEY, { type: 'basic' } as const, client, aws].flatMap((auth) =>
      viewOf(auth).fields.map(({ label }) => label),
    );
    assert.equal(labels.length, 9);
    for (const label of labels) assert.deepEqual(Object.keys(label), ['en', 'de', 'fr', 'es']);
    assert.deepEqual(labels[1], {
      en: 'Username',
      de: 'Benutzername',
      fr: 'Nom d’utilisateur',
      es: 'Nombre de usuario',
    });
  });

  test('can be translated otherwise, one language at a time', () => {
    const [field] = viewOf({ ...KEY, 'x-i18n': { de: { label: 'Schlüssel' } } }).fields;
    assert.deepEqual(field?.label, { en: 'API key', de: 'Schlüssel', fr: 'Clé d’API', es: 'Clave de API' });
  });
});

describe('a text of the definition', () => {
  test('is a single text without translations', () => {
    const [field] = viewOf({ ...KEY, label: 'Token', help: 'In the settings.', placeholder: 'pat-…' }).fields;
    assert.deepEqual([field?.label, field?.help, field?.placeholder], ['Token', 'In the settings.', 'pat-…']);
  });

  test('has its translations beside it, by canonical language tag, for inputs and fields', () => {
    const site = {
      label: 'Site',
      help: 'The first part.',
      'x-i18n': { DE: { label: 'Adresse', help: 'Der erste Teil.' }, 'pt-br': { label: 'Site' } },
    };
    const { fields } = viewOf({ type: 'custom', fields: { key: site } }, { inputs: { site } });
    for (const { label, help } of fields) {
      assert.deepEqual(label, { und: 'Site', de: 'Adresse', 'pt-BR': 'Site' });
      assert.deepEqual(help, { und: 'The first part.', de: 'Der erste Teil.' });
    }
    assert.equal(fields.length, 2);
  });
});

describe('a translation is refused', () => {
  for (const [name, texts] of [
    ['for what is no language tag', { german_formal: { label: 'Schlüssel' } }],
    ['of an unknown text', { de: { title: 'Schlüssel' } }],
    ['without text', { de: { label: '' } }],
    ['that is no mapping', { de: 'Schlüssel' }],
  ] as const) {
    test(name, () => {
      const auth = { ...KEY, 'x-i18n': texts };
      assert.equal(connectorDefinitionSchema.safeParse({ name: 'Example', auth }).success, false);
    });
  }

  test('of a text that the definition does not have', () => {
    const definition = connectorDefinitionSchema.parse({
      name: 'Example',
      auth: { ...KEY, 'x-i18n': { de: { label: 'Schlüssel', help: 'In den Einstellungen.' } } },
    });
    assert.deepEqual(
      findDefinitionIssues(definition, { dev: false }).map(({ path }) => path.join('.')),
      ['auth.x-i18n.de.help'],
    );
  });
});

describe('what a person types is', () => {
  const custom = (fields: Extract<AuthInput, { type: 'custom' }>['fields']): AuthInput => ({ type: 'custom', fields });
  const secret = { label: 'Secret', kind: 'password' } as const;
  const url = 'https://example.com/';
  for (const [name, auth, kind] of [
    ['a key', KEY, 'key'],
    ['an AWS key', { type: 'aws_sigv4', service: 's3' }, 'key'],
    ['a password with a user name', { type: 'basic' }, 'password'],
    ['a key beside other fields', custom({ id: { label: 'Id' }, token: secret }), 'key'],
    ['a password in a field of its own', custom({ user: { label: 'User' }, password: secret }), 'password'],
    ['one of several secrets', custom({ key: secret, password: secret }), 'other'],
    ['no secret', custom({ user: { label: 'User' } }), 'other'],
    ['a key that is exchanged', { type: 'refreshable_token', fields: { key: secret }, request: { url } }, 'key'],
    ['nothing before a sign-in', { type: 'oauth2', authorizationUrl: url, tokenUrl: url }, 'other'],
  ] satisfies [string, AuthInput, string][]) {
    test(`${name}: ${kind}`, () => assert.equal(viewOf(auth).credentialKind, kind));
  }
});
