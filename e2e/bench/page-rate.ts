import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Pool } from 'undici';
import { createHostKeys, signWorkatoToken, VENDOR_ID } from '../harness/host-keys.ts';
import { freePort } from '../harness/free-port.ts';
import { ServerProcess } from '../harness/server-process.ts';

// Measures how many dialog pages one server process serves per second. Each request uses a single-use token of its own,
// and the server stores that it was used. Beside it, a baseline server only verifies the token, reads once from the
// database and answers as many bytes. Prints figures and asserts none.
const PAGES = 3000;
const ROUNDS = 3;
const CONNECTIONS = 32;
const HOST = '127.0.0.1';

const folder = mkdtempSync(path.join(os.tmpdir(), 'embed-bench-'));
const keys = createHostKeys();
const config = path.join(folder, 'config.json');
writeFileSync(
  config,
  JSON.stringify({
    organizations: {
      acme: {
        allowedOrigins: ['https://app.acme.example'],
        keys: [{ alg: 'RS256', vendorId: VENDOR_ID, publicKey: keys.publicKey }],
      },
    },
    connectors: { gwt: { name: 'GWT', auth: { type: 'api_key', in: 'bearer' } } },
  }),
);
const server = new ServerProcess({
  host: HOST,
  port: await freePort(HOST),
  config,
  database: path.join(folder, 'embed.db'),
  log: path.join(folder, 'log'),
});
await server.start();
const created = await server.command('connections', 'create', '--org', 'acme', '--tenant', '42', '--connector', 'gwt');
const { id } = created as { id: number };
const pagePath = (token: string) => `/direct_link/embedded/connections/${id}?workato_dl_token=${token}`;

const tokens = () => Promise.all(Array.from({ length: PAGES }, () => signWorkatoToken(keys, '42')));
const sample = await fetch(new URL(pagePath((await tokens())[0] ?? ''), server.url), {
  headers: { 'accept-encoding': 'gzip' },
});
const bytes = Number(sample.headers.get('content-length'));

const baselinePort = await freePort(HOST);
const baseline = spawn(process.execPath, [path.join(import.meta.dirname, 'baseline-server.ts')], {
  env: {
    ...process.env,
    FLOOR_PORT: String(baselinePort),
    FLOOR_BODY_BYTES: String(bytes),
    FLOOR_PUBLIC_KEY: keys.publicKey,
  },
  stdio: 'inherit',
});
while (
  !(await fetch(`http://${HOST}:${baselinePort}/page`).then(
    () => true,
    () => false,
  ))
)
  await wait(50);

/** Pages per second, each path asked for once. Throws when one is not answered well. */
async function rate(origin: string, paths: readonly string[]): Promise<number> {
  const pool = new Pool(origin, { connections: CONNECTIONS });
  const queue = [...paths];
  const startedAt = performance.now();
  const client = async () => {
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      const { statusCode, body } = await pool.request({
        path: next,
        method: 'GET',
        headers: { 'accept-encoding': 'gzip' },
      });
      await body.dump();
      if (statusCode !== 200) throw new Error(`Answered ${statusCode}.`);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, client));
  await pool.close();
  return paths.length / ((performance.now() - startedAt) / 1000);
}

console.log(`page: ${bytes} bytes with gzip`);
for (let round = 1; round <= ROUNDS; round += 1) {
  const batch = await tokens();
  const least = await rate(
    `http://${HOST}:${baselinePort}`,
    batch.map((token) => `/page?token=${token}`),
  );
  const ours = await rate(server.url.origin, batch.map(pagePath));
  console.log(`floor ${least.toFixed(0)}/s, pages ${ours.toFixed(0)}/s, ratio ${(ours / least).toFixed(2)}`);
}

baseline.kill();
await server.stop();
rmSync(folder, { recursive: true });
