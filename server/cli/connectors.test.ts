import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { sandboxConnectors } from '../sandbox/connectors.ts';
import { SANDBOX_KEY } from '../sandbox/keys.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { connectorsWithBehaviour } from '../sandbox/testing/behaviour-connectors.ts';
import { runInProcess } from '../testing/command-in-process.ts';
import { trySignIn } from './try-sign-in.ts';
import { authenticator } from '../connectors/auth-types.ts';
import { connectorDefinitionSchema } from '../connectors/definition.ts';
import { createEgress } from '../egress.ts';

let folder: string;
let sandbox: Sandbox;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'embed-connectors-'));
  sandbox = await startSandbox({ port: 0, host: '127.0.0.1' });
  const own = { unchecked: { name: 'Unchecked', auth: { type: 'api_key', in: 'bearer' } } };
  const config = {
    organizations: { acme: { connectors: own }, globex: {} },
    connectors: sandboxConnectors(sandbox.url),
  };
  await writeFile(join(folder, 'embed.config.yaml'), JSON.stringify(config));
});
after(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

const run = (...args: string[]) => runInProcess(['connectors', ...args, '--dev'], { cwd: folder });

describe('connectors list', () => {
  test('has the connectors of each organization, with their types', async () => {
    const { stdout } = await run('list', '--json');
    const rows = JSON.parse(stdout) as Record<string, unknown>[];
    const unchecked = rows.filter(({ connector }) => connector === 'unchecked');
    assert.deepEqual(unchecked, [
      {
        organization: 'acme',
        connector: 'unchecked',
        name: 'Unchecked',
        type: 'api_key',
        verified: false,
        sandbox: false,
      },
    ]);
    assert.equal(rows.filter(({ connector }) => connector === 'sandbox').length, 2);
    const { stdout: ofGlobex } = await run('list', '--org', 'globex', '--json');
    assert.ok((JSON.parse(ofGlobex) as typeof rows).every(({ organization }) => organization === 'globex'));
  });
});

describe('connectors try', () => {
  test('verifies credentials at the provider, and stores nothing', async () => {
    const { status, stdout, stderr } = await run('try', 'sandbox', `api_key=${SANDBOX_KEY}`, '--json');
    assert.deepEqual([status, stderr], [0, '']);
    const { connector, accepted, verified, account } = JSON.parse(stdout) as Record<string, unknown>;
    assert.deepEqual([connector, accepted, verified], ['sandbox', true, true]);
    assert.equal(typeof account, 'string');
    assert.deepEqual(await readdir(folder), ['embed.config.yaml']);
  });

  for (const [title, args, status, code] of [
    ['credentials that the provider refuses', ['sandbox', 'api_key=hunter2'], 4, 'refused'],
    ['a provider that is down', ['sandbox-down', 'api_key=hunter2'], 69, 'unavailable'],
    ['a value that cannot be sent', ['sandbox', 'api_key=hunter2\u0001x'], 2, 'invalid_usage'],
    ['an unknown connector', ['sandbax', 'api_key=hunter2'], 3, 'not_found'],
  ] as const) {
    test(`exits with ${status} for ${title}, and does not repeat the value`, async () => {
      const result = await run('try', ...args, '--json');
      assert.equal(result.status, status, result.stderr);
      assert.equal((JSON.parse(result.stderr) as { error: { code: string } }).error.code, code);
      assert.doesNotMatch(result.stderr, /hunter2/);
    });
  }

  for (const option of ['--api_key=hunter2', "--api-key=hun'hunter2", '-khunter2']) {
    for (const format of [[], ['--json']]) {
      test(`does not repeat the value of the unknown option ${[option, ...format].join(' ')}`, async () => {
        const { status, stderr } = await run('try', 'sandbox', option, ...format);
        assert.equal(status, 2);
        assert.match(stderr, /unknown option '-/);
        assert.doesNotMatch(stderr, /hunter2/);
      });
    }
  }

  test('does not repeat an argument that a command does not take', async () => {
    const { status, stderr } = await run('list', 'hunter2');
    assert.equal(status, 2);
    assert.match(stderr, /too many arguments for 'list'/);
    assert.doesNotMatch(stderr, /hunter2/);
  });

  test('warns where the connector has no request that verifies', async () => {
    const { status, stderr } = await run('try', 'unchecked', 'api_key=any', '--json');
    assert.equal(status, 0);
    assert.equal((JSON.parse(stderr) as { warning: { code: string } }).warning.code, 'not_verified');
  });
});

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('a sign-in from the terminal', () => {
  async function signIn(behaviour: string, open: (address: URL, redirectUri: URL) => Promise<unknown>) {
    const definition = connectorDefinitionSchema.parse(
      connectorsWithBehaviour(sandbox.url, { tried: behaviour })['tried'],
    );
    const port = await freePort();
    const redirectUri = new URL(`http://127.0.0.1:${port}/oauth/callback/tried`);
    const egress = createEgress({ allow: [], allowLoopbackHttp: true });
    const { signIn: method } = authenticator(definition);
    assert.ok(method);
    let opened: Promise<unknown> | undefined;
    try {
      const tokens = await trySignIn({
        method,
        values: {},
        redirectUri,
        listen: { port, host: '127.0.0.1' },
        access: { egress, now: Date.now, signal: AbortSignal.timeout(20_000) },
        announce: (address) => {
          opened = open(address, redirectUri);
        },
      });
      return { tokens, shown: await opened };
    } finally {
      egress.close();
    }
  }

  test('waits for the browser, refuses a callback with another state, and gets the tokens', async () => {
    const { tokens, shown } = await signIn('auto', async (address, redirectUri) => {
      assert.equal((await fetch(`${redirectUri.href}?state=forged&code=1`)).status, 404);
      return (await fetch(address)).text();
    });
    assert.equal(typeof tokens.accessToken, 'string');
    assert.match(String(shown), /Signed in\. You can close this window/);
  });

  test('fails with what the provider said when the person declines', async () => {
    const failing = signIn('auto+deny', (address) => fetch(address));
    await assert.rejects(failing, { name: 'ProviderDeniedError' });
  });
});
