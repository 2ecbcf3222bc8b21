import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { issueAccessToken } from './api/testing/access-token.ts';
import { connectorsWithBehaviour } from './sandbox/testing/behaviour-connectors.ts';
import { startServerProcess, type ServerProcess } from './testing/command-line.ts';
import { ENCRYPTION_KEY, HOST_ORIGIN, startHarness, type Harness } from './testing/harness.ts';
import { completeSignIn, openDialog } from './testing/sign-in.ts';

const HOUR_MS = 3_600_000;
/** At once, of each server. */
const READS = 20;

const connectors = (sandboxUrl: string) => connectorsWithBehaviour(sandboxUrl, { rotating: 'auto+rotate+ttl=3600' });

let harness: Harness;
const servers: ServerProcess[] = [];

before(async () => {
  harness = await startHarness({ connectors });
  const config = {
    organizations: { acme: { allowedOrigins: [HOST_ORIGIN] } },
    connectors: connectors(harness.sandboxUrl.href),
  };
  await writeFile(join(harness.databaseFolder, 'config.json'), JSON.stringify(config));
  const env = { DATABASE_URL: 'sqlite:embed.db', ENCRYPTION_KEYS: ENCRYPTION_KEY.toString('base64') };
  const start = () => startServerProcess(['--config', 'config.json'], { cwd: harness.databaseFolder, env });
  // One after the other, so that each that has started is ended also if the next one does not start.
  for (let count = 0; count < 2; count += 1) servers.push(await start());
});
after(async () => {
  for (const { process } of servers) process.kill('SIGKILL');
  await harness.close();
});

/** Creates a connection whose access token expired an hour ago. */
async function expiredConnection(): Promise<number> {
  harness.advance(-2 * HOUR_MS);
  const dialog = await openDialog(harness, 'rotating');
  assert.equal((await completeSignIn(harness, dialog)).answer.status, 200);
  harness.advance(2 * HOUR_MS);
  return dialog.id;
}

async function readCredentials({ url }: ServerProcess, id: number, token: string) {
  const headers = { Authorization: `Bearer ${token}` };
  const response = await fetch(`${url}/api/v1/connections/${id}/credentials`, { headers });
  return { status: response.status, body: (await response.json()) as Readonly<Record<string, unknown>> };
}

test('concurrent reads of expired credentials from two server processes make one refresh', async () => {
  const id = await expiredConnection();
  const { token } = await issueAccessToken(harness);
  const refreshes = harness.sandbox.counters().refresh;

  const answers = await Promise.all(
    servers.flatMap((server) => Array.from({ length: READS }, () => readCredentials(server, id, token))),
  );

  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
  assert.equal(new Set(answers.map(({ body }) => body['access_token'])).size, 1);
  assert.equal(harness.sandbox.counters().refresh - refreshes, 1);
});

test('an access token that another process revokes ends in every process with its next request', async () => {
  const id = await expiredConnection();
  const { token, stored } = await issueAccessToken(harness);
  const statuses = () => Promise.all(servers.map(async (server) => (await readCredentials(server, id, token)).status));
  assert.deepEqual(await statuses(), [200, 200]);

  await harness.deps.store.write(({ accessTokens }) => accessTokens.revoke('acme', stored.id, harness.now()));

  assert.deepEqual(await statuses(), [401, 401]);
});
