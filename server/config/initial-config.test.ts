import assert from 'node:assert/strict';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { initialConfig } from './initial-config.ts';
import { loadConfig } from './load-config.ts';

test('the initial configuration loads as it stands, with both kinds of key and a connector of its own', async (t) => {
  const baseDirectory = await mkdtemp(join(tmpdir(), 'embed-init-'));
  t.after(() => rm(baseDirectory, { recursive: true }));
  const { publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  await writeFile(join(baseDirectory, 'key.pem'), publicKey);
  const secret = randomBytes(32).toString('base64');
  const config = await loadConfig({
    text: initialConfig({
      publicKeyFile: './key.pem',
      origins: ['https://app.acme.example', 'https://*.acme.example'],
    }),
    env: { EMBED_SECRET: secret },
    catalogue: new Map<string, never>(),
    dev: false,
    baseDirectory,
  });
  const acme = config.organizations.get('acme');
  assert.deepEqual(
    acme?.keys.map(({ algorithm, vendorId }) => [algorithm, vendorId]),
    [
      ['HS256', undefined],
      ['RS256', 'acme'],
    ],
  );
  assert.equal(acme.keys[0]?.secret, secret);
  assert.deepEqual([...acme.connectors.keys()], ['example']);
  assert.deepEqual([...acme.integrations.keys()], ['contact-sync']);
  assert.deepEqual(acme.allowedOrigins, [
    'https://app.acme.example',
    'https://*.acme.example',
    'http://localhost:3000',
    'http://localhost:5173',
    'http://127.0.0.1:3000',
    'http://127.0.0.1:5173',
  ]);
  assert.equal(acme.locale, undefined);
  assert.deepEqual(config.warnings, []);
});
