import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, describe, test } from 'node:test';
import { hostProject } from './pack.ts';

describe('the command line of the installed package', () => {
  const project = hostProject();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'embed-connection-cli-'));
  const installed = path.join(project.folder, 'node_modules/embed-connection');
  const env = { PATH: process.env['PATH'], PORT: '0', HOST: '127.0.0.1', DRAIN_SECONDS: '0' };
  after(() => {
    project.remove();
    rmSync(folder, { recursive: true });
  });

  function run(script: string, ...args: readonly string[]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
      cwd: folder,
      encoding: 'utf8',
      env,
    });
    assert.equal(stderr, '');
    assert.equal(status, 0);
    return stdout;
  }

  test('keeps compiled code in its folder, and knows its version', () => {
    const cache = path.join(installed, 'node_modules/.cache/embed-connection/node');
    const { version } = JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8')) as { version: string };
    assert.equal(run(path.join(installed, 'dist/server/cli.js'), '--version').trim(), version);
    assert.ok(readdirSync(cache).length > 0);
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
    const cli = path.join(installed, 'dist/server/cli.js');
    run(cli, 'init', '--origin', 'https://app.acme.example');
    assert.ok(existsSync(path.join(folder, 'embed.config.yaml')));
    const server = spawn(process.execPath, [cli, 'serve', '--dev'], {
      cwd: folder,
      env,
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
    for (const page of ['/readyz', '/', '/embed-connection.js', '/assets/locales/de.json']) {
      const response = await fetch(url + page);
      assert.equal(response.status, 200, page);
      assert.notEqual(await response.text(), '');
    }
    server.kill();
    assert.deepEqual(await ended, [0, null]);
  });
});
