import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import BetterSqlite3 from 'better-sqlite3';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import type { JSONWebKeySet } from 'jose';
import type { ConnectionResponse } from '../../widget/protocol/session-api.ts';
import { runInProcess } from '../testing/command-in-process.ts';
import { startServerProcess } from '../testing/command-line.ts';
import type { ServerProcess } from '../testing/command-line.ts';
import { ACME_SECRET, hs256, subjectClaims } from '../testing/harness.ts';
import { FRAME_HEADERS, pageState, selectedId } from '../testing/page.ts';
import { rotateKeysCommand } from './rotate-keys.ts';

const CONFIG = JSON.stringify({
  organizations: {
    acme: { allowedOrigins: ['https://app.acme.example'], keys: [{ alg: 'HS256', secret: ACME_SECRET }] },
  },
  connectors: { anything: { name: 'Anything', auth: { type: 'api_key', in: 'bearer' } } },
});

let folder: string;
let server: ServerProcess;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'embed-rotate-'));
  await writeFile(join(folder, 'embed.config.yaml'), CONFIG);
  server = await startServerProcess([], { cwd: folder });
});
after(async () => {
  const exited = once(server.process, 'exit');
  server.process.kill('SIGKILL');
  await exited;
  await rm(folder, { recursive: true });
});

const rotate = (...args: string[]) => runInProcess(['rotate-keys', ...args], { cwd: folder });

async function publishedKids(): Promise<readonly (string | undefined)[]> {
  const response = await fetch(`${server.url}/.well-known/jwks.json`);
  return ((await response.json()) as JSONWebKeySet).keys.map(({ kid }) => kid);
}

/** Connects through a page of the running server, and verifies the receipt with its published keys. */
async function receiptKid(): Promise<string | undefined> {
  const token = hs256(subjectClaims(Date.now()));
  const address = `${server.url}/acme/anything/auth?dialect=native&tenant=${token}`;
  const state = pageState(await (await fetch(address, { headers: FRAME_HEADERS })).text());
  assert.ok(state.kind === 'dialog');
  const saved = await fetch(`${server.url}/session/connections/${selectedId(state)}/credentials`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${state.bearer}`, 'content-type': 'application/json' },
    body: JSON.stringify({ values: { api_key: 'any' } }),
  });
  const { successDetails } = (await saved.json()) as ConnectionResponse;
  const keys = createRemoteJWKSet(new URL(`${server.url}/.well-known/jwks.json`));
  const { protectedHeader } = await jwtVerify(String(successDetails?.['receipt']), keys, { audience: 'acme' });
  return protectedHeader.kid;
}

describe('rotate-keys --signing', () => {
  test('publishes a new key beside a running server, which signs with the old one for now', async () => {
    const [old, ...others] = await publishedKids();
    assert.deepEqual(others, []);

    const { status, stdout, stderr } = await rotate('--signing', '--dev', '--json');

    assert.equal(status, 0, stderr);
    const { kid, signsFrom, earlierPublishedUntil } = JSON.parse(stdout) as Record<string, string>;
    assert.deepEqual(await publishedKids(), [kid, old]);
    assert.equal(Date.parse(String(earlierPublishedUntil)) - Date.parse(String(signsFrom)), 10 * 60_000);
    assert.equal(await receiptKid(), old);
  });

  test('--now lets a running server sign with the new key at once', async () => {
    const { status, stdout, stderr } = await rotate('--signing', '--now', '--dev');

    assert.equal(status, 0, stderr);
    const kid = await receiptKid();
    assert.ok(kid && stdout.includes(kid));
    assert.deepEqual(await publishedKids(), [kid]);
  });

  test('--now mends a key that does not open, which doctor and a start refuse with 78', async () => {
    const database = new BetterSqlite3(join(folder, 'data/embed.db'));
    database.exec("update signing_keys set private_key = x'00' where purpose = 'receipt'");
    database.close();
    for (const command of ['doctor', 'serve']) {
      const refused = await runInProcess([command, '--dev'], { cwd: folder, env: { PORT: '0' } });
      assert.equal(refused.status, 78, refused.stderr);
      assert.match(
        refused.stderr,
        /receipt signing key .* does not open.*`embed-connection rotate-keys --signing --now`/,
      );
    }

    assert.equal((await rotate('--signing', '--now', '--dev')).status, 0);

    assert.deepEqual([await receiptKid()], await publishedKids());
  });

  test('--purpose session-token leaves the key of receipts, and is named where such a key does not open', async () => {
    const before = await publishedKids();
    const database = new BetterSqlite3(join(folder, 'data/embed.db'));
    database.exec("update signing_keys set private_key = x'00' where purpose = 'session-token'");
    database.close();
    const refused = await runInProcess(['doctor', '--dev'], { cwd: folder });
    assert.equal(refused.status, 78, refused.stderr);
    assert.match(refused.stderr, /`embed-connection rotate-keys --signing --purpose session-token --now`/);

    const { status, stderr } = await rotate('--signing', '--purpose', 'session-token', '--now', '--dev');

    assert.equal(status, 0, stderr);
    assert.equal((await runInProcess(['doctor', '--dev'], { cwd: folder })).status, 0);
    assert.deepEqual(await publishedKids(), before);
  });

  test('is needed: nothing else can be rotated yet', async () => {
    const { status, stdout, stderr } = await rotate('--dev');
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, /--signing/);
  });

  test('refuses encryption keys that are not those of the database, and rotates nothing', async () => {
    const before = await publishedKids();
    const env = { ENCRYPTION_KEYS: randomBytes(32).toString('base64') };
    const { status, stderr } = await runInProcess(['rotate-keys', '--signing', '--now'], { cwd: folder, env });

    assert.equal(status, 78);
    assert.match(stderr, /ENCRYPTION_KEYS lacks/);
    assert.deepEqual(await publishedKids(), before);
  });
});

test('the help says what back ends notice, and what is not changed', () => {
  let help = '';
  rotateKeysCommand()
    .configureOutput({ writeOut: (text) => (help += text) })
    .outputHelp();
  assert.match(help, /15 minutes/);
  assert.match(help, /ENCRYPTION_KEYS are not changed/);
});
