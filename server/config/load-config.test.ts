import assert from 'node:assert/strict';
import { KeyObject } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { brandIcon } from '../connectors/brand-icon.ts';
import { BRANDS } from '../connectors/brands.ts';
import { ConfigError } from './config-issue.ts';
import type { AppTarget, Config, ImageFile, OrganizationConfig } from './config.ts';
import { loadConfig, readConfigFile } from './load-config.ts';
import {
  exampleCatalogue,
  exampleEnv,
  exampleText,
  publicKeyPem,
  writeExampleImages,
} from './testing/example-config.ts';

const context = { env: exampleEnv, catalogue: exampleCatalogue, dev: false };

const SECRET = 'kJ8u-2hVQ0xW9sPz7RtYb4LmNc3Fg6Ae';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'embed-config-'));
  await writeExampleImages(folder);
});
after(() => rm(folder, { recursive: true }));

function load(text: string, changes: { dev?: boolean; env?: Record<string, string> } = {}): Promise<Config> {
  return loadConfig({ ...context, text, baseDirectory: folder, ...changes });
}

function acmeOf(config: Config): OrganizationConfig {
  const acme = config.organizations.get('acme');
  assert(acme);
  return acme;
}

/** The address of the image of a type that contains a text. */
function addressOf({ images }: Config, type: ImageFile['contentType'], text: string): string {
  const found = [...images].filter(([, file]) => file.contentType === type && file.bytes.includes(text));
  assert.equal(found.length, 1);
  return `/assets/${found[0]?.[0]}`;
}

async function configErrorOf(loading: Promise<unknown>): Promise<ConfigError> {
  const outcome = await loading.then(
    () => 'loaded',
    (error: unknown) => error,
  );
  assert(outcome instanceof ConfigError, `expected issues, got ${String(outcome)}`);
  return outcome;
}

describe('a configuration with every setting', () => {
  test('loads', async () => {
    const config = await load(exampleText);
    const acme = acmeOf(config);
    const { keys, connectors, integrations, webhooks, ...rest } = acme;
    assert.deepEqual(rest, {
      slug: 'acme',
      name: 'Acme',
      mode: 'production',
      sandboxRealConnectors: false,
      allowedOrigins: ['https://app.acme.com', 'https://*.acme.com', 'http://localhost:3000'],
      tokens: { maxAgeSeconds: 300, singleUse: true },
      sessionTokens: { tenantFrom: 'metadata.account.id' },
      apps: new Map<string, AppTarget>([
        ['9a41', { kind: 'integration', integration: 'gwt2hs' }],
        ['0d7c', { kind: 'portal' }],
      ]),
      topLevel: true,
      returnUrls: ['https://app.acme.com/back'],
      locale: 'pt-BR',
      appearance: { accent: '#2458e6', radius: '0.5rem' },
      logo: addressOf(config, 'image/svg+xml', 'id="acme"'),
      dialects: { workato: { keysByApi: true }, pandium: { webhookUrl: false } },
    });
    assert.deepEqual(
      keys.map(({ key, ...key_ }) => [key_, key.type]),
      [
        [
          { algorithm: 'HS256', id: 'first', claims: 'locoia', account: '42', secret: exampleEnv.ACME_SECRET },
          'secret',
        ],
        [{ algorithm: 'RS256', vendorId: 'we9898' }, 'public'],
      ],
    );
    assert.deepEqual([...connectors.keys()], ['hubspot', 'gwt']);
    assert.equal(connectors.get('hubspot')?.name, 'HubSpot');
    assert.equal(connectors.get('hubspot')?.clientId, exampleEnv.HUBSPOT_ID);
    assert.deepEqual(
      [connectors.get('gwt')?.verify?.url, connectors.get('gwt')?.verify?.account],
      ['https://api.gwt.example/me', 'email'],
    );
    assert.equal(connectors.get('gwt')?.icon, addressOf(config, 'image/svg+xml', 'id="gwt"'));
    assert.equal(connectors.get('gwt')?.api?.baseUrl, 'https://api.gwt.example');
    assert.equal(webhooks[0]?.url.href, 'https://api.acme.com/hooks');
    assert.deepEqual(integrations.get('gwt2hs'), {
      slug: 'gwt2hs',
      id: 7,
      name: 'GWT and HubSpot',
      description: 'Two address books, one truth',
      category: 'CRM',
      connectors: ['gwt', 'hubspot'],
      ownConnector: 'gwt',
      icon: addressOf(config, 'image/png', 'IHDR'),
      multiple: false,
      access: 'public',
      groups: ['staff'],
      sharing: 'user',
      settings: { type: 'object', properties: { direction: { enum: ['in', 'out'], default: 'in' } } },
      schedule: { default: '*/30 * * * *', editable: false, minimumMinutes: 15 },
      consent: {
        required: true,
        text: { en: 'We read your contacts.' },
        links: [{ label: 'Terms', url: 'https://acme.com/terms' }],
      },
    });
  });

  test('warns of what has no effect yet, by path', async () => {
    const { warnings } = await load(exampleText);
    assert.deepEqual(
      warnings.map((warning) => warning.split(': ')[0]),
      ['organizations.acme.topLevel', 'organizations.acme.returnUrls', 'connectors.gwt.api', 'connectors.hubspot'],
    );
  });

  test('warns of no kind of key that native pages take', async () => {
    const keys = [
      { alg: 'HS256', secret: exampleEnv.ACME_SECRET },
      { alg: 'RS256', publicKey: publicKeyPem('rsa') },
      { alg: 'ES256', publicKey: publicKeyPem('p256') },
      { alg: 'EdDSA', publicKey: publicKeyPem('ed25519') },
    ];
    const acme = { allowedOrigins: ['https://app.acme.com'], keys };
    assert.deepEqual((await load(JSON.stringify({ organizations: { acme } }))).warnings, []);
  });

  test('cannot be changed afterwards, at any depth', async () => {
    const config = await load(exampleText);
    const open: string[] = [];
    const visit = (value: unknown, path: string) => {
      if (typeof value !== 'object' || value === null) return;
      if (value instanceof URL || value instanceof KeyObject || value instanceof Uint8Array) return;
      if (!Object.isFrozen(value)) open.push(path);
      const parts = value instanceof Map ? [...value] : Object.entries(value);
      for (const [key, part] of parts) visit(part, `${path}.${String(key)}`);
    };
    visit(config, 'config');
    assert.deepEqual(open, []);
    const { organizations } = config;
    assert(organizations instanceof Map);
    assert.throws(() => organizations.set('evil', {}), TypeError);
    assert.throws(() => organizations.delete('acme'), TypeError);
    assert.throws(() => organizations.clear(), TypeError);
  });
});

test('an icon of the catalogue is inherited, and gives way to one in the file', async () => {
  const [hubspot] = exampleCatalogue.values();
  assert(hubspot);
  const catalogue = new Map([['hubspot', { ...hubspot, icon: brandIcon('hubspot') }]]);
  const text = `
organizations: { acme: { connectors: { hubspot: { icon: ./acme.svg } } }, globex: {} }
connectors: { hubspot: {}, mine: { from: hubspot }, other: { from: hubspot, icon: ./gwt.svg } }`;
  const config = await loadConfig({ ...context, catalogue, text, baseDirectory: folder });
  const iconsOf = (slug: string) =>
    [...(config.organizations.get(slug)?.connectors ?? [])].map(([name, { icon }]) => [name, icon]);
  const mark = addressOf(config, 'image/svg+xml', BRANDS.hubspot.path);
  const [acme, gwt] = ['acme', 'gwt'].map((id) => addressOf(config, 'image/svg+xml', `id="${id}"`));
  assert.deepEqual(iconsOf('globex'), [
    ['hubspot', mark],
    ['mine', mark],
    ['other', gwt],
  ]);
  assert.deepEqual(iconsOf('acme').toSorted(), [
    ['hubspot', acme],
    ['mine', mark],
    ['other', gwt],
  ]);
});

test('what is left out has a default', async () => {
  const config = await load(
    `{organizations: {acme: {integrations: {sync: {id: 1, connectors: [hubspot]}}}}, connectors: {hubspot: }}`,
  );
  const acme = acmeOf(config);
  assert.deepEqual([acme.name, acme.mode, acme.topLevel], ['acme', 'production', false]);
  assert.deepEqual(acme.tokens, { maxAgeSeconds: 600, singleUse: false });
  assert.deepEqual(acme.sessionTokens, {});
  assert.equal(acme.apps.size, 0);
  assert.deepEqual(acme.dialects, { workato: { keysByApi: false }, pandium: { webhookUrl: true } });
  assert.deepEqual(acme.integrations.get('sync'), {
    slug: 'sync',
    id: 1,
    name: 'sync',
    description: '',
    connectors: ['hubspot'],
    multiple: true,
    access: 'sso',
    groups: [],
    sharing: 'account',
    settings: { type: 'object', properties: {} },
    schedule: { default: '0 * * * *', editable: true, minimumMinutes: 1 },
    consent: { required: false, text: {}, links: [] },
  });
});

test('a JSON file is read like a YAML file', async () => {
  const config = await load('{\n\t"organizations": {"acme": {"name": "Acme"}}\n}');
  assert.equal(acmeOf(config).name, 'Acme');
});

describe('connectors', () => {
  test('of the catalogue are seen only where they are configured', async () => {
    const config = await load('organizations: {acme: {connectors: {hubspot: {}}}, globex: {}}');
    assert.deepEqual([...acmeOf(config).connectors.keys()], ['hubspot']);
    assert.equal(config.organizations.get('globex')?.connectors.size, 0);
  });

  test('of one organization do not change what another sees', async () => {
    const config = await load(`
organizations:
  acme: { connectors: { hubspot: { name: Our HubSpot } } }
  globex: {}
connectors: { hubspot: {} }`);
    assert.equal(acmeOf(config).connectors.get('hubspot')?.name, 'Our HubSpot');
    assert.equal(config.organizations.get('globex')?.connectors.get('hubspot')?.name, 'HubSpot');
  });

  test('can begin as another connector of the catalogue, at one of its environments', async () => {
    const config = await load(`
organizations: { acme: { connectors: { box-staging: { environment: staging } } } }
connectors:
  box-test: { from: box, environment: test, auth: { label: Test key } }
  box-staging: { from: box }`);
    const { connectors } = acmeOf(config);
    const [one, other] = ['box-test', 'box-staging'].map((name) => connectors.get(name));
    assert.equal(one?.verify?.url, 'https://test.box.example/me');
    assert.deepEqual(one.auth, { type: 'api_key', in: 'bearer', label: 'Test key' });
    assert.equal(other?.verify?.url, 'https://staging.box.example/me');
  });

  test('may be overridden with another type of authentication', async () => {
    const config = await load('{organizations: {acme: {}}, connectors: {hubspot: {auth: {type: basic}}}}');
    assert.equal(acmeOf(config).connectors.get('hubspot')?.auth.type, 'basic');
  });

  test('may be http on this machine in development only', async () => {
    const text = `
organizations: { acme: {} }
connectors: { box: { name: Box, auth: { type: basic }, verify: { url: "http://127.0.0.1:4002/me" } } }`;
    assert.equal(acmeOf(await load(text, { dev: true })).connectors.size, 1);
    const { issues } = await configErrorOf(load(text));
    assert.deepEqual(
      issues.map(({ path }) => path),
      ['connectors.box.verify.url'],
    );
  });

  test('that are http on this machine get one hint at --dev, below all issues', async () => {
    const box = (host: string) => `{ name: Box, auth: { type: basic }, verify: { url: "http://${host}/me" } }`;
    const loadTwo = (first: string, second: string) =>
      configErrorOf(load(`{organizations: {acme: {}}, connectors: {a: ${box(first)}, b: ${box(second)}}}`));
    const { message } = await loadTwo('127.0.0.1:4400', 'localhost:4400');
    assert.match(message, /^[^\n]*has 2 issues:\n {2}[^\n]*\n {2}[^\n]*\nAdd --dev, [^\n]*$/);
    assert.doesNotMatch((await loadTwo('a.example', 'b.example')).message, /Add --dev/);
  });
});

test('aliases repeat what an anchor holds', async () => {
  const config = await load(
    '{organizations: {acme: {allowedOrigins: &ours [https://a.example]}, globex: {allowedOrigins: *ours}}}',
  );
  assert.deepEqual(config.organizations.get('globex')?.allowedOrigins, ['https://a.example']);
});

test('`$${` means a literal `${`, and the value of a variable is not searched for other variables', async () => {
  const config = await load('organizations: {acme: {name: "$${X} ${X}${Y}"}}', { env: { X: '${Y}', Y: '!' } });
  assert.equal(acmeOf(config).name, '${X} ${Y}!');
});

test('webhooks may go to this machine in development only', async () => {
  const text = `organizations: {acme: {webhooks: [{url: "http://localhost:9000/", secret: ${SECRET}}]}}`;
  assert.equal(acmeOf(await load(text, { dev: true })).webhooks.length, 1);
  const { issues } = await configErrorOf(load(text));
  assert.equal(issues[0]?.path, 'organizations.acme.webhooks[0].url');
});

describe('a file of a configuration', () => {
  test('names key files relative to itself', async (t) => {
    const directory = await mkdtemp(join(tmpdir(), 'embed-config-'));
    t.after(() => rm(directory, { recursive: true }));
    await writeFile(join(directory, 'acme.pem'), publicKeyPem('ed25519'));
    const path = join(directory, 'embed.config.yaml');
    await writeFile(path, 'organizations: {acme: {keys: [{alg: EdDSA, publicKeyFile: acme.pem}]}}');
    assert.equal(acmeOf(await readConfigFile(path, context)).keys[0]?.algorithm, 'EdDSA');
  });

  test('that is not there is an issue', async () => {
    const error = await configErrorOf(readConfigFile('/nowhere/embed.config.yaml', context));
    assert.match(
      error.message,
      /^\/nowhere\/embed\.config\.yaml has one issue:\n {2}there is no file \/nowhere\/embed\.config\.yaml; `init` writes one$/,
    );
  });
});

test('issues of every kind are listed together', async () => {
  const error = await configErrorOf(
    load(`
organizations:
  acme:
    mode: staging
    name: "\${UNSET_NAME}"
    keys:
      - { alg: HS256, secret: short }
      - { alg: HS256, id: a, secret: ${SECRET} }
      - { alg: none }
    colour: blue
  globex:
    keys:
      - { alg: RS256, vendorId: v1, publicKey: "\${UNSET_PEM}" }
      - { alg: HS256, secret: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" }
    integrations:
      one: { id: 1, connectors: [hubspot, nowhere] }
      two: { id: 1, connectors: [hubspot] }
    mode: sandbox
    mode: sandbox
  api: {}
connectors:
  hubspot: { color: red }
  gwt: { auth: { type: basic } }
`),
  );
  assert.deepEqual(error.issues.map(({ path }) => path).sort(), [
    'connectors.gwt.name',
    'connectors.hubspot.color',
    'organizations.acme.colour',
    'organizations.acme.keys[0].secret',
    'organizations.acme.keys[2].alg',
    'organizations.acme.mode',
    'organizations.acme.name',
    'organizations.api',
    'organizations.globex.integrations.one.connectors[1]',
    'organizations.globex.integrations.two.id',
    'organizations.globex.keys[0].publicKey',
    'organizations.globex.keys[1].secret',
    'organizations.globex.mode',
  ]);
  for (const { path, message } of error.issues) assert(error.message.includes(`\n  ${path}: ${message}`));
});
