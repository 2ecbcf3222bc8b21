import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { ACME_SECRET, HOST_ORIGIN, startHarness } from '../testing/harness.ts';
import type { Harness } from '../testing/harness.ts';
import { HOURLY, installFlow, openInstallFlow, saveRequest } from '../testing/install-flow.ts';
import type { InstallFlow } from '../testing/install-flow.ts';

const PAGE = '/flow/tenants/create/sync';

function start(databaseFolder?: string): Promise<Harness> {
  const sync = {
    ...{ id: 1, connectors: ['sandbox'], consent: { required: true, text: { en: 'May we?' } } },
    settings: { properties: { folder: { type: 'string' }, key: { type: 'string', format: 'password' } } },
  };
  const flow = {
    allowedOrigins: [HOST_ORIGIN],
    keys: [{ alg: 'HS256', secret: ACME_SECRET }],
    integrations: { sync },
  };
  return startHarness({ organizations: { flow }, ...(databaseFolder !== undefined && { databaseFolder }) });
}

/** What a person does, one step after another. */
const STEPS: readonly ((flow: InstallFlow) => Promise<unknown>)[] = [
  (flow) => flow.change('POST', '/installation/consent', { locale: 'en' }),
  (flow) => flow.connectAll(),
  (flow) => flow.saveDraft({ step: 'settings', settings: { folder: 'inbox', key: 'secret' }, schedule: HOURLY }),
  (flow) => flow.saveDraft({ step: 'review', settings: { folder: 'sent' }, schedule: HOURLY }),
  (flow) => flow.change('PUT', '/installation', saveRequest({ folder: 'sent' })),
  (flow) => flow.change('PATCH', '/installation', { paused: true }),
];

/** Does each step on another server, whose database is that of the first one. */
async function runSteps(
  t: TestContext,
  first: Harness,
  next: (server: Harness, flow: InstallFlow) => InstallFlow | Promise<InstallFlow>,
) {
  let flow = await openInstallFlow(first, PAGE);
  for (const step of STEPS) {
    const server = await start(first.databaseFolder);
    t.after(() => server.close());
    flow = await next(server, flow);
    await step(flow);
  }
  return flow;
}

test('an open install flow continues when the server restarts at each step', async (t) => {
  const first = await start();
  t.after(() => first.close());
  const flow = await runSteps(t, first, (server, { session, person }) => installFlow(server, session, person));
  const { installation, storedSecrets, draft } = await flow.change('GET', '/installation');
  assert.deepEqual(installation?.settings, { folder: 'sent' });
  assert.deepEqual([installation.paused, storedSecrets, draft], [true, ['key'], undefined]);
});

test('an install flow that is opened again at each step continues where it stopped', async (t) => {
  const first = await start();
  t.after(() => first.close());
  const steps: (string | undefined)[] = [];
  const flow = await runSteps(t, first, async (server, { person }) => {
    const reopened = await openInstallFlow(server, PAGE, { person });
    const { draft, consent, installation } = reopened.session.installation ?? {};
    const [connection] = reopened.session.connectors[0]?.connections ?? [];
    steps.push(
      installation ? 'installed' : (draft?.step ?? (consent?.givenAt === undefined ? 'consent' : connection?.status)),
    );
    return reopened;
  });
  assert.deepEqual(steps, ['consent', 'disconnected', 'connected', 'settings', 'review', 'installed']);
  assert.deepEqual((await flow.change('GET', '/installation')).installation?.settings, { folder: 'sent' });
});
