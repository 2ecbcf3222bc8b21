import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { HistoryResponse, InstallationResponse } from '../../widget/protocol/installation.ts';
import type { ErrorResponse } from '../../widget/protocol/session-api.ts';
import { startRun } from '../installations/report-run.ts';
import { ACME_SECRET, HOST_ORIGIN, startHarness } from '../testing/harness.ts';
import type { Harness } from '../testing/harness.ts';
import { openInstallFlow, saveRequest } from '../testing/install-flow.ts';
import type { InstallFlow } from '../testing/install-flow.ts';

let harness: Harness;
before(async () => {
  const integrations = {
    sync: { id: 1, connectors: ['sandbox'] },
    other: { id: 2, connectors: ['sandbox-basic'] },
    own: { id: 3, connectors: ['sandbox'], sharing: 'user' },
    asked: { id: 4, connectors: ['sandbox'], consent: { required: true, text: { en: 'We read your mail.' } } },
  };
  const keys = [{ alg: 'HS256', secret: ACME_SECRET }];
  harness = await startHarness({ organizations: { flow: { allowedOrigins: [HOST_ORIGIN], keys, integrations } } });
});
after(() => harness.close());

async function installed(integration: string, claims: Parameters<typeof openInstallFlow>[2] = {}) {
  const flow = await openInstallFlow(harness, `/flow/tenants/create/${integration}`, claims);
  if (flow.session.installation?.consent) await flow.change('POST', '/installation/consent', { locale: 'en' });
  await flow.connectAll();
  const { installation } = await flow.change('PUT', '/installation', saveRequest({}));
  assert.ok(installation);
  const stored = await harness.deps.store.installations.findInOrganization('flow', installation.id);
  assert.ok(stored);
  return { flow, installation: stored };
}

async function history(flow: InstallFlow, cursor?: string): Promise<HistoryResponse> {
  const { status, json, text } = await flow.call('GET', `/installation/history${cursor ? `?cursor=${cursor}` : ''}`);
  assert.equal(status, 200, text);
  return json as HistoryResponse;
}

const REPORT = { status: 'success', message: null, overview: ['98 of 100'], details: [], errors: [] } as const;

test('the history has the runs and the activity of an integration and its connections, newest first', async () => {
  const { flow, installation } = await installed('sync');
  const run = await startRun(harness.deps, installation, { ...REPORT, status: 'error', message: 'No access.' });
  await flow.change('PATCH', '/installation', { paused: true });

  const { runs, activity, nextCursor } = await history(flow);

  const time = new Date(run.startedAt).toISOString();
  assert.deepEqual(runs, [
    {
      ...{ id: run.id, status: 'error', message: 'No access.', startedAt: time, finishedAt: time },
      ...{ overview: ['98 of 100'], details: [], errors: [] },
    },
  ]);
  const name = harness.config.organizations.get('flow')?.connectors.get('sandbox')?.name;
  assert.deepEqual(
    activity.map(({ type, connector, change }) => [type, change ?? connector]),
    [
      ['installation.updated', 'paused'],
      ['installation.created', undefined],
      ['connection.connected', name],
      ['connection.created', name],
    ],
  );
  assert.equal(activity[0]?.actor, flow.person);
  assert.equal(nextCursor, undefined);
});

test('an installation says whether its last run that has ended failed', async () => {
  const { flow, installation } = await installed('sync');
  const read = async () => {
    const { view } = (await flow.call('GET', '/installation')).json as InstallationResponse;
    return [view.installation?.lastRunFailed, view.version];
  };
  const [before, version] = await read();
  await startRun(harness.deps, installation, { ...REPORT, status: 'error', message: 'No access.' });
  const [failed, changed] = await read();
  assert.notEqual(changed, version, 'so that an open page reads it again');
  await startRun(harness.deps, installation, { ...REPORT, status: 'running' });
  const [running] = await read();
  await startRun(harness.deps, installation, REPORT);
  const [succeeded] = await read();
  assert.deepEqual([before, failed, running, succeeded], [undefined, true, true, undefined]);
});

test('the history tells apart what was changed, and has the consent', async () => {
  const { flow } = await installed('asked');
  await flow.change('PATCH', '/installation', { paused: true });
  await flow.change('PATCH', '/installation', { paused: false });
  await flow.change('PUT', '/installation', {
    ...saveRequest({}),
    schedule: { expression: '5 * * * *', timeZone: 'UTC' },
  });
  await flow.change('DELETE', '/installation/consent');
  await flow.change('POST', '/installation/consent', { locale: 'en' });
  const { activity } = await history(flow);
  assert.deepEqual(
    activity.slice(0, 7).map(({ type, change }) => [type, change]),
    [
      ['installation.updated', 'resumed'],
      ['consent.given', undefined],
      ['installation.updated', 'paused'],
      ['consent.withdrawn', undefined],
      ['installation.updated', undefined],
      ['installation.updated', 'resumed'],
      ['installation.updated', 'paused'],
    ],
  );
});

test('the history has pages, and each run and activity is on one of them', async () => {
  const { flow, installation } = await installed('sync');
  const expected: number[] = [];
  for (let count = 0; count < 45; count += 1) expected.unshift((await startRun(harness.deps, installation, REPORT)).id);
  for (let count = 0; count < 25; count += 1) {
    await flow.change('PATCH', '/installation', { paused: count % 2 === 0 });
    // The limit of changes of one session counts by time.
    harness.advance(10_000);
  }

  const pages: HistoryResponse[] = [];
  let cursor: string | undefined;
  do {
    const page = await history(flow, cursor);
    pages.push(page);
    cursor = page.nextCursor;
  } while (cursor !== undefined);

  assert.deepEqual(
    pages.flatMap(({ runs }) => runs.map(({ id }) => id)),
    expected,
  );
  const activity = pages.flatMap((page) => page.activity);
  assert.equal(new Set(activity.map(({ id }) => id)).size, activity.length);
  assert.equal(activity.filter(({ type }) => type === 'installation.updated').length, 25);
  assert.equal(activity.at(-1)?.type, 'connection.created');
});

test('the history has nothing of another integration, another account, or another user', async () => {
  const { flow, installation } = await installed('own', { external_id: 'shared account' });
  await startRun(harness.deps, installation, REPORT);
  for (const [path, external] of [
    ['own', 'shared account'],
    ['own', 'another account'],
    ['other', 'shared account'],
  ] as const) {
    const other = await openInstallFlow(harness, `/flow/tenants/create/${path}`, { external_id: external });
    assert.notEqual(other.person, flow.person);
    const { runs, activity } = await history(other);
    assert.deepEqual(runs, []);
    assert.deepEqual(
      activity.filter(({ type }) => type !== 'connection.created'),
      [],
    );
  }
});

test('what programs do many times a day is not in the history', async () => {
  const { flow, installation } = await installed('sync');
  const { store, now } = harness.deps;
  const before = await history(flow);
  const [connection] = await store.connections.list(installation, { connector: 'sandbox' });
  const base = { organization: 'flow', tenantId: installation.tenantId, actor: null, detail: {}, at: now() };
  await store.write(async ({ activity }) => {
    await activity.add({
      ...{ ...base, type: 'connection.credentials_read', connectionId: connection?.id ?? null, installationId: null },
    });
    await activity.add({
      ...{ ...base, type: 'installation.triggered', connectionId: null, installationId: installation.id },
    });
  });
  assert.deepEqual(await history(flow), before);
});

test('a malformed cursor is refused', async () => {
  const { flow } = await installed('sync');
  for (const cursor of ['x', 'WzEsNTBd', Buffer.from('[3,1,02]').toString('base64url')]) {
    const { status, json } = await flow.call('GET', `/installation/history?cursor=${cursor}`);
    assert.deepEqual([status, (json as ErrorResponse).error.code], [400, 'invalid_request']);
  }
});
