import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';

import { initialConfig } from './initial-config.ts';
import { loadConfig } from './load-config.ts';

const context = { env: {}, catalogue: new Map<string, never>(), dev: false, baseDirectory: '/nowhere' };

describe('the initial configuration', () => {
  test('loads as it stands, with a connector of its own and no warning', async () => {
    const secret = randomBytes(32).toString('base64');
    const config = await loadConfig({ ...context, text: initialConfig({ secret }) });
    const acme = config.organizations.get('acme');
    assert.equal(acme?.keys[0]?.secret, secret);
    assert.deepEqual([...acme.connectors.keys()], ['example']);
    assert.deepEqual([...acme.integrations.keys()], ['contact-sync']);
    assert.deepEqual(config.warnings, []);
  });

  test('takes the secret from the environment if it is given none', async () => {
    const secret = randomBytes(32).toString('base64');
    const config = await loadConfig({ ...context, text: initialConfig(), env: { EMBED_SECRET: secret } });
    assert.equal(config.organizations.get('acme')?.keys[0]?.secret, secret);
  });

  test('keeps a secret with quotes, backslashes and variables as it is', async () => {
    const secret = String.raw`"a\n": ${'${HOME}'} $${'${HOME}'} #{'` + randomBytes(16).toString('hex');
    const config = await loadConfig({ ...context, text: initialConfig({ secret }) });
    assert.equal(config.organizations.get('acme')?.keys[0]?.secret, secret);
  });

  test('tells editors where its schema stands, if that is known', () => {
    const secret = randomBytes(32).toString('hex');
    const first = (text: string) => text.split('\n')[0] ?? '';
    assert.equal(
      first(initialConfig({ secret, schemaPath: './embed.config.schema.json' })),
      '# yaml-language-server: $schema=./embed.config.schema.json',
    );
    assert(!initialConfig({ secret }).includes('$schema'));
  });
});
