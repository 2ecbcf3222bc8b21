import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, test } from 'node:test';
import { parse, stringify } from 'yaml';
import { loadConfig } from '../config/load-config.ts';
import { sandboxConnectors } from '../sandbox/connectors.ts';
import { SANDBOX_CLIENT_SECRET, SANDBOX_KEY } from '../sandbox/keys.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import { runInProcess } from '../testing/command-in-process.ts';
import { CLI } from '../testing/command-line.ts';
import { ACME_SECRET } from '../testing/harness.ts';

const run = (...args: string[]) => runInProcess(['sandbox', ...args], { cwd: tmpdir() });

function started(...args: string[]) {
  const child = spawn(process.execPath, [CLI, 'sandbox', '--port', '0', ...args], {
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
    ['--print-config', '--port', '0'],
    ['--write', '--port', '0'],
  ]) {
    test(`${args.join(' ')} is wrong usage`, async () => {
      const result = await run(...args);
      assert.deepEqual([result.status, result.stdout], [2, '']);
      assert.match(result.stderr.trim(), /^[^\n]+$/);
    });
  }
});

describe('sandbox --print-config', () => {
  test('prints connectors that a configuration takes as they are', async () => {
    const { status, stdout } = await run('--print-config', '--port', '4401');
    assert.equal(status, 0);
    assert.match(stdout, /^#.* The sandbox: node \S*cli\.[jt]s sandbox --port 4401 --host 127\.0\.0\.1\n/);
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
    const { stdout } = await run('--print-config', '--json', '--host', '::');
    const { connectors } = JSON.parse(stdout) as { connectors: Record<string, { verify: { url: string } }> };
    assert.equal(connectors['sandbox']?.verify.url, 'http://[::1]:4400/me');
  });
});

describe('sandbox --write', () => {
  test('adds its connectors to the configuration once, says so, and leaves the rest as it is', async (t) => {
    const cwd = await mkdtemp(join(tmpdir(), 'embed-sandbox-'));
    t.after(() => rm(cwd, { recursive: true }));
    const file = join(cwd, 'mine.yaml');
    const written = `# Mine\n${stringify({ organizations: { acme: {} } })}`;
    await writeFile(file, written, { mode: 0o640 });
    const write = () => runInProcess(['sandbox', '--write', '--config', 'mine.yaml'], { cwd });
    const first = await write();
    assert.equal(first.status, 0, first.stderr);
    assert.match(
      first.stdout,
      /^Added to mine\.yaml: sandbox, .*\n.*--dev.*\nThe sandbox: node \S*cli\.[jt]s sandbox --port 4400 .*\n$/,
    );
    const text = await readFile(file, 'utf8');
    assert.ok(text.startsWith(written), text);
    const expected: unknown = JSON.parse(JSON.stringify(sandboxConnectors('http://127.0.0.1:4400')));
    assert.deepEqual((parse(text) as { connectors: unknown }).connectors, expected);
    assert.equal((await stat(file)).mode & 0o777, 0o640);
    const second = await write();
    assert.match(second.stdout, /^In mine\.yaml already: sandbox, /);
    assert.equal(await readFile(file, 'utf8'), text);
    assert.deepEqual(await readdir(cwd), ['mine.yaml']);
  });

  test('says which file is missing', async () => {
    const { status, stderr } = await run('--write', '--config', 'absent.yaml');
    assert.equal(status, 78);
    assert.match(stderr, /^absent\.yaml [^\n]*init[^\n]*\n$/);
  });
});
