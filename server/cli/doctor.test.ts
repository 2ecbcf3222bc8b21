import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, before, describe, test } from 'node:test';
import BetterSqlite3 from 'better-sqlite3';
import { testOrganization } from '../auth/testing/organization.ts';
import { loadConfig } from '../config/load-config.ts';
import { setTenantSecret } from '../connections/tenant-secret.ts';
import { createEgress } from '../egress.ts';
import { WIDGET_FOLDER } from '../pages/page-assets.ts';
import { openVault } from '../store/open-vault.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { ensureTenant, newOutboxEvent, newWebhookEndpoint, NOW } from '../store/testing/seed-store.ts';
import { runInProcess } from '../testing/command-in-process.ts';
import { hs256, rs256 } from '../testing/harness.ts';
import { configuredRecipients } from '../webhooks/configured-endpoints.ts';
import type { Diagnosis } from './diagnose.ts';
import { doctorCommand } from './doctor.ts';
import type { TokenReading } from './explain-token.ts';

const SECRET = 'a secret of the doctor, of more than 32 bytes';
const KEY = randomBytes(32);
const ENVIRONMENT = {
  PUBLIC_URL: 'https://connect.example.com',
  ENCRYPTION_KEYS: KEY.toString('base64'),
  DATABASE_URL: 'sqlite:embed.db',
};

const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

let root: string;

before(async () => {
  root = await mkdtemp(join(tmpdir(), 'embed-doctor-'));
});
after(() => rm(root, { recursive: true }));

const CONFIG = {
  organizations: {
    acme: {
      name: 'Acme',
      allowedOrigins: ['https://app.acme.example', 'https://*.acme.example'],
      keys: [
        { alg: 'HS256', secret: SECRET },
        { alg: 'HS256', secret: `${SECRET}!` },
        { alg: 'RS256', vendorId: 'we1', publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString() },
      ],
    },
    empty: { allowedOrigins: ['https://empty.example'] },
  },
  connectors: {
    own: { name: 'Own', auth: { type: 'api_key', in: 'bearer' } },
    linear: { clientId: 'id', clientSecret: 'secret' },
    trello: { clientId: 'id', clientSecret: 'secret' },
  },
};

/** A folder with a configuration, and the path of its database. */
async function folderWith(config: unknown = CONFIG): Promise<{ cwd: string; database: string }> {
  const cwd = await mkdtemp(join(root, 'case-'));
  await writeFile(join(cwd, 'embed.config.yaml'), JSON.stringify(config));
  return { cwd, database: join(cwd, 'embed.db') };
}

async function withDatabase(): Promise<{ cwd: string; database: string }> {
  const folder = await folderWith();
  const store = await openSqliteStore({ file: folder.database });
  await openVault({ keys: [KEY], store, now: Date.now() });
  await store.close();
  return folder;
}

async function doctor(cwd: string, { args = [], env = {} }: { args?: readonly string[]; env?: object } = {}) {
  const { status, stdout, stderr } = await runInProcess(['doctor', '--json', ...args], {
    cwd,
    env: { ...ENVIRONMENT, ...env },
  });
  assert.equal(stderr, '');
  return { status, ...(JSON.parse(stdout) as Diagnosis & { readonly ok: boolean }) };
}

const builtScript = () => readFile(new URL('embed-connection.js', WIDGET_FOLDER));

describe('doctor', () => {
  test('finds nothing wrong before the first start, and makes nothing', async () => {
    const { cwd } = await folderWith();
    const { status, ok, problems, database } = await doctor(cwd);
    assert.deepEqual({ status, ok, problems }, { status: 0, ok: true, problems: [] });
    assert.equal(database?.state, 'new');
    assert.deepEqual(await readdir(cwd), ['embed.config.yaml']);
  });

  test('tells where the script is, and by which hash it is known', async () => {
    const { cwd } = await folderWith();
    const { script } = await doctor(cwd);
    const bytes = await builtScript();
    const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
    const integrity = `sha384-${createHash('sha384').update(bytes).digest('base64')}`;
    const hashedAddress = `https://connect.example.com/embed-connection.${hash}.js`;
    assert.deepEqual(script, {
      address: 'https://connect.example.com/embed-connection.js',
      hashedAddress,
      integrity,
      tag: `<script type="module" src="${hashedAddress}" integrity="${integrity}" crossorigin="anonymous"></script>`,
    });
  });

  test('tells of each organization who may frame what, and which signatures count', async () => {
    const { cwd } = await folderWith();
    const { organizations, warnings } = await doctor(cwd);
    const [acme, empty] = organizations;
    assert.deepEqual(acme, {
      slug: 'acme',
      name: 'Acme',
      mode: 'production',
      allowedOrigins: ['https://app.acme.example', 'https://*.acme.example'],
      keyAlgorithms: ['HS256', 'RS256'],
      advice: [],
      pages: [
        'https://connect.example.com/direct_link/embedded/connections/<id>',
        'https://connect.example.com/acme/own/auth',
        'https://connect.example.com/acme/linear/auth',
        'https://connect.example.com/acme/trello/auth',
        'https://connect.example.com/acme/connections/<id>',
      ],
      redirectUris: {
        linear: 'https://connect.example.com/oauth/callback/linear',
        trello: 'https://connect.example.com/oauth/callback/trello',
      },
      setup: { trello: acme?.setup['trello'] },
    });
    assert.match(acme.setup['trello'] ?? '', /Allowed origins/);
    assert.deepEqual(empty?.keyAlgorithms, []);
    assert.ok(empty.pages.every((page) => page.startsWith('https://connect.example.com/empty/')));
    assert.ok(warnings.some((warning) => warning.startsWith('organizations.empty.keys')));
  });

  test('says the same to people', async () => {
    const { cwd } = await folderWith();
    const { status, stdout, stderr } = await runInProcess(['doctor'], { cwd, env: ENVIRONMENT });
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
    const { script, organizations } = await doctor(cwd);
    assert.ok(script);
    const { address, hashedAddress, integrity, tag } = script;
    const pages = organizations.flatMap((organization) => organization.pages);
    const redirectUris = organizations.flatMap((organization) => Object.values(organization.redirectUris));
    const facts = [address, hashedAddress, integrity, tag, ...pages, ...redirectUris, 'https://*.acme.example'];
    for (const fact of facts) assert.ok(stdout.includes(fact), fact);
    assert.match(stdout, /\/oauth\/callback\/trello\n +In the Power-Up admin portal of Trello/);
    assert.match(stdout, /Nothing else is wrong\.\n$/);
  });

  test('looks at a database that a server uses', async (t) => {
    const { cwd, database } = await withDatabase();
    const store = await openSqliteStore({ file: database });
    t.after(() => store.close());
    assert.equal((await doctor(cwd)).database?.state, 'ready');
    const { stdout } = await runInProcess(['doctor'], { cwd, env: ENVIRONMENT });
    assert.match(stdout, /state +ready, and the configured keys belong to it\n/);
  });

  test('says nothing of keys and secrets where the database has none', async (t) => {
    const { cwd, database } = await folderWith();
    const store = await openSqliteStore({ file: database });
    t.after(() => store.close());
    const { stdout } = await runInProcess(['doctor'], { cwd, env: ENVIRONMENT });
    assert.match(stdout, /state +ready, without any secret yet\n/);
  });

  test('warns of a public server whose dialog only this machine may frame', async () => {
    const local = ['http://localhost:3000', 'http://127.0.0.1:5173', 'http://[::1]:3000'];
    const keys = [{ alg: 'HS256', secret: SECRET }];
    const organizations = {
      local: { allowedOrigins: local, keys },
      both: { allowedOrigins: [...local, 'https://app.acme.example'], keys },
      trying: { mode: 'sandbox', allowedOrigins: local, keys },
    };
    const { cwd } = await folderWith({ organizations });
    const { status, warnings } = await doctor(cwd);
    assert.equal(status, 0);
    assert.deepEqual(
      warnings.map((warning) => /^organizations\.\w+\.allowedOrigins: .*loopback/.exec(warning)?.[0].split('.')[1]),
      ['local'],
    );
    assert.deepEqual((await doctor(cwd, { env: { PUBLIC_URL: 'http://localhost:4000' } })).warnings, []);
  });

  test('without ENCRYPTION_KEYS checks everything else, and warns that it did not check the keys', async () => {
    const { cwd } = await withDatabase();
    const { status, problems, warnings, database } = await doctor(cwd, { env: { ENCRYPTION_KEYS: '' } });
    assert.deepEqual({ status, problems, keys: database?.keys }, { status: 0, problems: [], keys: 'not_checked' });
    assert.ok(warnings.some((warning) => /^ENCRYPTION_KEYS is not set.*not checked/.test(warning)));
  });

  test('names the migrations that the next start will run, and runs none', async () => {
    const { cwd, database } = await folderWith();
    await writeFile(database, '');
    const { status, database: found } = await doctor(cwd);
    assert.equal(status, 0);
    assert.equal(found?.state, 'behind');
    assert.ok(found.missing.length > 0);
    assert.equal((await stat(database)).size, 0);
  });

  test('--dev makes no key, and misses the one that has sealed something', async () => {
    const { cwd, database } = await withDatabase();
    const env = { ENCRYPTION_KEYS: '', PUBLIC_URL: '' };
    const { status, problems } = await doctor(cwd, { args: ['--dev'], env });
    assert.equal(status, 78);
    assert.match(problems[0]?.message ?? '', /ENCRYPTION_KEYS/);
    await rm(database);
    assert.equal((await doctor(cwd, { args: ['--dev'], env })).status, 0);
    assert.deepEqual((await readdir(cwd)).toSorted(), ['embed.config.yaml', 'embed.db-guard']);
  });

  test('takes the key that --dev has made', async () => {
    const { cwd } = await withDatabase();
    await writeFile(join(cwd, 'development.key'), `${KEY.toString('base64')}\n`);
    assert.equal((await doctor(cwd, { args: ['--dev'], env: { ENCRYPTION_KEYS: '', PUBLIC_URL: '' } })).status, 0);
  });

  test('says that addresses will be wrong where PUBLIC_URL is not set', async () => {
    const { cwd } = await folderWith();
    const { status, stdout } = await runInProcess(['doctor'], { cwd, env: { ...ENVIRONMENT, PUBLIC_URL: '' } });
    assert.equal(status, 0);
    assert.match(stdout, /Warning: PUBLIC_URL/);
  });
});

describe('doctor reports on webhooks:', () => {
  const url = 'https://hooks.example.com/configured';
  const webhooks = [{ url, secret: 'a-secret-of-24-characters', events: ['*'] }];
  const organizations = { acme: { ...CONFIG.organizations.acme, webhooks } };
  const withWebhooks = () => folderWith({ organizations, connectors: CONFIG.connectors });

  test('before the first start, those of the configuration', async () => {
    const { cwd } = await withWebhooks();
    const { webhooks: reports, warnings } = await doctor(cwd);
    assert.deepEqual(
      reports.map(({ organization, source, url: at, state, pending }) => [organization, source, at, state, pending]),
      [['acme', 'configuration', url, 'enabled', 0]],
    );
    assert.deepEqual(warnings, []);
  });

  test('those of the API too, which are disabled or fail, and what waits to be sent', async () => {
    const { cwd, database } = await withWebhooks();
    const configuration = await loadConfig({
      ...{ text: JSON.stringify({ organizations }), baseDirectory: '.', env: {}, catalogue: new Map(), dev: false },
    });
    const configuredRecipientsOf = configuredRecipients(configuration.organizations);
    const store = await openSqliteStore({ file: database, configuredRecipients: configuredRecipientsOf });
    await openVault({ keys: [KEY], store, now: Date.now() });
    const scope = await ensureTenant(store, 'acme', '42');
    const createdAt = Date.now() - 7_200_000;
    await store.write(async ({ webhookEndpoints, webhookDeliveries, outbox }) => {
      await webhookEndpoints.create(newWebhookEndpoint('whe_failing', { tenantId: scope.tenantId }));
      await webhookEndpoints.create(newWebhookEndpoint('whe_disabled', { url: 'https://hooks.example.com/gone' }));
      await webhookEndpoints.disable('acme', { endpointId: 'whe_disabled', reason: 'It is gone.', disabledAt: NOW });
      await outbox.add(scope, newOutboxEvent('evt_1', createdAt), () => '{}');
      const [delivery] = await webhookDeliveries.due('whe_failing', { now: Date.now(), limit: 1 });
      assert.ok(delivery);
      const failed = { statusCode: 500, durationMs: 1, error: 'The receiver answered 500.' };
      const later = { status: 'pending', nextAttemptAt: Date.now() + 60_000, lastAttemptAt: createdAt } as const;
      await webhookDeliveries.finish(delivery, { ...later, ...failed });
    });
    await store.close();

    const { webhooks: reports, warnings, status } = await doctor(cwd);
    assert.equal(status, 0);
    const oldest = new Date(createdAt).toISOString();
    assert.deepEqual(
      reports.map(({ source, id, tenant, state, reason, pending, oldestPendingAt }) => [
        ...[source === 'api' ? id : source, tenant, state, reason],
        ...[pending, oldestPendingAt],
      ]),
      [
        ['configuration', null, 'enabled', null, 1, oldest],
        ['whe_disabled', null, 'disabled', 'It is gone.', 0, null],
        ['whe_failing', '42', 'failing', 'The receiver answered 500.', 1, oldest],
      ],
    );
    for (const [index, pattern] of [
      /configured of acme was not sent what it waits for\. Is a server running\? .*: 1, the oldest since 2/,
      /gone of acme is disabled since 2027.*: It is gone\./,
      /hooks\.example\.com\/ of acme fails: The receiver answered 500\. Events that wait: 1/,
    ].entries()) {
      assert.match(warnings[index] ?? '', pattern);
    }
    const { stdout } = await runInProcess(['doctor'], { cwd, env: ENVIRONMENT });
    assert.match(stdout, /hooks\.example\.com\/ \(api, \*, tenant 42\): failing\. Events that wait: 1/);
  });
});

describe('doctor --token', () => {
  test('says to people and programs what the pages do with a token, and repeats no part of it', async () => {
    const { cwd } = await folderWith();
    const { stdout: signed } = await runInProcess(['token', 'sign', '--org', 'acme', '--sub', 'ada'], { cwd });
    const token = signed.trim();
    const asText = await runInProcess(['doctor', '--token', token], { cwd });
    assert.deepEqual([asText.status, asText.stderr], [0, '']);
    assert.match(asText.stdout, /tenant +ada\n/);
    assert.match(asText.stdout, /\/acme\/linear\/auth: linear\n/);
    const asJson = await runInProcess(['doctor', '--token', token, '--json'], { cwd });
    const { ok } = JSON.parse(asJson.stdout) as { ok: boolean };
    assert.ok(ok);
    for (const { stdout } of [asText, asJson]) assert.ok(token.split('.').every((part) => !stdout.includes(part)));
  });

  const account = { embed_account_id: '4242', embed_user_id: 'ada' };

  test('knows the secrets of single accounts and the keys of vendors that back ends have set', async () => {
    const folder = await folderWith({
      organizations: { acme: { ...CONFIG.organizations.acme, workato: { keysByApi: true } } },
      connectors: CONFIG.connectors,
    });
    const { privateKey, publicKey: added } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const store = await openSqliteStore({ file: folder.database });
    const vault = await openVault({ keys: [KEY], store, now: Date.now() });
    const organization = testOrganization();
    const deps = { store, vault, egress: createEgress({ allow: [], allowLoopbackHttp: true }), now: Date.now };
    const actor = { id: 'access token 1' };
    const { secret } = await setTenantSecret(deps, { organization, tenantKey: '4242', actor });
    const pem = added.export({ type: 'spki', format: 'pem' }).toString();
    const key = { organization: 'acme', vendorId: 'we1', fingerprint: 'added', publicKey: pem };
    await store.write(({ vendorKeys }) => vendorKeys.add(key, { now: Date.now(), previousUntil: Date.now() }));
    await store.close();
    const iat = Math.floor(Date.now() / 1000);
    const ofAccount = hs256({ ...account, iat, exp: iat + 600 }, secret);
    const ofVendor = rs256({ sub: 'we1:4242', jti: 'one', iat }, privateKey);

    for (const [token, dialect] of [
      [ofAccount, 'locoia'],
      [ofVendor, 'workato'],
    ] as const) {
      const { status, stdout } = await runInProcess(['doctor', '--json', '--token', token], {
        cwd: folder.cwd,
        env: ENVIRONMENT,
      });
      assert.equal(status, 0, stdout);
      const { readings } = JSON.parse(stdout) as { readonly readings: readonly TokenReading[] };
      const [reading] = readings.filter(({ accepted }) => accepted);
      assert.deepEqual([reading?.dialect, reading?.tenant, reading?.notes], [dialect, '4242', []]);
    }
  });

  test('says which secrets it has not read where the database or ENCRYPTION_KEYS are missing', async () => {
    const token = hs256({ ...account, iat: 1, exp: 2 }, SECRET);
    const notes = async (cwd: string, env: object) => {
      const { stdout } = await runInProcess(['doctor', '--json', '--token', token], {
        cwd,
        env: { ...ENVIRONMENT, ...env },
      });
      const { readings } = JSON.parse(stdout) as { readonly readings: readonly TokenReading[] };
      return readings.find(({ dialect }) => dialect === 'locoia')?.notes.join(' ') ?? '';
    };
    assert.match(await notes((await folderWith()).cwd, {}), /were not read: there is no usable database/);
    assert.match(await notes((await withDatabase()).cwd, { ENCRYPTION_KEYS: '' }), /ENCRYPTION_KEYS is not set/);
    assert.equal(await notes((await withDatabase()).cwd, {}), '');
  });

  test('exits with 4 when no page accepts it, and says why', async () => {
    const { cwd } = await folderWith();
    const { stdout: old } = await runInProcess(
      ['token', 'sign', '--org', 'acme', '--sub', 'ada', '--claims', '{"iat":1000000000}'],
      { cwd },
    );
    const { status, stdout } = await runInProcess(['doctor', '--token', old.trim()], { cwd });
    assert.equal(status, 4);
    assert.match(stdout, /refused \(token_expired\)\n +reason +older than the maximum age\n/);
  });

  test('reads the token from the input', async (t) => {
    const { cwd } = await folderWith();
    const printed = t.mock.method(console, 'log', () => undefined);
    const before = process.exitCode;
    await doctorCommand(Readable.from(['no.token.here\n'])).parseAsync(
      ['--token', '-', '--json', '--config', join(cwd, 'embed.config.yaml')],
      { from: 'user' },
    );
    process.exitCode = before;
    assert.match(String(printed.mock.calls[0]?.arguments[0]), /"ok":false.*not canonical base64url/);
  });
});

describe('doctor says what is wrong, and ends with the code of the first thing:', () => {
  interface Case {
    readonly title: string;
    readonly prepare: () => Promise<{ cwd: string }>;
    readonly env?: Readonly<Record<string, string>>;
    readonly status: number;
    /** One for each problem, in order. */
    readonly problems: readonly RegExp[];
  }
  const cases: readonly Case[] = [
    {
      title: 'issues in environment and file',
      prepare: () => folderWith({ organizations: { acme: { colour: 1 } } }),
      env: { PORT: 'many' },
      status: 78,
      problems: [/PORT/, /colour/],
    },
    {
      title: 'another key than that of the secrets',
      prepare: withDatabase,
      env: { ENCRYPTION_KEYS: randomBytes(32).toString('base64') },
      status: 78,
      problems: [/ENCRYPTION_KEYS lacks.*[0-9a-f]{16}/],
    },
    {
      title: 'a key that can be guessed',
      prepare: withDatabase,
      env: { ENCRYPTION_KEYS: Buffer.from('0123456789abcdef'.repeat(2)).toString('base64') },
      status: 78,
      problems: [/ENCRYPTION_KEYS\[0\].*can be guessed.*openssl rand -base64 32/s],
    },
    {
      title: 'a check value that was changed',
      prepare: async () => {
        const folder = await withDatabase();
        const database = new BetterSqlite3(folder.database);
        database.exec("update vault_keys set check_value = cast(substr(check_value, 1, 80) || 'x' as blob)");
        database.close();
        return folder;
      },
      status: 78,
      problems: [/check value.*backup/],
    },
    {
      title: 'the database of a newer version',
      prepare: async () => {
        const folder = await withDatabase();
        const database = new BetterSqlite3(folder.database);
        database.exec("insert into kysely_migration values ('9999-later', '2100-01-01T00:00:00.000Z')");
        database.close();
        return folder;
      },
      status: 78,
      problems: [/9999-later/],
    },
    {
      title: 'a folder in the place of the database',
      prepare: async () => {
        const folder = await folderWith();
        await mkdir(folder.database);
        return folder;
      },
      status: 69,
      problems: [/DATABASE_URL/],
    },
    {
      title: 'a file that is missing, before a database that cannot be used',
      prepare: async () => {
        const folder = await folderWith();
        await mkdir(folder.database);
        await rm(join(folder.cwd, 'embed.config.yaml'));
        return folder;
      },
      status: 78,
      problems: [/embed\.config\.yaml/, /DATABASE_URL/],
    },
    {
      title: 'colours that people cannot tell apart',
      prepare: () => {
        const appearance = { text: '#ccc', dark: { text: '#fff', mutedText: '#445' } };
        const { acme, empty } = CONFIG.organizations;
        const organizations = { acme: { ...acme, appearance }, empty };
        return folderWith({ ...CONFIG, organizations });
      },
      status: 78,
      problems: [
        /acme\.appearance: text on background has a contrast of 1\.6:1 in the light theme, not 4\.5:1\./,
        /text on surface .* light/,
        /text on softDanger .* light/,
        /text on softWarning .* light/,
        /mutedText on background .* dark/,
        /mutedText on surface .* dark/,
        /strongBorder on background .* dark theme, not 3:1/,
      ],
    },
  ];

  for (const { title, prepare, env = {}, status, problems } of cases) {
    test(title, async () => {
      const { cwd } = await prepare();
      const found = await doctor(cwd, { env });
      assert.equal(found.status, status);
      assert.equal(found.ok, false);
      assert.equal(found.problems.length, problems.length, JSON.stringify(found.problems));
      for (const [index, pattern] of problems.entries()) {
        assert.match(found.problems[index]?.message ?? '', pattern);
      }
      assert.equal(found.problems[0]?.exitCode, status);
      const { stderr, status: same } = await runInProcess(['doctor'], { cwd, env: { ...ENVIRONMENT, ...env } });
      assert.equal(same, status);
      for (const pattern of problems) assert.match(stderr, pattern);
    });
  }
});
