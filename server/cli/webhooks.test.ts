import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { describe, test, type TestContext } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { WHOLE_ORGANIZATION } from '../store/activity-store.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { ensureTenant, newWebhookEndpoint } from '../store/testing/seed-store.ts';
import { makeTemporaryFolder } from '../store/testing/temporary-folder.ts';
import { runInProcess } from '../testing/command-in-process.ts';
import { CLI } from '../testing/command-line.ts';
import { waitUntil } from '../testing/wait-until.ts';
import { recordEvent } from '../webhooks/record-event.ts';
import { startReceiver } from '../webhooks/testing/receiver.ts';

const CONFIG = JSON.stringify({
  organizations: {
    acme: { webhooks: [{ url: 'https://hooks.example.com/a', secret: 'a-secret-of-24-characters', events: ['*'] }] },
    globex: {},
  },
});

async function startFolder(t: TestContext) {
  const folder = await makeTemporaryFolder();
  await writeFile(folder.path('config.json'), CONFIG);
  const store = await openSqliteStore({ file: folder.path('embed.db') });
  t.after(async () => {
    await store.close();
    await folder.remove();
  });
  const options = { cwd: folder.path('.'), env: { DATABASE_URL: 'sqlite:embed.db', EMBED_DEV: '1' } };
  return { store, options };
}

/** Prints of a listener, line by line. */
async function startListener(
  t: TestContext,
  { cwd, env }: { cwd: string; env: Record<string, string> },
  args: readonly string[],
) {
  const child: ChildProcess = spawn(process.execPath, [CLI, 'webhooks', 'listen', '--config', 'config.json', ...args], {
    cwd,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  const lines: string[] = [];
  assert.ok(child.stdout);
  createInterface(child.stdout).on('line', (line) => lines.push(line));
  await waitUntil(() => lines.length > 0);
  return { child, lines };
}

describe('webhooks listen', () => {
  test('forwards every new event of the organization, signed with the printed secret, until Ctrl-C', async (t) => {
    const { store, options } = await startFolder(t);
    const receiver = await startReceiver(t, (_request, index) => (index === 0 ? 204 : 500));
    const scope = await ensureTenant(store, 'globex', '42');
    const consent = { type: 'consent.given', scope, userKey: null, integration: 'sync', actor: null } as const;
    const record = () => store.write((stores) => recordEvent(stores, { ...consent, now: Date.now() }));
    await record();

    const args = ['--org', 'globex', '--forward-to', receiver.url.href, '--json'];
    const { child, lines } = await startListener(t, options, args);
    await record();
    await record();
    await waitUntil(() => lines.length >= 3);

    const [start, ...printed] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual(
      printed.map(({ type, statusCode, error }) => [type, statusCode, error]),
      [
        ['consent.given', 204, null],
        ['consent.given', 500, 'The receiver answered 500.'],
      ],
    );
    const webhook = new Webhook(String(start?.['secret']));
    for (const { body, headers } of receiver.requests) assert.doesNotThrow(() => webhook.verify(body, headers));
    assert.deepEqual(
      receiver.ids(),
      printed.map(({ id }) => id),
    );
    child.kill('SIGINT');
    assert.deepEqual(await once(child, 'exit'), [0, null]);
    assert.equal(await store.outbox.isWanted(scope, consent), false);
  });

  test('refuses an address that is none', async (t) => {
    const { options } = await startFolder(t);
    const args = ['webhooks', 'listen', '--config', 'config.json', '--org', 'acme', '--forward-to', 'localhost:3000'];
    assert.equal((await runInProcess(args, options)).status, 2);
  });
});

describe('webhooks list', () => {
  test('shows endpoints of the configuration and the API without secrets, and which are disabled', async (t) => {
    const { store, options } = await startFolder(t);
    await store.write(async ({ webhookEndpoints }) => {
      await webhookEndpoints.create(newWebhookEndpoint('whe_1', { events: ['connection.deleted', 'consent.given'] }));
      await webhookEndpoints.disable('acme', { endpointId: 'whe_1', reason: 'No.', disabledAt: 0 });
    });

    const { stdout } = await runInProcess(
      ['webhooks', 'list', '--config', 'config.json', '--org', 'acme', '--json'],
      options,
    );

    const [configured, registered] = JSON.parse(stdout) as readonly Record<string, unknown>[];
    assert.deepEqual(
      [configured?.['source'], configured?.['url'], configured?.['events'], configured?.['disabledAt']],
      ['configuration', 'https://hooks.example.com/a', '*', null],
    );
    assert.deepEqual(registered, {
      ...{ id: 'whe_1', source: 'api', url: 'https://hooks.example.com/', tenant: null },
      ...{ events: 'connection.deleted,consent.given', disabledAt: '1970-01-01T00:00:00.000Z', disabledReason: 'No.' },
    });
    assert.doesNotMatch(stdout, /secret/);
  });
});

describe('webhooks enable', () => {
  test('enables a disabled endpoint, also one of the configuration, and knows no other', async (t) => {
    const { store, options } = await startFolder(t);
    const run = (...args: readonly string[]) =>
      runInProcess(['webhooks', ...args, '--config', 'config.json', '--org', 'acme', '--json'], options);
    const [endpoint] = JSON.parse((await run('list')).stdout) as readonly { readonly id: string }[];
    assert.ok(endpoint);
    await store.write(({ webhookEndpoints }) =>
      webhookEndpoints.disable('acme', { endpointId: endpoint.id, reason: 'No.', disabledAt: 0 }),
    );

    const enabled = JSON.parse((await run('enable', endpoint.id)).stdout) as Record<string, unknown>;

    assert.deepEqual([enabled['id'], enabled['disabledAt']], [endpoint.id, null]);
    assert.deepEqual(await store.webhookEndpoints.listDisabled('acme'), []);
    await run('enable', endpoint.id);
    assert.deepEqual(
      (await store.activity.listOrganization('acme', { limit: 9 })).map(({ type, tenantId, actor, detail }) => [
        ...[type, tenantId, actor?.id, detail],
      ]),
      [['webhook_endpoint.enabled', WHOLE_ORGANIZATION, 'command line', { endpointId: endpoint.id }]],
    );
    assert.equal((await run('enable', 'whe_unknown')).status, 3);
  });
});
