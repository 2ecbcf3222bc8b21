import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import fc from 'fast-check';

import { ConfigError } from './config-issue.ts';
import { loadConfig } from './load-config.ts';
import { exampleCatalogue, privateKeyPem } from './testing/example-config.ts';

const SECRET_MARKER = 'hunter2';

/** Files that hold a secret where one belongs or where an operator might put it by accident. Each has an issue. */
const files: readonly ((secret: string) => string)[] = [
  (secret) => `{organizations: {acme: {colour: a, keys: [{alg: HS256, secret: ${secret}}]}}}`,
  (secret) => `{organizations: {acme: {keys: [{alg: HS256, publicKey: ${secret}}]}}}`,
  (secret) => `{organizations: {acme: {keys: [{alg: RS256, publicKey: ${secret}}]}}}`,
  (secret) => `{organizations: {acme: {keys: [{alg: RS256, publicKeyFile: ${secret}}]}}}`,
  (secret) => `{organizations: {acme: {keys: [{alg: RS256, secret: ${secret}}]}}}`,
  (secret) => `{organizations: {acme: {keys: [{alg: ${secret}}]}}}`,
  (secret) => `{organizations: {acme: {keys: ${secret}}}}`,
  (secret) => `{organizations: {acme: {keys: [${secret}]}}}`,
  (secret) => `{organizations: ${secret}}`,
  (secret) => secret,
  (secret) => `{organizations: {acme: {mode: ${secret}, locale: ${secret}, allowedOrigins: [${secret}]}}}`,
  (secret) => `{organizations: {acme: {appearance: {accent: ${secret}}, tokens: {maxAgeSeconds: ${secret}}}}}`,
  (secret) => `{organizations: {acme: {webhooks: [{url: ${secret}, secret: ${secret}, events: [${secret}]}]}}}`,
  (secret) => `{organizations: {acme: {integrations: {a: {id: ${secret}, connectors: [${secret}]}}}}}`,
  (secret) =>
    `{organizations: {acme: {integrations: {a: {id: 1, connectors: [x], settings: {properties: {a: ${secret}}}}}}}}`,
  (secret) =>
    `{organizations: {acme: {integrations: {a: {id: 1, connectors: [hubspot], settings: {properties: {a: {type: integer, default: ${secret}}}}}}}}}`,
  (secret) =>
    `{organizations: {acme: {apps: {a: {integration: ${secret}, colour: a}}, sessionTokens: {tenantFrom: ${secret}}}}}`,
  (secret) =>
    `{organizations: {}, connectors: {hubspot: {from: ${secret}, icon: 1}, box: {environment: ${secret}, icon: 1}}}`,
  (secret) => `{organizations: {}, connectors: {hubspot: {clientId: 1, clientSecret: ${secret}}}}`,
  (secret) => `{organizations: {}, connectors: {hubspot: {verify: {url: ${secret}}, externalId: 1}}}`,
  (secret) => `{organizations: {}, connectors: {hubspot: ${secret}}}`,
  (secret) => `organizations: {acme: {name: ${secret} ${secret}}\n  ${secret}`,
  (secret) => `organizations: !${SECRET_MARKER} ${secret}`,
  () => `organizations: {acme: {keys: [{alg: HS256, secret: "${SECRET_MARKER}\\q"}]}}`,
  (secret) => `{organizations: {acme: {name: ${secret}, keys: [{secret: *${SECRET_MARKER}}]}}}`,
];

async function assertNoSecretInErrors(text: string, env: Record<string, string>): Promise<void> {
  const loading = loadConfig({ text, env, catalogue: exampleCatalogue, dev: false, baseDirectory: '/nowhere' });
  await assert.rejects(loading, (error) => {
    assert(error instanceof ConfigError);
    assert(!error.message.includes(SECRET_MARKER), error.message);
    assert(!JSON.stringify(error.issues).includes(SECRET_MARKER));
    assert.equal(error.cause, undefined);
    return true;
  });
}

describe('the list of issues repeats no value', () => {
  test('from the environment, with any value', async () => {
    const value = fc.oneof(
      fc.string(),
      fc.constantFrom(privateKeyPem(), '-----BEGIN PUBLIC KEY-----\n', 'https://', '${', '{', 'whsec_'),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files), value, value, async (file, before, after) => {
        await assertNoSecretInErrors(file('"${SECRET}"'), { SECRET: before + SECRET_MARKER + after });
      }),
    );
  });

  test('from the file itself, quoted or not', async () => {
    const scalar = fc.oneof(
      fc.string().map((text) => JSON.stringify(text + SECRET_MARKER)),
      fc.string().map((text) => `'${SECRET_MARKER}${text}`),
      fc.string().map((text) => SECRET_MARKER + text),
    );
    // Keys do appear in paths, so what turns a value into a key is left out.
    const value = scalar.filter((text) => !/[:,?{}[\]\n]/.test(text));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files), value, async (file, text) => assertNoSecretInErrors(file(text), {})),
    );
  });
});
