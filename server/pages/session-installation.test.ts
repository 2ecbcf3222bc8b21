import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { InstallationResponse } from '../../widget/protocol/installation.ts';
import type { ErrorResponse, SessionResponse } from '../../widget/protocol/session-api.ts';
import { changeRun, startRun } from '../installations/report-run.ts';
import { ACME_SECRET, HOST_ORIGIN, startHarness } from '../testing/harness.ts';
import type { Harness } from '../testing/harness.ts';
import { HOURLY, newPerson, openInstallFlow, saveRequest } from '../testing/install-flow.ts';
import type { InstallFlow } from '../testing/install-flow.ts';

const SECRET = 'pass-phrase-of-the-mailbox';

let harness: Harness;

before(async () => {
  const settings = {
    properties: {
      folder: { type: 'string', default: 'inbox' },
      mode: { enum: ['all', 'some'] },
      mailbox: {
        type: 'object',
        properties: { address: { type: 'string', format: 'email' }, phrase: { type: 'string', format: 'password' } },
      },
    },
    required: ['mode'],
    if: { properties: { mode: { const: 'some' } }, required: ['mode'] },
    then: { properties: { label: { type: 'string' } }, required: ['label'] },
  };
  const organization = {
    allowedOrigins: [HOST_ORIGIN],
    keys: [{ alg: 'HS256', secret: ACME_SECRET }],
    integrations: {
      sync: { id: 1, connectors: ['sandbox'], settings, schedule: { minimumMinutes: 15 } },
      fixed: { id: 2, connectors: ['sandbox'], schedule: { default: '5 * * * *', editable: false } },
      own: { id: 3, connectors: ['sandbox'], sharing: 'user' },
    },
    webhooks: [{ url: 'https://hooks.acme.example/', secret: `whsec_${'A'.repeat(32)}`, events: ['*'] }],
  };
  harness = await startHarness({ organizations: { flow: organization, rival: organization } });
});
after(() => harness.close());

const SYNC = '/flow/tenants/create/sync';
const SETTINGS = { folder: 'sent', mode: 'all', mailbox: { address: 'ann@acme.example', phrase: SECRET } };
const SHOWN = { folder: 'sent', mode: 'all', mailbox: { address: 'ann@acme.example' } };

/** Opens an install flow and connects everything. */
async function connected(path = SYNC, claims: Parameters<typeof openInstallFlow>[2] = {}): Promise<InstallFlow> {
  const flow = await openInstallFlow(harness, path, claims);
  await flow.connectAll();
  return flow;
}

/** Opens an install flow and saves it. */
async function installed(claims: Parameters<typeof openInstallFlow>[2] = {}): Promise<InstallFlow> {
  const flow = await connected(SYNC, claims);
  await flow.change('PUT', '/installation', saveRequest(SETTINGS));
  return flow;
}

/** Types of the webhooks of a person's account, oldest first, with their installations. */
async function eventsOf({ person }: InstallFlow) {
  const { store } = harness.deps;
  const stored = await store.outbox.list('flow', { afterSequence: 0, limit: 10_000 });
  return stored
    .map(({ body }) => JSON.parse(body) as { type: string; tenant: { key: string }; data: { installation?: unknown } })
    .filter(({ type, tenant }) => tenant.key === person && !type.startsWith('connection.'));
}

describe('saving', () => {
  test('installs with the settings and the schedule, and shows them without their secrets', async () => {
    const flow = await connected();
    const { installation, storedSecrets, draft } = await flow.change('PUT', '/installation', saveRequest(SETTINGS));
    assert.deepEqual([installation?.settings, installation?.schedule, installation?.paused], [SHOWN, HOURLY, false]);
    assert.equal(installation?.nextRuns.length, 3);
    assert.deepEqual([storedSecrets, draft], [['mailbox.phrase'], undefined]);
    const again = await openInstallFlow(harness, SYNC, { person: flow.person });
    assert.deepEqual(again.session.installation?.installation?.settings, SHOWN);
    assert.deepEqual(
      (await eventsOf(flow)).map(({ type }) => type),
      ['installation.created'],
    );
  });

  test('again changes the same installation, and keeps a secret that is absent', async () => {
    const flow = await installed();
    const { installation: before } = await flow.change('GET', '/installation');
    const { installation, storedSecrets } = await flow.change('PUT', '/installation', {
      settings: { mode: 'some', label: 'work' },
      schedule: { expression: ' 0 9 * * 1 ', timeZone: 'Asia/Tokyo' },
    });
    assert.equal(installation?.id, before?.id);
    assert.deepEqual(installation?.settings, { mode: 'some', label: 'work', mailbox: {} });
    assert.deepEqual(installation.schedule, { expression: '0 9 * * 1', timeZone: 'Asia/Tokyo' });
    assert.deepEqual(storedSecrets, ['mailbox.phrase']);
    assert.deepEqual(
      (await eventsOf(flow)).map(({ type }) => type),
      ['installation.created', 'installation.updated'],
    );
  });

  test('an empty secret removes the stored one', async () => {
    const flow = await installed();
    const settings = { mode: 'all', mailbox: { phrase: '' } };
    const { storedSecrets } = await flow.change('PUT', '/installation', saveRequest(settings));
    assert.deepEqual(storedSecrets, []);
  });

  test('drops settings that are unknown or hidden', async () => {
    const flow = await connected();
    const settings = { mode: 'all', label: 'hidden', other: true };
    const { installation } = await flow.change('PUT', '/installation', saveRequest(settings));
    assert.deepEqual(installation?.settings, { mode: 'all', mailbox: {} });
  });

  test('in two tabs at once makes one installation', async () => {
    const person = newPerson();
    const tabs = [await connected(SYNC, { person }), await openInstallFlow(harness, SYNC, { person })];
    const views = await Promise.all(tabs.map((tab) => tab.change('PUT', '/installation', saveRequest(SETTINGS))));
    assert.equal(new Set(views.map(({ installation }) => installation?.id)).size, 1);
    const types = (await eventsOf(tabs[0]!)).map(({ type }) => type);
    assert.deepEqual(types, ['installation.created', 'installation.updated']);
  });

  test('keeps the schedule of an integration whose schedule is fixed', async () => {
    const flow = await connected('/flow/tenants/create/fixed');
    const { installation } = await flow.change('PUT', '/installation', saveRequest());
    assert.deepEqual(installation?.schedule, { expression: '5 * * * *', timeZone: 'UTC' });
  });

  test('is for one user where the integration is not shared', async () => {
    const account = newPerson();
    const ann = await connected('/flow/tenants/create/own', { external_id: account });
    const bob = await openInstallFlow(harness, '/flow/tenants/create/own', { external_id: account });
    await ann.change('PUT', '/installation', saveRequest());
    assert.equal((await bob.change('GET', '/installation')).installation, undefined);
  });

  for (const [title, body, status, fields] of [
    ['a missing setting', saveRequest({}), 422, ['settings.mode']],
    [
      'a wrong setting in a group',
      saveRequest({ mode: 'all', mailbox: { address: 'x' } }),
      422,
      ['settings.mailbox.address'],
    ],
    ['what a condition requires', saveRequest({ mode: 'some' }), 422, ['settings.label']],
    [
      'a schedule that never runs',
      { settings: SETTINGS, schedule: { ...HOURLY, expression: '0 0 30 2 *' } },
      422,
      ['schedule.expression'],
    ],
    [
      'a schedule that runs too often',
      { settings: SETTINGS, schedule: { ...HOURLY, expression: '*/5 * * * *' } },
      422,
      ['schedule.expression'],
    ],
    ['no schedule', { settings: SETTINGS, schedule: { ...HOURLY, expression: 'daily' } }, 422, ['schedule.expression']],
    ['no time zone', { settings: SETTINGS, schedule: { ...HOURLY, timeZone: 'Mars' } }, 422, ['schedule.timeZone']],
    [
      'everything at once',
      { settings: {}, schedule: { expression: '', timeZone: '' } },
      422,
      ['settings.mode', 'schedule.expression', 'schedule.timeZone'],
    ],
    ['a body with more', { ...saveRequest(SETTINGS), paused: true }, 422, ['paused']],
    ['a value of no kind', saveRequest({ mode: null } as never), 422, ['settings']],
  ] as const) {
    test(`refuses ${title}, and stores nothing`, async () => {
      const flow = await connected();
      const { status: answered, json, text } = await flow.call('PUT', '/installation', body);
      assert.equal(answered, status, text);
      const { error } = json as ErrorResponse;
      assert.equal(error.code, 'invalid_request');
      assert.deepEqual(
        error.fields?.map(({ path }) => path),
        fields,
      );
      assert.doesNotMatch(text, new RegExp(SECRET));
      assert.equal((await flow.change('GET', '/installation')).installation, undefined);
    });
  }

  test('refuses to install before everything is connected, and says what is missing', async () => {
    const flow = await openInstallFlow(harness, SYNC);
    const { status, json } = await flow.call('PUT', '/installation', saveRequest(SETTINGS));
    assert.equal(status, 409);
    assert.match((json as ErrorResponse).error.message, /^Sandbox is not connected/);
  });
});

describe('a draft', () => {
  const draft = {
    step: 'settings',
    settings: { mode: 'some', label: 7, mailbox: { phrase: SECRET } },
    schedule: HOURLY,
  };

  test('is shown in another browser without its secret, right or wrong', async () => {
    const flow = await openInstallFlow(harness, SYNC);
    assert.equal(await flow.saveDraft(draft), 204);
    const { installation } = (await openInstallFlow(harness, SYNC, { person: flow.person })).session;
    assert.deepEqual(installation?.draft, { ...draft, settings: { mode: 'some', label: 7, mailbox: {} } });
    assert.deepEqual(installation.storedSecrets, ['mailbox.phrase']);
    const stranger = await openInstallFlow(harness, SYNC, { external_id: flow.person });
    assert.equal(stranger.session.installation?.draft, undefined);
  });

  test('ends when it is saved, and its secret is saved with it', async () => {
    const flow = await connected();
    await flow.saveDraft(draft);
    await flow.saveDraft({ ...draft, step: 'review', settings: { mode: 'all' } });
    const view = await flow.change('PUT', '/installation', saveRequest({ mode: 'all' }));
    assert.deepEqual([view.draft, view.storedSecrets], [undefined, ['mailbox.phrase']]);
  });

  test('ends when the integration is uninstalled', async () => {
    const flow = await installed();
    await flow.saveDraft(draft);
    assert.ok((await flow.change('GET', '/installation')).draft);
    assert.equal((await flow.change('DELETE', '/installation')).draft, undefined);
  });

  for (const [title, body] of [
    ['an unknown step', { ...draft, step: 'payment' }],
    ['no schedule', { step: 'settings', settings: {} }],
    ['a group in a group', { ...draft, settings: { a: { b: { c: 1 } } } }],
  ] as const) {
    test(`with ${title} is refused`, async () => {
      assert.equal(await (await openInstallFlow(harness, SYNC)).saveDraft(body), 422);
    });
  }
});

describe('an installation', () => {
  test('is paused and resumed, once for each change', async () => {
    const flow = await installed();
    for (const paused of [true, true, false]) {
      const { installation } = await flow.change('PATCH', '/installation', { paused });
      assert.equal(installation?.paused, paused);
      assert.equal(installation.nextRuns.length, paused ? 0 : 3);
    }
    const events = (await eventsOf(flow)).slice(1);
    assert.deepEqual(
      events.map(({ type, data }) => [type, (data.installation as { paused: boolean }).paused]),
      [
        ['installation.updated', true],
        ['installation.updated', false],
      ],
    );
  });

  test('is uninstalled once, and its connections stay', async () => {
    const flow = await installed();
    for (let count = 0; count < 2; count += 1) {
      const { installation, storedSecrets } = await flow.change('DELETE', '/installation');
      assert.deepEqual([installation, storedSecrets], [undefined, []]);
    }
    assert.deepEqual(
      (await eventsOf(flow)).map(({ type }) => type),
      ['installation.created', 'installation.deleted'],
    );
    const { json } = await flow.call('GET', '');
    assert.equal((json as SessionResponse).connectors[0]?.connections[0]?.status, 'connected');
  });

  test('cannot be paused before it is installed', async () => {
    const { status, json } = await (await connected()).call('PATCH', '/installation', { paused: true });
    assert.deepEqual([status, (json as ErrorResponse).error.code], [409, 'conflict']);
  });

  test('keeps its secrets out of answers, webhooks, activity and the log', async () => {
    const flow = await installed();
    const answers = [
      (await flow.call('GET', '/installation')).text,
      (await flow.call('GET', '')).text,
      JSON.stringify(await eventsOf(flow)),
      JSON.stringify(await harness.deps.store.activity.listOrganization('flow', { limit: 1000 })),
      harness.log(),
    ];
    for (const answer of answers) assert.ok(!answer.includes(SECRET));
    const tenant = await harness.deps.store.tenants.findByKey('flow', flow.person);
    const [stored] = await harness.deps.store.installations.list({ organization: 'flow', tenantId: tenant!.id }, 1);
    assert.ok(stored?.secretSettings && !Buffer.from(stored.secretSettings).includes(SECRET));
    assert.ok(!stored.settings.includes(SECRET));
  });
});

test('an installation, a draft and secrets of one account or organization are in no session of another', async () => {
  const account = newPerson();
  const owner = await connected(SYNC, { external_id: account });
  await owner.change('PUT', '/installation', saveRequest(SETTINGS));
  await owner.saveDraft({ step: 'settings', settings: { mailbox: { phrase: SECRET } }, schedule: HOURLY });
  const strangers = [
    await openInstallFlow(harness, SYNC),
    await openInstallFlow(harness, '/rival/tenants/create/sync', { external_id: account }),
  ];
  for (const stranger of strangers) {
    await stranger.connectAll();
    for (const [method, path, body] of [
      ['GET', '/installation', undefined],
      ['PUT', '/installation', saveRequest({ mode: 'all' })],
      ['DELETE', '/installation', undefined],
      ['DELETE', '/installation/data', undefined],
    ] as const) {
      const { storedSecrets, draft } = await stranger.change(method, path, body);
      assert.deepEqual([storedSecrets, draft], [[], undefined]);
    }
  }
  const { installation, storedSecrets, draft } = await owner.change('GET', '/installation');
  assert.deepEqual([installation?.settings, storedSecrets, draft?.step], [SHOWN, ['mailbox.phrase'], 'settings']);
});

for (const path of [SYNC, '/flow/tenants/create/own']) {
  test(`what a person has entered and not saved is in no session of another person of the account: ${path}`, async () => {
    const account = newPerson();
    const ann = await openInstallFlow(harness, path, { external_id: account });
    const bob = await openInstallFlow(harness, path, { external_id: account });
    const settings = { folder: 'typed', mailbox: { phrase: SECRET } };
    await ann.saveDraft({ step: 'settings', settings, schedule: HOURLY });
    const { draft, storedSecrets } = await bob.change('GET', '/installation');
    assert.deepEqual([draft, storedSecrets], [undefined, []]);
    assert.equal((await ann.change('GET', '/installation')).draft?.step, 'settings');
  });
}

describe('the version of a session', () => {
  const read = async (flow: InstallFlow) => (await flow.call('GET', '')).json as SessionResponse;

  test('changes with the installation, also when another tab changes it', async () => {
    const flow = await installed();
    const tab = await openInstallFlow(harness, SYNC, { person: flow.person });
    const before = await read(tab);
    assert.equal(before.version, tab.session.version);
    assert.equal(before.installationVersion, tab.session.installation?.version);
    await flow.change('PATCH', '/installation', { paused: true });
    const changed = await read(tab);
    assert.notEqual(changed.version, before.version);
    assert.equal(changed.installationVersion, (await tab.change('GET', '/installation')).version);
    assert.deepEqual(await read(tab), changed);
  });

  test('changes with each report of the newest run', async () => {
    const flow = await installed();
    const { installation: shown } = await flow.change('GET', '/installation');
    const installation = await harness.deps.store.installations.findInOrganization('flow', shown?.id ?? 0);
    assert.ok(installation);
    const before = await read(flow);
    const report = { status: 'running', message: null, overview: [], details: [], errors: [] } as const;
    const run = await startRun(harness.deps, installation, report);
    const started = await read(flow);
    await changeRun(harness.deps, {
      ...{ installation, runId: run.id, check: () => undefined },
      changes: { status: 'success', overview: ['98 of 100'] },
    });
    const ended = await read(flow);
    assert.equal(new Set([before, started, ended].map(({ version }) => version)).size, 3);
    assert.equal(ended.installationVersion, (await flow.change('GET', '/installation')).version);
  });

  test('stays when a draft is saved', async () => {
    const flow = await installed();
    const before = await read(flow);
    await flow.saveDraft({ step: 'settings', settings: {}, schedule: HOURLY });
    assert.deepEqual(await read(flow), before);
  });
});

describe('the next runs of a schedule', () => {
  test('are three times in its time zone', async () => {
    const flow = await openInstallFlow(harness, SYNC);
    const schedule = { expression: '30 9 * * *', timeZone: 'Asia/Kolkata' };
    const { status, json } = await flow.call('POST', '/installation/next-runs', schedule);
    assert.equal(status, 200);
    const { nextRuns } = json as { nextRuns: string[] };
    assert.deepEqual(
      nextRuns.map((time) => time.slice(11)),
      Array.from({ length: 3 }, () => '04:00:00.000Z'),
    );
  });

  test('are refused for a schedule that cannot be saved', async () => {
    const flow = await openInstallFlow(harness, SYNC);
    const schedule = { expression: '*/5 * * * *', timeZone: 'Mars' };
    const { status, json } = await flow.call('POST', '/installation/next-runs', schedule);
    assert.equal(status, 422);
    assert.deepEqual(
      (json as ErrorResponse).error.fields?.map(({ path }) => path),
      ['expression', 'timeZone'],
    );
  });
});

describe('permissions', () => {
  const calls = [
    ['GET', '/installation', undefined, 'view'],
    ['POST', '/installation/next-runs', HOURLY, 'view'],
    ['PUT', '/installation', saveRequest(SETTINGS), 'connect'],
    ['GET', '/installation/options/folder', undefined, 'connect'],
    ['POST', '/installation/consent', { locale: 'en' }, 'connect'],
    ['PUT', '/installation/draft', {}, 'connect'],
    ['PATCH', '/installation', { paused: true }, 'manage'],
    ['DELETE', '/installation', undefined, 'manage'],
    ['DELETE', '/installation/consent', undefined, 'manage'],
    ['DELETE', '/installation/data', undefined, 'manage'],
  ] as const;
  for (const permissions of [['view'], ['view', 'connect'], ['view', 'manage']] as const) {
    test(`of ${permissions.join(' and ')} allow their calls, and no others`, async () => {
      const { person } = await installed();
      const flow = await openInstallFlow(harness, SYNC, { person, permissions });
      for (const [method, path, body, needed] of calls) {
        const { status } = await flow.call(method, path, body);
        const isAllowed = permissions.some((permission) => permission === needed);
        assert.equal(status !== 403, isAllowed, `${method} ${path}: ${status}`);
      }
    });
  }

  test('do not matter in a session about one connector, which has no installation', async () => {
    const flow = await openInstallFlow(harness, '/flow/sandbox/auth?dialect=native', {
      ti: { xti: { integration_name: 'sync' } },
    });
    for (const [method, path, body] of calls) {
      const { status, json } = await flow.call(method, path, body);
      assert.deepEqual([status, (json as ErrorResponse).error.code], [404, 'not_found'], `${method} ${path}`);
    }
  });

  test('are no matter without a session', async () => {
    for (const [method, path] of calls) {
      const { status } = await harness.request(`/session${path}`, { method });
      assert.equal(status, 401, `${method} ${path}`);
    }
  });
});

describe('the messages of a dialect', () => {
  test('describe an installation as the success message does, and before it exists with what is known', async () => {
    const flow = await openInstallFlow(harness, SYNC);
    const tenantOf = (details: InstallationResponse['messageDetails']) =>
      details?.['tenant'] as {
        id: unknown;
        name: unknown;
        user_schedule: unknown;
        integration: unknown;
        configs: unknown;
      };
    const before = tenantOf(flow.session.installationDetails);
    assert.deepEqual(
      [before.id, before.name, before.user_schedule, before.integration],
      [null, flow.person, '0 * * * *', { id: 1, name: 'sync' }],
    );
    await flow.connectAll();
    const { json } = await flow.call('PUT', '/installation', saveRequest(SETTINGS));
    const { view, messageDetails } = json as InstallationResponse;
    const after = tenantOf(messageDetails);
    assert.deepEqual([after.id, after.configs], [view.installation?.id, SHOWN]);
    assert.deepEqual(Object.keys(after), Object.keys(before));
  });

  test('add nothing in a dialect that has none', async () => {
    const { session } = await openInstallFlow(harness, `${SYNC}?dialect=native`);
    assert.equal(session.installationDetails, undefined);
  });
});
