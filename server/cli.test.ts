import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { sandboxConnectors } from './sandbox/connectors.ts';
import { SANDBOX_KEY } from './sandbox/keys.ts';
import { startSandbox } from './sandbox/sandbox.ts';
import type { Sandbox } from './sandbox/sandbox.ts';
import { openSqliteStore } from './store/sqlite-store.ts';
import { runInProcess } from './testing/command-in-process.ts';
import { runCommand, startServerProcess } from './testing/command-line.ts';
import { ACME_SECRET } from './testing/harness.ts';
import { FRAME_HEADERS, pageState, selectedId } from './testing/page.ts';

let folder: string;
let sandbox: Sandbox;
/** A provider that answers when the test says so. */
const held = createServer();

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'embed-cli-'));
  sandbox = await startSandbox({ port: 0, host: '127.0.0.1' });
  held.listen(0, '127.0.0.1');
  await once(held, 'listening');
  const { port } = held.address() as AddressInfo;
  const heldConnector = {
    name: 'Held',
    auth: { type: 'api_key', in: 'bearer' },
    verify: { url: `http://127.0.0.1:${port}/me` },
  };
  const config = {
    organizations: {
      acme: { allowedOrigins: ['https://app.acme.example'], keys: [{ alg: 'HS256', secret: ACME_SECRET }] },
      globex: { allowedOrigins: ['https://globex.example'], keys: [{ alg: 'HS256', secret: `${ACME_SECRET}!` }] },
    },
    connectors: { ...sandboxConnectors(sandbox.url), held: heldConnector },
  };
  await writeFile(join(folder, 'config.json'), JSON.stringify(config));
  const store = await openSqliteStore({ file: join(folder, 'data/embed.db') });
  await store.close();
});

after(async () => {
  await sandbox.close();
  held.close();
  await rm(folder, { recursive: true });
});

const runProcess = (args: readonly string[], env = {}) => runCommand(args, { cwd: folder, env });
const run = (args: readonly string[], env = {}) => runInProcess(args, { cwd: folder, env });
const connections = (...args: string[]) =>
  run(['connections', ...args, '--dev', '--config', 'config.json', '--org', 'acme']);

describe('connections', () => {
  test('are made, listed, shown, disconnected and deleted', async () => {
    const made = await connections('create', '--tenant', '4242', '--connector', 'sandbox', '--name', 'Main', '--json');
    assert.equal(made.status, 0, made.stderr);
    const created = JSON.parse(made.stdout) as { id: number; pages: readonly string[] };
    assert.equal(typeof created.id, 'number');
    assert.ok(created.pages.includes(`http://localhost:4000/acme/connections/${created.id}`));

    const listed = await connections('list', '--tenant', '4242', '--json');
    const list = JSON.parse(listed.stdout) as Record<string, unknown>[];
    assert.deepEqual(
      list.map(({ id, tenant, status, name }) => ({ id, tenant, status, name })),
      [{ id: created.id, tenant: '4242', status: 'disconnected', name: 'Main' }],
    );

    const id = String(created.id);
    assert.deepEqual(JSON.parse((await connections('show', id, '--json')).stdout), list[0]);
    assert.equal((await connections('disconnect', id)).status, 0);
    assert.equal((await connections('delete', id)).status, 0);
    assert.equal((await connections('show', id)).status, 3);
    assert.deepEqual(JSON.parse((await connections('list', '--json')).stdout), []);
  });

  test('are made with a warning where the tenant has one already, or where direct links name it otherwise', async () => {
    const create = (tenant: string, ...more: string[]) =>
      connections('create', '--tenant', tenant, '--connector', 'sandbox-query', '--json', ...more);
    const first = await create('E77');
    const { warning } = JSON.parse(first.stderr) as { warning: { code: string; message: string } };
    assert.equal(warning.code, 'tenant_key');
    assert.match(warning.message, /means the tenant 77/);
    assert.equal((await create('Emma')).stderr, '');
    await create('twice');
    const { id } = JSON.parse((await connections('list', '--tenant', 'twice', '--json')).stdout.slice(1, -2)) as {
      id: number;
    };
    const again = await create('twice');
    const message = `The tenant twice already has the connection ${id} of sandbox-query. Pages that name the connector show that one.`;
    assert.equal(again.stderr, `${JSON.stringify({ warning: { code: 'duplicate_connection', message } })}\n`);
    assert.equal((await create('twice', '--user', 'ada')).stderr, '');
  });

  test('are listed in pages, and the list says where it was cut', async () => {
    const create = async (tenant: string) => {
      const { stdout } = await connections('create', '--tenant', tenant, '--connector', 'sandbox-basic', '--json');
      return JSON.parse(stdout) as { id: number };
    };
    const [first, second] = [await create('p1'), await create('p2')];
    const list = async (after: number) => {
      const args = ['--connector', 'sandbox-basic', '--limit', '1', '--after', String(after), '--json'];
      const { stdout, stderr } = await connections('list', ...args);
      return { ids: (JSON.parse(stdout) as { id: number }[]).map(({ id }) => id), stderr };
    };
    const message = `There are more than 1. For the next ones: --after ${first.id}`;
    const stderr = `${JSON.stringify({ warning: { code: 'more_results', message } })}\n`;
    assert.deepEqual(await list(0), { ids: [first.id], stderr });
    assert.deepEqual(await list(first.id), { ids: [second.id], stderr: '' });
  });

  test('of a connector that has left the configuration are still listed', async () => {
    await connections('create', '--tenant', 'left', '--connector', 'sandbox-bearer');
    const config = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')) as { connectors: object };
    const connectorsLeft = { ...config.connectors, 'sandbox-bearer': undefined };
    await writeFile(join(folder, 'without.json'), JSON.stringify({ ...config, connectors: connectorsLeft }));
    const list = (...args: string[]) =>
      run(['connections', 'list', '--dev', '--config', 'without.json', '--org', 'acme', '--json', ...args]);
    const none = await list('--connector', 'sandbox-bearer', '--status', 'connected');
    assert.deepEqual([none.status, none.stdout], [0, '[]\n']);
  });

  test('of one organization are not another’s', async () => {
    const { stdout } = await connections('create', '--tenant', '1', '--connector', 'sandbox', '--json');
    const { id } = JSON.parse(stdout) as { id: number };
    const other = await run(['connections', 'show', String(id), '--dev', '--config', 'config.json', '--org', 'globex']);
    assert.equal(other.status, 3);
  });

  test('are not looked for in a database that is missing, and none is made', async () => {
    const path = join(folder, 'missing', 'embed.db');
    const env = { DATABASE_URL: `sqlite:${path}` };
    for (const args of [['list'], ['show', '1'], ['disconnect', '1'], ['delete', '1']]) {
      const result = await run(['connections', ...args, '--dev', '--config', 'config.json', '--org', 'acme'], env);
      assert.deepEqual([result.status, result.stdout], [69, ''], args[0]);
      assert.ok(result.stderr.includes(`There is no database at ${path}.`), result.stderr);
    }
    assert.ok(!(await readdir(folder)).includes('missing'));
  });

  const refused: readonly (readonly [string, string[], number])[] = [
    ['an unknown connector', ['create', '--tenant', '1', '--connector', 'nothing'], 3],
    ['a blank tenant', ['create', '--tenant', ' ', '--connector', 'sandbox'], 2],
    ['no tenant', ['create', '--connector', 'sandbox'], 2],
    ['a status that does not exist', ['list', '--status', 'fine'], 2],
    ['a limit that is no number', ['list', '--limit', 'many'], 2],
    ['an unknown tenant', ['list', '--tenant', 'nobody'], 3],
    ['a list of an unknown connector', ['list', '--connector', 'sandbx'], 3],
    ['an id that is no number', ['show', 'abc'], 2],
  ];
  for (const [title, args, status] of refused) {
    test(`refuse ${title} with ${status} and a sentence`, async () => {
      const result = await connections(...args);
      assert.equal(result.status, status);
      assert.equal(result.stdout, '');
      assert.match(result.stderr.trim(), /^[^\n]+$/);
      const asJson = await connections(...args, '--json');
      assert.deepEqual([asJson.status, asJson.stdout], [status, '']);
      const code = status === 3 ? 'not_found' : 'invalid_usage';
      const message = result.stderr.trim().replace(/^error: /, '');
      assert.deepEqual(JSON.parse(asJson.stderr), { error: { code, message } });
    });
  }
});

describe('a signed token', () => {
  test('opens a page of a server with the same configuration, in each dialect that it is signed for', async (t) => {
    const server = await startServerProcess(['--config', 'config.json'], { cwd: folder });
    t.after(() => server.process.kill('SIGKILL'));
    for (const dialect of ['pandium', 'native']) {
      const signed = await run([
        ...['token', 'sign', '--dev', '--config', 'config.json', '--org', 'acme', '--dialect', dialect],
        ...['--sub', 'ada@acme.example', '--claims', '{"external_id":"77"}'],
      ]);
      assert.equal(signed.status, 0, signed.stderr);
      const native = dialect === 'native' ? '&dialect=native' : '';
      const address = `${server.url}/acme/sandbox/auth?tenant=${signed.stdout.trim()}${native}`;
      const state = pageState(await (await fetch(address, { headers: FRAME_HEADERS })).text());
      assert.ok(state.kind === 'dialog');
      assert.deepEqual([state.tenant, state.dialect], ['77', dialect]);
    }
    server.process.kill('SIGTERM');
    await once(server.process, 'exit');
  });

  test('is refused in words where the organization has no such key', async () => {
    const args = [
      'token',
      'sign',
      '--dev',
      '--config',
      'config.json',
      '--org',
      'acme',
      '--dialect',
      'workato',
      '--sub',
      '1',
    ];
    const result = await run(args);
    assert.equal(result.status, 2);
    assert.match(result.stderr, /no RS256 key/);
  });
});

describe('a start', () => {
  const OWN = { DATABASE_URL: 'sqlite:own/embed.db' };

  test('with issues lists those of environment and file at once, and exits with 78', async () => {
    await writeFile(
      join(folder, 'wrong.json'),
      JSON.stringify({ organizations: { api: { allowedOrigins: ['*'] } }, colour: 1 }),
    );
    const result = await runProcess(['serve', '--config', 'wrong.json'], { PORT: 'many', LOG_LEVEL: 'loud' });
    assert.equal(result.status, 78);
    for (const path of ['PORT', 'LOG_LEVEL', 'ENCRYPTION_KEYS', 'organizations.api', 'allowedOrigins', 'colour']) {
      assert.ok(result.stderr.includes(path), path);
    }
  });

  test('with a key that can be guessed exits with 78, says how to make a good one, and does not repeat the key', async () => {
    const key = Buffer.from('0123456789abcdef'.repeat(2)).toString('base64');
    const env = { PORT: '0', DATABASE_URL: 'sqlite:guessable.db', ENCRYPTION_KEYS: key };
    const result = await runProcess(['serve', '--dev', '--config', 'config.json'], env);
    assert.equal(result.status, 78);
    assert.match(result.stderr, /ENCRYPTION_KEYS\[0\].*can be guessed.*openssl rand -base64 32/s);
    assert.ok(!(result.stdout + result.stderr).includes(key));
    assert.ok(!(await readdir(folder)).includes('guessable.db'));
  });

  test('with another key than the database knows exits with 78 and names the missing one', async (t) => {
    const env = { DATABASE_URL: 'sqlite:keyed.db' };
    const withNewKey = () => ({ ...env, ENCRYPTION_KEYS: randomBytes(32).toString('base64') });
    const server = await startServerProcess(['--config', 'config.json'], { cwd: folder, env: withNewKey() });
    t.after(() => server.process.kill('SIGKILL'));
    server.process.kill('SIGTERM');
    await once(server.process, 'exit');
    const result = await runProcess(['serve', '--dev', '--config', 'config.json'], { PORT: '0', ...withNewKey() });
    assert.equal(result.status, 78);
    assert.match(result.stderr, /[0-9a-f]{16}/);
  });

  test('with a database that can only be read, or a log without its database, exits with 69 and says what to do', async () => {
    const file = join(folder, 'own', 'embed.db');
    await (await openSqliteStore({ file })).close();
    const handle = await open(file, 'r+');
    // SQLite only reads a file with a write version that it does not know (sqlite.org/fileformat2.html, 1.3.3).
    await handle.write(Buffer.from([3]), 0, 1, 18);
    await handle.close();
    const start = () => runProcess(['serve', '--dev', '--config', 'config.json'], { PORT: '0', ...OWN });
    const readOnly = await start();
    assert.equal(readOnly.status, 69);
    assert.match(readOnly.stderr, /readonly database.* must be able to write/);

    await rename(file, `${file}-wal`);
    const alone = await start();
    assert.equal(alone.status, 69);
    assert.match(
      alone.stderr,
      /embed\.db is missing, and its log .*embed\.db-wal is there.*Put the database file back/,
    );
    assert.deepEqual(
      (await readdir(join(folder, 'own'))).filter((name) => name === 'embed.db'),
      [],
    );
  });

  test('on a port that is taken says so', async () => {
    const port = new URL(sandbox.url).port;
    const result = await runProcess(['serve', '--dev', '--config', 'config.json'], { PORT: port, HOST: '127.0.0.1' });
    assert.equal(result.status, 69);
    assert.match(result.stderr, /port/i);
  });

  test('without a configuration says which file is missing', async () => {
    const result = await runProcess(['serve', '--dev', '--config', 'absent.yaml']);
    assert.equal(result.status, 78);
    assert.match(result.stderr, /absent\.yaml/);
  });
});

describe('init', () => {
  test('writes a configuration and keys that a server starts with, for the owner’s eyes, and overwrites nothing', async (t) => {
    const fresh = await mkdtemp(join(folder, 'init-'));
    const origins = ['--origin', 'https://app.acme.example/page', '--origin', 'https://*.acme.example'];
    const first = await runInProcess(['init', ...origins], { cwd: fresh });
    assert.equal(first.status, 0, first.stderr);
    const config = await readFile(join(fresh, 'embed.config.yaml'), 'utf8');
    assert.match(config, /- https:\/\/app\.acme\.example\n +- https:\/\/\*\.acme\.example\n/);
    for (const secret of ['.env', 'embed-private.pem']) {
      assert.equal((await stat(join(fresh, secret))).mode & 0o777, 0o600);
    }
    const signed = await runCommand(
      [
        ...['token', 'sign', '--org', 'acme', '--dialect', 'workato'],
        ...['--sub', '4242', '--key', 'embed-private.pem'],
      ],
      { cwd: fresh },
    );
    assert.match(signed.stdout, /^[\w-]+\.[\w-]+\.[\w-]+\n$/, signed.stderr);
    const server = await startServerProcess([], { cwd: fresh, dev: false });
    t.after(() => server.process.kill('SIGKILL'));
    assert.equal((await fetch(`${server.url}/readyz`)).status, 200);
    server.process.kill('SIGTERM');
    await once(server.process, 'exit');
    const before = await readFile(join(fresh, '.env'), 'utf8');
    assert.equal((await runInProcess(['init'], { cwd: fresh })).status, 1);
    assert.equal(await readFile(join(fresh, '.env'), 'utf8'), before);
  });
});

describe('EMBED_DEV=1', () => {
  const ENVIRONMENT = 'EMBED_DEV=1\nPORT=0\n';
  const CONFIG_OPTION = ['--config', '../config.json'];

  test('in .env is what --dev is to every command', async (t) => {
    const cwd = await mkdtemp(join(folder, 'dev-'));
    await writeFile(join(cwd, '.env'), ENVIRONMENT);
    const create = ['connections', 'create', ...CONFIG_OPTION, '--org', 'acme', '--tenant', '1', '--connector'];
    // The address of its `verify` is http to this machine, which a configuration without --dev does not load with.
    const result = await runInProcess([...create, 'sandbox'], { cwd });
    assert.equal(result.status, 0, result.stderr);
    const server = await startServerProcess(CONFIG_OPTION, { cwd, dev: false });
    t.after(() => server.process.kill('SIGKILL'));
    assert.equal((await fetch(`${server.url}/readyz`)).status, 200);
    assert.deepEqual((await readdir(join(cwd, 'data'))).includes('development.key'), true);
  });

  for (const [name, value] of [
    ['HOST', '0.0.0.0'],
    ['PUBLIC_URL', 'https://connect.example.com'],
  ] as const) {
    test(`refuses ${name}=${value}, because development listens on loopback only`, async () => {
      const result = await run(['serve', '--config', 'config.json', '--json'], { EMBED_DEV: '1', [name]: value });
      assert.equal(result.status, 78);
      const { error } = JSON.parse(result.stderr) as { error: { code: string; fields: { path: string }[] } };
      assert.equal(error.code, 'invalid_configuration');
      assert.deepEqual(
        error.fields.map(({ path }) => path),
        [name],
      );
    });
  }

  test('of 0 is production, and any other value is refused', async () => {
    const start = (value: string) => run(['serve', '--config', 'config.json'], { EMBED_DEV: value });
    assert.match((await start('0')).stderr, /ENCRYPTION_KEYS: is required/);
    assert.match((await start('yes')).stderr, /EMBED_DEV: must be 1 for development, or 0/);
  });
});

describe('without ENCRYPTION_KEYS, in production', () => {
  const PRODUCTION = ['--config', 'production.json', '--org', 'acme'];
  before(async () => {
    const acme = { allowedOrigins: ['https://app.acme.example'], keys: [{ alg: 'HS256', secret: ACME_SECRET }] };
    const connectors = { gwt: { name: 'GWT', auth: { type: 'api_key', in: 'bearer' } } };
    await writeFile(join(folder, 'production.json'), JSON.stringify({ organizations: { acme }, connectors }));
  });

  for (const args of [
    ['connections', 'list'],
    ['token', 'sign', '--sub', 'ada'],
    ['connections', 'create', '--tenant', 'keyless', '--connector', 'gwt'],
  ]) {
    test(`${args.slice(0, 2).join(' ')} works`, async () => {
      const result = await run([...args, ...PRODUCTION]);
      assert.equal(result.status, 0, result.stderr);
    });
  }

  test('rotate-keys, which seals a key, says that they are required', async () => {
    const result = await run(['rotate-keys', '--signing', '--config', 'production.json']);
    assert.equal(result.status, 78);
    assert.match(result.stderr, /ENCRYPTION_KEYS: is required/);
  });
});

describe('init beside a file that is there', () => {
  test('names it and writes nothing', async () => {
    const fresh = await mkdtemp(join(folder, 'init-'));
    await writeFile(join(fresh, '.env'), 'MINE=1\n');
    const result = await runInProcess(['init'], { cwd: fresh });
    assert.equal(result.status, 1);
    assert.match(result.stderr, /\.env/);
    assert.deepEqual(await readdir(fresh), ['.env']);
  });

  test('refuses an origin that is none, and writes nothing', async () => {
    const fresh = await mkdtemp(join(folder, 'init-'));
    const result = await runInProcess(['init', '--origin', 'app.acme.example'], { cwd: fresh });
    assert.equal(result.status, 2);
    assert.match(result.stderr, /^--origin must be an origin[^\n]*\n$/);
    assert.deepEqual(await readdir(fresh), []);
  });
});

describe('a stop', () => {
  test('says so at once, lets a sign-in end, and exits with 0', { timeout: 180_000 }, async (t) => {
    const server = await startServerProcess(['--config', 'config.json'], { cwd: folder, env: { DRAIN_SECONDS: '1' } });
    t.after(() => server.process.kill('SIGKILL'));
    const token = await run([
      ...[
        'token',
        'sign',
        '--dev',
        '--config',
        'config.json',
        '--org',
        'acme',
        '--dialect',
        'pandium',
        '--sub',
        'slow',
      ],
    ]);
    const address = `${server.url}/acme/held/auth?tenant=${token.stdout.trim()}`;
    const state = pageState(await (await fetch(address, { headers: FRAME_HEADERS })).text());
    assert.ok(state.kind === 'dialog');
    const asked = once(held, 'request') as Promise<[IncomingMessage, ServerResponse]>;
    const saved = fetch(`${server.url}/session/connections/${selectedId(state)}/credentials`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${state.bearer}`, 'content-type': 'application/json' },
      body: JSON.stringify({ values: { api_key: SANDBOX_KEY } }),
    });
    const [, answer] = await asked;
    const exited = once(server.process, 'exit');
    server.process.kill('SIGTERM');
    while ((await fetch(`${server.url}/readyz`, { signal: t.signal })).status === 200);
    answer.end('{}');
    assert.equal((await saved).status, 200);
    assert.deepEqual(await exited, [0, null]);
  });
});
