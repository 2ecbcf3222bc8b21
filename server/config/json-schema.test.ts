import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';

import { parse } from 'yaml';
import { z } from 'zod';

import { initialConfig } from './initial-config.ts';
import { configJsonSchema, configJsonSchemaText } from './json-schema.ts';
import { exampleText } from './testing/example-config.ts';

describe('the JSON Schema of the configuration', () => {
  test('stands in the repository as the code makes it', async () => {
    const committed = await readFile(new URL('embed.config.schema.json', import.meta.url), 'utf8');
    assert(committed === configJsonSchemaText(), 'It changed. Run: node server/config/write-json-schema.ts');
  });

  const schema = z.fromJSONSchema(configJsonSchema());

  for (const [name, text] of [
    ['an example with every setting', exampleText],
    ['the initial configuration', initialConfig({ publicKeyFile: './key.pem', origins: [] })],
    ['a connector that is taken as it is', 'organizations: {}\nconnectors: {hubspot: , salesforce: {}}'],
    [
      'a part of a connector',
      'organizations: {}\nconnectors: {hubspot: {auth: {label: Token}, verify: {account: id}}}',
    ],
  ] as const) {
    test(`accepts ${name}, before its variables are filled in`, () => {
      const result = schema.safeParse(parse(text));
      assert(result.success, result.error?.message);
    });
  }

  for (const [name, text] of [
    ['an unknown setting', 'organizations: {acme: {colour: red}}'],
    ['a secret beside a public key', 'organizations: {acme: {keys: [{alg: RS256, secret: a}]}}'],
    ['an unknown setting of a connector', 'organizations: {}\nconnectors: {hubspot: {colour: red}}'],
  ] as const) {
    test(`refuses ${name}`, () => assert(!schema.safeParse(parse(text)).success));
  }

  test('describes every setting', () => {
    const bare: string[] = [];
    const visitProperties = (properties: object, path: string) => {
      for (const [name, schema] of Object.entries<unknown>({ ...properties })) {
        if (!isDescribed(schema)) bare.push(`${path}/${name}`);
        visitSchema(schema, `${path}/${name}`);
      }
    };
    const visitSchema = (value: unknown, path: string) => {
      if (typeof value !== 'object' || value === null) return;
      for (const [key, part] of Object.entries<unknown>({ ...value })) {
        if (key === 'properties' && typeof part === 'object' && part !== null) visitProperties(part, `${path}/${key}`);
        else visitSchema(part, `${path}/${key}`);
      }
    };
    visitSchema(configJsonSchema(), '');
    assert.deepEqual(bare, []);
  });
});

function isDescribed(schema: unknown): boolean {
  return typeof schema === 'object' && schema !== null && 'description' in schema;
}
