import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import vm from 'node:vm';
import { crc32 } from 'node:zlib';
import { hostProject } from './pack.ts';

describe('the command line of the installed package', () => {
  const project = hostProject();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'embed-connection-cli-'));
  const installed = path.join(project.folder, 'node_modules/embed-connection');
  const env = { PATH: process.env['PATH'], PORT: '0', HOST: '127.0.0.1', DRAIN_SECONDS: '0' };
  before(() => {
    run(path.join(installed, 'dist/server/cli.js'), 'init', '--origin', 'https://app.acme.example');
    assert.ok(existsSync(path.join(folder, 'embed.config.yaml')));
  });
  after(() => {
    project.remove();
    rmSync(folder, { recursive: true });
  });

  function run(script: string, ...args: readonly string[]) {
    return runIn(env, script, ...args);
  }

  function runIn(environment: NodeJS.ProcessEnv, ...args: readonly string[]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: folder,
      encoding: 'utf8',
      env: environment,
    });
    assert.equal(stderr, '');
    assert.equal(status, 0);
    return stdout;
  }

  /** Starts the server on a free port. `stop` ends it and checks that it ends well. */
  async function startServer(environment: NodeJS.ProcessEnv, t: TestContext) {
    const server = spawn(process.execPath, [path.join(installed, 'dist/server/cli.js'), 'serve', '--dev'], {
      cwd: folder,
      env: environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    t.after(() => server.kill('SIGKILL'));
    const ended = once(server, 'exit');
    const listening = Promise.withResolvers<number>();
    createInterface(server.stdout).on('line', (line) => {
      const { msg, port } = JSON.parse(line) as { msg: string; port?: number };
      if (msg === 'listening') listening.resolve(port ?? 0);
    });
    const url = `http://127.0.0.1:${await listening.promise}`;
    return {
      url,
      stop: async () => {
        server.kill();
        assert.deepEqual(await ended, [0, null]);
      },
    };
  }

  test('keeps compiled code in its folder, and knows its version', () => {
    const cache = path.join(installed, 'node_modules/.cache/embed-connection/node');
    const { version } = JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8')) as { version: string };
    assert.equal(run(path.join(installed, 'dist/server/cli.js'), '--version').trim(), version);
    assert.ok(readdirSync(cache).length > 0);
  });

  describe('compiled code', () => {
    const cli = path.join(installed, 'dist/server/cli.js');
    const cache = path.join(folder, 'cache');
    const cached = { ...env, NODE_COMPILE_CACHE: cache };
    const files = () =>
      readdirSync(cache, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.cache'));
    const contents = () => files().map((name) => readFileSync(path.join(cache, name)));
    beforeEach(() => rmSync(cache, { recursive: true, force: true }));

    test('is saved once, with the functions that ran after the start', () => {
      runIn(cached, cli, '--version');
      const saved = contents();
      const program = files().findIndex((name) => path.basename(name).startsWith('program.cjs-'));
      const source = readFileSync(path.join(installed, 'dist/server/program.cjs'), 'utf8');
      const atStart = new vm.Script(`(function () {${source}\n})`).createCachedData();

      runIn(cached, cli, '--version');

      assert.ok((saved[program]?.length ?? 0) > 1.5 * atStart.length);
      assert.deepEqual(contents(), saved);
    });

    test('is made again when it is damaged', () => {
      runIn(cached, cli, '--version');
      const saved = contents();
      for (const [index, name] of files().entries()) {
        const damaged = Buffer.from(saved[index] ?? '');
        damaged.fill(0xff, damaged.length / 2);
        writeFileSync(path.join(cache, name), index % 2 === 0 ? damaged : damaged.subarray(0, 3));
      }

      assert.match(runIn(cached, cli, '--help'), /rotate-keys/);

      // `--help` runs other functions, so the code is not the same as before.
      for (const file of contents()) assert.equal(file.readUInt32LE(0), crc32(file.subarray(4)));
    });

    test('is apart for the server, which runs other functions than a command', async (t) => {
      runIn(cached, cli, '--version');
      const commands = files();
      const server = await startServer(cached, t);
      await server.stop();

      const names = (folders: readonly string[]) => folders.map((name) => path.basename(name));
      const added = files().filter((name) => !commands.includes(name));
      assert.ok(names(added).some((name) => name.startsWith('program.cjs-')));
      assert.ok(names(added).some((name) => name.startsWith('serve-')));
      assert.ok(!names(added).some((name) => name.startsWith('init-')));
    });

    test('is not written with NODE_DISABLE_COMPILE_CACHE=1, nor with source maps', () => {
      runIn({ ...cached, NODE_DISABLE_COMPILE_CACHE: '1' }, cli, '--version');
      assert.equal(existsSync(cache), false);

      const { stderr } = spawnSync(process.execPath, ['--enable-source-maps', cli, '--version'], {
        encoding: 'utf8',
        env: cached,
      });
      assert.equal(stderr, '');
      assert.deepEqual(existsSync(cache) ? files().filter((name) => name.includes('.cjs-')) : [], []);
    });
  });

  test('runs without a cache if it cannot write to its folder', () => {
    const copy = path.join(project.folder, 'node_modules/embed-connection-without-cache');
    cpSync(path.join(installed, 'dist/server'), path.join(copy, 'dist/server'), { recursive: true });
    cpSync(path.join(installed, 'package.json'), path.join(copy, 'package.json'));
    // A file in place of the folder, because the tests may run as a user who can write everywhere.
    writeFileSync(path.join(copy, 'node_modules'), '');
    assert.match(run(path.join(copy, 'dist/server/cli.js'), '--help'), /rotate-keys/);
    rmSync(copy, { recursive: true });
  });

  test('names the package that the server needs and front ends do not install', () => {
    const alone = mkdtempSync(path.join(os.tmpdir(), 'embed-connection-alone-'));
    const copy = path.join(alone, 'node_modules/embed-connection');
    cpSync(installed, copy, { recursive: true });
    const cli = path.join(copy, 'dist/server/cli.js');
    const { status, stderr } = spawnSync(process.execPath, [cli, 'serve', '--dev'], {
      cwd: alone,
      encoding: 'utf8',
      env,
    });
    rmSync(alone, { recursive: true });
    assert.match(stderr, /^The server needs the package better-sqlite3\. .*npm install better-sqlite3@13\n$/);
    assert.equal(status, 69);
  });

  test('pulls in only what a front end needs', () => {
    const { dependencies } = JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8')) as {
      dependencies: object;
    };
    assert.deepEqual(Object.keys(dependencies).toSorted(), ['@lit/react', 'lit']);
  });

  test('serves pages, scripts and sentences, with the dependencies that the package declares', async (t) => {
    const { url, stop } = await startServer(env, t);
    for (const page of ['/readyz', '/', '/embed-connection.js', '/assets/locales/de.json']) {
      const response = await fetch(url + page);
      assert.equal(response.status, 200, page);
      assert.notEqual(await response.text(), '');
    }
    await stop();
  });
});
