import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { pino } from 'pino';
import { testIntegration } from '../auth/testing/organization.ts';
import { settingsSchema } from '../config/schema-settings.ts';
import { BackgroundTasks } from '../connections/background-tasks.ts';
import { NO_SCHEDULE, type Installation, type InstallationChanges } from '../store/installation-store.ts';
import { openTemporaryStore } from '../store/testing/open-temporary-store.ts';
import { ensureTenant } from '../store/testing/seed-store.ts';
import { giveConsent } from './consent.ts';
import { connectorSlug } from './ensure-installation.ts';
import { RunScheduler } from './run-scheduler.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Half past an hour. */
const START = Date.parse('2026-01-31T12:30:00Z');

/** A store whose webhooks want every event, and schedulers with a clock that the test moves. */
async function start(t: TestContext) {
  const temporary = await openTemporaryStore({ configuredRecipients: () => ['configured'] });
  const { store } = temporary;
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
  const background = new BackgroundTasks(log);
  t.after(async () => {
    await background.stop(0);
    await temporary.close();
  });
  const clock = { now: START };
  const scope = await ensureTenant(store, 'acme', '42');
  const consent = { required: true, text: { en: 'We read.' }, links: [] };
  const integrations = new Map([
    ['sync', testIntegration({ slug: 'sync', id: 1 })],
    ['asked', testIntegration({ slug: 'asked', id: 2, sharing: 'user', consent })],
  ]);
  const scheduler = () =>
    new RunScheduler({
      ...{ store, organizations: new Map([['acme', { integrations }]]), now: () => clock.now, log },
      runInBackground: (task) => void background.start('record due runs', task, 0),
    });
  const first = scheduler();
  const poll = async (...schedulers: readonly RunScheduler[]) => {
    for (const each of schedulers.length === 0 ? [first] : schedulers) each.poll();
    await background.idle();
  };
  let users = 0;
  return {
    store,
    clock,
    scope,
    integrations,
    scheduler,
    poll,
    logged: () => lines.join(''),
    install: (schedule: string, { integration = 'sync', timeZone = 'UTC', target = scope } = {}) =>
      store.write(({ installations }) =>
        installations.create(target, {
          ...{ userKey: `user ${(users += 1)}`, integration, settings: '{}', schedule, timeZone, now: clock.now },
        }),
      ),
    change: ({ id }: Installation, changes: InstallationChanges) =>
      store.write(({ installations }) => installations.change(scope, id, changes, { now: clock.now, updatedBy: null })),
    /** The events of an organization, oldest first: the installation and the due time. */
    events: async (organization = 'acme') =>
      (await store.outbox.list(organization, { afterSequence: 0, limit: 1000 })).map(({ type, body }) => {
        assert.equal(type, 'installation.run_due');
        const { data } = JSON.parse(body) as { data: { installation: { id: number }; due_at: string } };
        return [data.installation.id, data.due_at] as const;
      }),
  };
}

test('each due time of an installation has one event, however often the scheduler polls', async (t) => {
  const { clock, install, poll, events } = await start(t);
  const { id } = await install('*/30 * * * *', { timeZone: 'Asia/Kolkata' });

  for (let minute = 0; minute < 61; minute += 10) {
    await poll();
    await poll();
    clock.now += 10 * MINUTE_MS;
  }

  assert.deepEqual(await events(), [
    [id, '2026-01-31T13:00:00.000Z'],
    [id, '2026-01-31T13:30:00.000Z'],
  ]);
});

test('due times that pass while no process runs have one event together, and the next one comes on time', async (t) => {
  const { clock, install, poll, events } = await start(t);
  const { id } = await install('0 * * * *');
  await poll();

  clock.now += 5 * HOUR_MS;
  await poll();
  assert.deepEqual(await events(), [[id, '2026-01-31T13:00:00.000Z']]);
  clock.now += HOUR_MS / 2;
  await poll();
  assert.deepEqual((await events())[1], [id, '2026-01-31T18:00:00.000Z']);
});

test('a paused installation has no event, and one that is resumed runs at the next time of its schedule', async (t) => {
  const { clock, install, change, poll, events } = await start(t);
  const installation = await install('0 * * * *');
  await poll();
  await change(installation, { paused: true });
  clock.now += 3 * HOUR_MS;
  await poll();
  await change(installation, { paused: false });
  await poll();
  assert.deepEqual(await events(), []);

  clock.now += HOUR_MS / 2;
  await poll();
  assert.deepEqual(await events(), [[installation.id, '2026-01-31T16:00:00.000Z']]);
});

test('another schedule replaces the due time', async (t) => {
  const { clock, install, change, poll, events } = await start(t);
  const installation = await install('0 * * * *');
  await poll();
  await change(installation, { schedule: '45 * * * *' });
  for (const minutes of [15, 15]) {
    clock.now += minutes * MINUTE_MS;
    await poll();
  }
  assert.deepEqual(await events(), [[installation.id, '2026-01-31T12:45:00.000Z']]);
});

test('a run that becomes due before a new installation is scheduled is not lost', async (t) => {
  const { clock, install, poll, events } = await start(t);
  clock.now += HOUR_MS / 2 - 1;
  const { id } = await install('0 * * * *');
  clock.now += 500;
  await poll();
  assert.deepEqual(await events(), [[id, '2026-01-31T13:00:00.000Z']]);
});

test('an installation that was never scheduled, such as one of an older version, has no event for the past', async (t) => {
  const { clock, install, poll, events } = await start(t);
  await install('0 * * * *');
  clock.now += 30 * HOUR_MS;
  await poll();
  assert.deepEqual(await events(), []);
});

test('several schedulers record each of many due runs once, in several transactions', async (t) => {
  const { clock, install, scheduler, poll, events } = await start(t);
  const ids: number[] = [];
  for (let count = 0; count < 70; count += 1) ids.push((await install('* * * * *')).id);
  const schedulers = [scheduler(), scheduler(), scheduler()];
  for (let minute = 0; minute < 3; minute += 1) {
    await poll(...schedulers);
    clock.now += MINUTE_MS;
  }

  const found = await events();
  const times = ['2026-01-31T12:31:00.000Z', '2026-01-31T12:32:00.000Z'];
  assert.deepEqual(found.map(String).toSorted(), times.flatMap((at) => ids.map((id) => `${id},${at}`)).toSorted());
});

test('installations without their integration in the configuration have no events, and connectors alone have', async (t) => {
  const { store, clock, install, poll, events } = await start(t);
  const removed = await install('0 * * * *', { integration: 'removed' });
  await install('0 * * * *', { target: await ensureTenant(store, 'globex', '42') });
  const { id } = await install('0 * * * *', { integration: connectorSlug('hubspot') });
  await poll();
  clock.now += HOUR_MS;
  await poll();

  assert.deepEqual(await events(), [[id, '2026-01-31T13:00:00.000Z']]);
  assert.deepEqual(await events('globex'), []);
  const later = await store.installations.findById(removed, removed.id);
  assert.equal(later?.nextDueAt, Date.parse('2026-01-31T14:00:00Z'));
});

test('an installation that lacks a required consent is paused when it is due, and runs again after the consent', async (t) => {
  const { store, clock, scope, integrations, install, poll } = await start(t);
  const { id, userKey } = await install('0 * * * *', { integration: 'asked' });
  const integration = integrations.get('asked')!;
  const agree = () =>
    giveConsent({ store, now: () => clock.now }, { scope, integration, userKey }, { actor: null, locale: 'en' });
  const state = async () => {
    const { paused, awaitsConsent, nextDueAt } = (await store.installations.findById(scope, id))!;
    return { paused, awaitsConsent, nextDueAt };
  };
  await poll();
  clock.now += HOUR_MS;
  await poll();
  assert.deepEqual(await state(), { paused: true, awaitsConsent: true, nextDueAt: null });

  await agree();
  await poll();
  assert.deepEqual(await state(), { paused: false, awaitsConsent: false, nextDueAt: START + 1.5 * HOUR_MS });
  clock.now += HOUR_MS;
  await poll();
  const events = await store.outbox.list('acme', { afterSequence: 0, limit: 10 });
  assert.deepEqual(
    events.map(({ type }) => type),
    ['installation.updated', 'consent.given', 'installation.updated', 'installation.run_due'],
  );
});

test('an event has nothing that the configuration has declared as secret since it was saved', async (t) => {
  const { store, clock, scope, integrations, poll } = await start(t);
  const properties = {
    folder: { type: 'string' },
    key: { type: 'string', format: 'password' },
    server: { type: 'object', properties: { token: { type: 'string', format: 'password' } } },
  };
  integrations.set('sync', testIntegration({ slug: 'sync', id: 1, settings: settingsSchema.parse({ properties }) }));
  const settings = JSON.stringify({ folder: 'in', key: 's3cret', server: { token: 's3cret', host: 'h' }, old: 1 });
  await store.write(({ installations }) =>
    installations.create(scope, {
      userKey: null,
      integration: 'sync',
      settings,
      schedule: '0 * * * *',
      now: clock.now,
    }),
  );
  await poll();
  clock.now += HOUR_MS;
  await poll();
  const [event] = await store.outbox.list('acme', { afterSequence: 0, limit: 10 });
  const { data } = JSON.parse(event?.body ?? '{}') as { data: { installation: { configs: unknown } } };
  assert.deepEqual(data.installation.configs, { folder: 'in', server: { host: 'h' }, old: 1 });
});

test('an installation without a schedule is never due, and that is no error', async (t) => {
  const { store, clock, install, poll, events, logged } = await start(t);
  const { id, ...scope } = await install(NO_SCHEDULE, { integration: connectorSlug('hubspot') });
  for (let hour = 0; hour < 2; hour += 1) {
    await poll();
    clock.now += HOUR_MS;
  }
  assert.deepEqual(await events(), []);
  assert.equal(logged(), '');
  assert.notEqual((await store.installations.findById(scope, id))?.nextDueAt, null, 'no poll looks at it again');
});

test('a stored schedule that is wrong is logged once, and holds up no other installation', async (t) => {
  const { clock, install, poll, events, logged } = await start(t);
  const wrong = [await install('never'), await install('0 * * * *', { timeZone: 'Mars/Olympus' })];
  const { id } = await install('0 * * * *');
  await poll();
  clock.now += HOUR_MS;
  await poll();

  assert.deepEqual(await events(), [[id, '2026-01-31T13:00:00.000Z']]);
  for (const installation of wrong) assert.equal(logged().split(`"installationId":${installation.id},`).length, 2);
});
