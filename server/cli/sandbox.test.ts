import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';
import { loadConfig } from '../config/load-config.ts';
import { sandboxConnectors } from '../sandbox/connectors.ts';
import { SANDBOX_CLIENT_SECRET, SANDBOX_KEY } from '../sandbox/keys.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import { runCommand } from '../testing/command-line.ts';
import { ACME_SECRET } from '../testing/harness.ts';
import { NODE_OPTIONS } from '../testing/node-options.ts';

const CLI = fileURLToPath(new URL('../cli.ts', import.meta.url));
const run = (...args: string[]) => runCommand(['sandbox', ...args], { cwd: tmpdir() });

function started(...args: string[]) {
  const child = spawn(process.execPath, [...NODE_OPTIONS, CLI, 'sandbox', '--port', '0', ...args], {
    cwd: tmpdir(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { child, lines: createInterface(child.stdout) };
}

describe('sandbox', () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    test(`says where it is and what is right, and ends with 0 on ${signal}`, async (t) => {
      const { child, lines } = started('--json');
      t.after(() => child.kill('SIGKILL'));
      const [line] = (await once(lines, 'line')) as [string];
      const { url, keys } = JSON.parse(line) as { url: string; keys: Record<string, string> };
      const answer = await fetch(`${url}/me`, { headers: { 'x-api-key': keys['key'] ?? '' } });
      assert.equal(answer.status, 200);
      const exited = once(child, 'exit');
      child.kill(signal);
      assert.deepEqual(await exited, [0, null]);
    });
  }

  test('says so to people as well', async (t) => {
    const { child, lines } = started();
    t.after(() => child.kill('SIGKILL'));
    const said: string[] = [];
    for await (const line of lines) {
      said.push(line);
      if (line.includes('Ctrl-C')) child.kill('SIGINT');
    }
    const text = said.join('\n');
    assert.match(text, /http:\/\/127\.0\.0\.1:\d+/);
    for (const key of [SANDBOX_KEY, SANDBOX_CLIENT_SECRET]) assert.ok(text.includes(key));
  });

  test('on a port that is taken says so and exits with 69', async () => {
    const other = await startSandbox({ port: 0, host: '127.0.0.1' });
    const { port } = new URL(other.url);
    const result = await run('--port', port);
    await other.close();
    assert.deepEqual([result.status, result.stdout], [69, '']);
    assert.match(result.stderr, new RegExp(`^[^\\n]*${port}[^\\n]*--port[^\\n]*\\n$`));
  });

  for (const args of [
    ['--port', 'many'],
    ['--port', '65536'],
    ['--config', '--port', '0'],
  ]) {
    test(`${args.join(' ')} is wrong usage`, async () => {
      const result = await run(...args);
      assert.deepEqual([result.status, result.stdout], [2, '']);
      assert.match(result.stderr.trim(), /^[^\n]+$/);
    });
  }
});

describe('sandbox --config', () => {
  test('prints connectors that a configuration takes as they are', async () => {
    const { status, stdout } = await run('--config', '--port', '4401');
    assert.equal(status, 0);
    const { connectors } = parse(stdout) as { connectors: Record<string, unknown> };
    const expected: unknown = JSON.parse(JSON.stringify(sandboxConnectors('http://127.0.0.1:4401')));
    assert.deepEqual(connectors, expected);
    const keys = [{ alg: 'HS256', secret: ACME_SECRET }];
    const organizations = { acme: { allowedOrigins: ['https://app.acme.example'], keys } };
    const text = `${stdout}\n${stringify({ organizations })}`;
    const config = await loadConfig({ text, baseDirectory: '.', env: {}, catalogue: new Map(), dev: true });
    const known = config.organizations.get('acme')?.connectors.keys();
    assert.deepEqual([...(known ?? [])].sort(), Object.keys(connectors).sort());
  });

  test('prints them as JSON too, for the host that it is given', async () => {
    const { stdout } = await run('--config', '--json', '--host', '::');
    const { connectors } = JSON.parse(stdout) as { connectors: Record<string, { verify: { url: string } }> };
    assert.equal(connectors['sandbox']?.verify.url, 'http://[::1]:4400/me');
  });
});
