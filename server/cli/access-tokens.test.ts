import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { isAccessToken } from '../auth/access-token.ts';
import { hashOpaqueToken } from '../auth/opaque-token.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { runInProcess } from '../testing/command-in-process.ts';
import { startServerProcess } from '../testing/command-line.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'embed-access-tokens-'));
  const organization = { allowedOrigins: ['https://app.acme.example'], keys: [] };
  const config = { organizations: { acme: organization, globex: organization }, connectors: {} };
  await writeFile(join(folder, 'config.json'), JSON.stringify(config));
});

after(() => rm(folder, { recursive: true }));

/** Without `--dev` and without `ENCRYPTION_KEYS`. */
const run = (name: string, ...args: string[]) =>
  runInProcess(['access-tokens', name, '--config', 'config.json', '--json', ...args], {
    cwd: folder,
    env: { DATABASE_URL: 'sqlite:./embed.db', PUBLIC_URL: 'https://connect.example.com' },
  });

async function create(...args: string[]): Promise<Record<string, unknown>> {
  const { status, stdout, stderr } = await run('create', ...args);
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as Record<string, unknown>;
}

async function list(organization: string): Promise<Record<string, unknown>[]> {
  return JSON.parse((await run('list', '--org', organization)).stdout) as Record<string, unknown>[];
}

describe('access-tokens', () => {
  test('makes a token that reads and ends after 90 days, and prints it once', async () => {
    const { token, ...record } = await create('--org', 'acme', '--name', 'Back end');
    assert.ok(typeof token === 'string' && isAccessToken(token));
    assert.deepEqual([record['type'], record['scopes'], record['tenants']], ['api', ['read'], null]);
    const lifetime = Date.parse(String(record['expiresAt'])) - Date.parse(String(record['createdAt']));
    assert.equal(lifetime, 90 * DAY_MS);
    const listed = await run('list', '--org', 'acme');
    assert.deepEqual(JSON.parse(listed.stdout), [record]);
    assert.ok(!listed.stdout.includes(token));

    const store = await openSqliteStore({ file: join(folder, 'embed.db') });
    const found = await store.accessTokens.findByHash(hashOpaqueToken(token));
    await store.close();
    assert.equal(found?.id, record['id']);
  });

  test('makes tokens with scopes, restricted to tenants, or for embedded applications', async () => {
    const scopes = ['--scope', 'write,read', '--scope', 'credentials'];
    const tenants = ['--tenant', '42', '--tenant', 'e\u0301', '--tenant', '42'];
    const api = await create('--org', 'acme', '--name', 'a', ...scopes, ...tenants, '--expires', 'never');
    assert.deepEqual(api['scopes'], ['read', 'write', 'credentials']);
    assert.deepEqual(api['tenants'], ['42', 'é']);
    assert.equal(api['expiresAt'], null);

    const embed = await create('--org', 'acme', '--type', 'embed', '--name', 'web', '--expires', '12h');
    assert.deepEqual([embed['type'], embed['scopes']], ['embed', []]);
    assert.equal(Date.parse(String(embed['expiresAt'])) - Date.parse(String(embed['createdAt'])), DAY_MS / 2);
  });

  test('revokes a token of the organization only', async () => {
    const { id } = await create('--org', 'globex', '--name', 'a');
    assert.equal((await run('revoke', String(id), '--org', 'acme')).status, 3);
    assert.equal((await list('globex'))[0]?.['status'], 'active');
    assert.equal((await run('revoke', String(id), '--org', 'globex')).status, 0);
    assert.equal((await list('globex'))[0]?.['status'], 'revoked');
    assert.equal((await run('revoke', '999', '--org', 'globex')).status, 3);
  });

  test('revokes a token on a server that runs, at once', async (t) => {
    const { token, id } = await create('--org', 'acme', '--name', 'a');
    const env = { DATABASE_URL: 'sqlite:./embed.db' };
    const server = await startServerProcess(['--config', 'config.json'], { cwd: folder, env });
    t.after(() => server.process.kill());
    const statusOfRequest = async () => {
      const headers = { Authorization: `Bearer ${String(token)}` };
      return (await fetch(`${server.url}/api/v1/connectors`, { headers })).status;
    };
    assert.equal(await statusOfRequest(), 200);

    assert.equal((await run('revoke', String(id), '--org', 'acme')).status, 0);

    assert.equal(await statusOfRequest(), 401);
  });

  for (const [args, message] of [
    [['--type', 'admin'], '--type is one of embed, api.'],
    [['--scope', 'read,all'], /^--scope is one or more of read, write/],
    [['--type', 'embed', '--scope', 'read'], 'A token of the type embed has no scopes. Leave out --scope.'],
    [['--tenant', ' '], /^--tenant must have 1 to 255 characters/],
    [['--expires', '90'], '--expires is a time such as 12h or 90d, or never.'],
    [['--expires', '0d'], '--expires is a time such as 12h or 90d, or never.'],
    [['--expires', '99999999999d'], '--expires is a time such as 12h or 90d, or never.'],
    [['--name', ''], /^--name must have 1 to 100 characters/],
  ] as const) {
    test(`refuses ${args.join(' ')}`, async () => {
      const { status, stderr } = await run('create', '--org', 'acme', '--name', 'a', ...args);
      assert.equal(status, 2);
      const { error } = JSON.parse(stderr) as { error: { code: string; message: string } };
      assert.equal(error.code, 'invalid_usage');
      if (typeof message === 'string') assert.equal(error.message, message);
      else assert.match(error.message, message);
    });
  }
});
