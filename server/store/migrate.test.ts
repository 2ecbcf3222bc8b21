import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { test, type TestContext } from 'node:test';
import BetterSqlite3 from 'better-sqlite3';
import type { Kysely } from 'kysely';

import { migrate, SchemaTooNewError } from './migrate.ts';
import { initial } from './migrations/0001-initial.ts';
import { migrations } from './migrations/all.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import { kyselyOn } from './sqlite-database.ts';
import { openSqliteConnections } from './sqlite-open.ts';
import { openSqliteStore } from './sqlite-store.ts';
import { hashOf, newOutboxEvent, newSignIn, NOW } from './testing/seed-store.ts';
import { makeTemporaryFolder } from './testing/temporary-folder.ts';

function inMemory(t: TestContext) {
  const database = new BetterSqlite3(':memory:');
  t.after(() => database.close());
  return { database, db: kyselyOn(new SqliteConnection(database, { readOnly: false })) };
}

function schemaOf(database: BetterSqlite3.Database): unknown {
  return database.prepare('select name, sql from sqlite_schema order by name').all();
}

async function databaseFile(t: TestContext): Promise<string> {
  const folder = await makeTemporaryFolder();
  t.after(() => folder.remove());
  return folder.path('embed.db');
}

const withoutSignIn = { '0001-initial': initial };

const withoutStandardNames = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '0006'));

const withoutSessionLimits = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '0005'));

const withoutOutbox = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '0007'));

const withoutWebhooks = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '0011'));

const withoutConsentPauses = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '0020'));

const withoutInstallFlow = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '0018'));

const later = {
  ...migrations,
  '9999-later': { up: (db: Kysely<unknown>) => db.schema.createTable('later').addColumn('id', 'bigint').execute() },
};

test('an empty database gets all tables, and a second run changes nothing', async (t) => {
  const { database, db } = inMemory(t);
  await migrate(db);
  const schema = schemaOf(database);

  await migrate(db);

  assert.deepEqual(schemaOf(database), schema);
  assert.equal(database.prepare('select count(*) from kysely_migration').pluck().get(), Object.keys(migrations).length);
});

test('every migration in the folder is in the list, in order, with the name of its file', async () => {
  const files = await readdir(new URL('migrations/', import.meta.url));
  const names = files.filter((file) => /^\d/.test(file)).map((file) => file.replace(/\.[jt]s$/, ''));

  assert.deepEqual(Object.keys(migrations), names.toSorted());
});

test('a later version migrates the tables of an earlier version', async (t) => {
  const { database, db } = inMemory(t);
  await migrate(db);

  await migrate(db, later);

  assert.equal(database.prepare("select count(*) from sqlite_schema where name = 'later'").pluck().get(), 1);
});

test('a database of a later version is refused, and the error names the unknown migrations', async (t) => {
  const { database, db } = inMemory(t);
  await migrate(db, later);
  const schema = schemaOf(database);

  await assert.rejects(migrate(db), (error) => {
    assert.ok(error instanceof SchemaTooNewError);
    assert.deepEqual(error.unknown, ['9999-later']);
    return true;
  });
  assert.deepEqual(schemaOf(database), schema);
});

test('a version without sign-ins refuses a database with sign-ins', async (t) => {
  const { db } = inMemory(t);
  await migrate(db);

  await assert.rejects(migrate(db, withoutSignIn), (error) => {
    assert.ok(error instanceof SchemaTooNewError);
    assert.deepEqual(error.unknown, Object.keys(migrations).slice(1));
    return true;
  });
});

test('connections from before sign-ins are unchanged, are not due for a refresh, and can have sign-ins', async (t) => {
  const file = await databaseFile(t);
  const before = new BetterSqlite3(file);
  await migrate(kyselyOn(new SqliteConnection(before, { readOnly: false })), withoutSignIn);
  before.exec(`
    insert into tenants values (1, 'acme', '42', ${NOW});
    insert into connections values
      (1, 'acme', 1, null, 'hubspot', 'Sales', 'connected', 1, 'ann', null, null, x'00ff', 7, ${NOW}, ${NOW}, ${NOW}),
      (2, 'acme', 1, 'ann', 'hubspot', 'Own', 'error', 0, null, 'invalid_credentials', 'No.', null, 3, ${NOW}, ${NOW}, null);
    update counters set value = 2 where name = 'connection';
  `);
  before.close();

  const store = await openSqliteStore({ file });
  t.after(() => store.close());
  const scope = { organization: 'acme', tenantId: 1 };
  const common = { ...scope, connector: 'hubspot', createdAt: NOW, updatedAt: NOW, statusChangedAt: NOW };
  const unknown = {
    expiresAt: null,
    refreshAt: null,
    refreshFailures: 0,
    fence: 0,
    verifyRefusals: 0,
    deleteAfter: null,
    hostManaged: false,
    externalRef: null,
  };
  const [first, second] = await store.connections.list(scope, {});

  assert.ok(first);
  assert.deepEqual(first, {
    ...{ ...common, ...unknown, id: 1, userKey: null, name: 'Sales', status: 'connected', verified: true },
    ...{ account: 'ann', problem: null, revision: 7, connectedAt: NOW, verifyAt: first.verifyAt },
  });
  assert.deepEqual(second, {
    ...{ ...common, ...unknown, id: 2, userKey: 'ann', name: 'Own', status: 'error', verified: false, account: null },
    ...{
      problem: { code: 'invalid_credentials', providerMessage: 'No.' },
      revision: 3,
      connectedAt: null,
      verifyAt: null,
    },
  });
  assert.deepEqual(await store.connections.credentials(scope, 1), new Uint8Array([0, 255]));
  const connectors = [{ organization: 'acme', connector: 'hubspot' }];
  assert.deepEqual(await store.connectionLeases.dueForRefresh({ now: NOW, connectors, limit: 10 }), []);
  const signIn = await store.write(({ signIns }) => signIns.create(scope, newSignIn(first, 'token')));
  assert.deepEqual(await store.signIns.findByToken(hashOf('token')), signIn);
  assert.ok(await store.write(({ connectionLeases }) => connectionLeases.acquire(first, NOW)));
});

test('connected connections from before verifications become due over the course of a day', async (t) => {
  const { database, db } = inMemory(t);
  const earlier = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '0004'));
  await migrate(db, earlier);
  database.exec(`insert into tenants values (1, 'acme', '42', ${NOW})`);
  const insert = database.prepare(`
    insert into connections
      (id, organization, tenant_id, connector, name, status, verified, revision, created_at, updated_at)
    values (?, 'acme', 1, 'hubspot', 'Sales', ?, 1, 1, ${NOW}, ${NOW})`);
  for (let id = 1; id <= 1000; id += 1) insert.run(id, 'connected');
  insert.run(1001, 'disconnected');
  const before = Date.now();

  await migrate(db);

  const times = database
    .prepare('select verify_at from connections where verify_at is not null order by 1')
    .pluck()
    .all()
    .map((at) => Number(at) - before);
  assert.equal(times.length, 1000);
  const hourMs = 60 * 60 * 1000;
  const perHour = Map.groupBy(times, (ms) => Math.floor(ms / hourMs));
  assert.deepEqual(
    [...perHour.keys()],
    Array.from({ length: 24 }, (_, hour) => hour),
  );
  for (const { length } of perHour.values()) assert.ok(length < 60);
});

test('sessions from before the absolute limit stay valid, and their limit counts from their last extension', async (t) => {
  const file = await databaseFile(t);
  const before = new BetterSqlite3(file);
  await migrate(kyselyOn(new SqliteConnection(before, { readOnly: false })), withoutSessionLimits);
  before.exec(`insert into tenants values (1, 'acme', '42', ${NOW})`);
  const expiresAt = NOW + 3_600_000;
  before.prepare(`insert into sessions values (?, 'acme', 1, '{}', ${expiresAt})`).run(hashOf('a'));
  before.close();

  const store = await openSqliteStore({ file });
  t.after(() => store.close());
  assert.deepEqual(await store.sessions.find(hashOf('a'), NOW), {
    ...{ organization: 'acme', tenantId: 1, tokenHash: hashOf('a'), context: '{}' },
    ...{ createdAt: NOW, expiresAt },
  });
});

test('sign-ins and refresh times are kept when tables and columns are renamed', async (t) => {
  const file = await databaseFile(t);
  const before = new BetterSqlite3(file);
  await migrate(kyselyOn(new SqliteConnection(before, { readOnly: false })), withoutStandardNames);
  before.exec(`
    insert into tenants values (1, 'acme', '42', ${NOW});
    insert into connections
      (id, organization, tenant_id, connector, name, status, verified, revision, created_at, updated_at, renew_at, renewal_failures)
    values (1, 'acme', 1, 'hubspot', 'Sales', 'connected', 1, 1, ${NOW}, ${NOW}, ${NOW}, 3);
    update counters set value = 7 where name = 'flow';
    insert into activity (id, organization, tenant_id, connection_id, type, detail_json, at)
    values (1, 'acme', 1, 1, 'flow.browser_mismatch', '{}', ${NOW});
  `);
  const insert = before.prepare(`
    insert into flows
      (id, organization, tenant_id, connection_id, connector, context_json, locale, status, token_hash, cookie_hash,
        wrong_codes, mismatched, problem_code, revision, created_at, updated_at, expires_at)
    values (?, 'acme', 1, 1, 'hubspot', '{}', 'en', ?, ?, ?, 2, 1, ?, 1, ${NOW}, ${NOW}, ${NOW + 1})`);
  insert.run(5, 'offered', hashOf('offered'), null, null);
  insert.run(6, 'started', hashOf('started'), hashOf('cookie'), null);
  insert.run(7, 'failed', hashOf('failed'), null, 'flow_browser_mismatch');
  before.close();
  // Ids up to 9 were used after the backup of this database.
  await writeFile(`${file}-guard`, JSON.stringify({ version: 1, ids: { tenant: 1, connection: 1, flow: 9 } }));

  const store = await openSqliteStore({ file });
  t.after(() => store.close());

  assert.equal((await store.signIns.findByToken(hashOf('offered')))?.status, 'created');
  const started = await store.signIns.findByToken(hashOf('started'));
  assert.deepEqual(
    [started?.browserBindingHash, started?.failedCodeAttempts, started?.mismatchRecorded],
    [hashOf('cookie'), 2, true],
  );
  const failed = await store.signIns.findByToken(hashOf('failed'));
  assert.equal(failed?.problem?.code, 'sign_in_browser_mismatch');
  const scope = { organization: 'acme', tenantId: 1 };
  const connectors = [{ organization: 'acme', connector: 'hubspot' }];
  const [connection] = await store.connectionLeases.dueForRefresh({ now: NOW, connectors, limit: 10 });
  assert.deepEqual([connection?.refreshAt, connection?.refreshFailures], [NOW, 3]);
  assert.equal((await store.activity.list(scope, 10))[0]?.type, 'sign_in.browser_mismatch');
  assert.ok(connection);
  assert.equal((await store.write(({ signIns }) => signIns.create(scope, newSignIn(connection, 'next')))).id, 10);
});

test('the time of each status from before it was stored is that of the activity which began it, or the best known', async (t) => {
  const file = await databaseFile(t);
  const before = new BetterSqlite3(file);
  await migrate(kyselyOn(new SqliteConnection(before, { readOnly: false })), withoutOutbox);
  before.exec(`insert into tenants values (1, 'acme', '42', ${NOW})`);
  const insertConnection = before.prepare(`
    insert into connections
      (id, organization, tenant_id, connector, name, status, verified, revision, created_at, updated_at, connected_at)
    values (?, 'acme', 1, 'hubspot', 'Sales', ?, 1, 1, ${NOW}, ${NOW + 90}, ?)`);
  const insertActivity = before.prepare(`
    insert into activity (id, organization, tenant_id, connection_id, type, detail_json, at)
    values (?, 'acme', 1, ?, ?, '{}', ?)`);
  const cases: readonly (readonly [
    status: string,
    activity: readonly string[],
    connectedAt: number | null,
    at: number,
  ])[] = [
    ['connected', ['created', 'connected'], NOW + 2, NOW + 2],
    ['connected', ['created', 'connected', 'needs_reauth', 'refused', 'connected', 'connected'], NOW + 6, NOW + 5],
    ['connected', ['created', 'refused', 'connected', 'refused', 'renamed'], NOW + 3, NOW + 3],
    ['connected', [], NOW + 50, NOW + 50],
    ['disconnected', ['created', 'renamed'], null, NOW + 1],
    ['disconnected', ['created', 'connected', 'disconnected', 'disconnected'], null, NOW + 3],
    ['disconnected', [], null, NOW + 90],
    ['needs_reauth', ['created', 'connected', 'needs_reauth', 'refused'], NOW + 2, NOW + 3],
    ['needs_reauth', [], NOW + 50, NOW + 90],
    ['error', ['created', 'refused', 'refused'], null, NOW + 2],
    ['error', ['created', 'connected', 'disconnected', 'refused'], null, NOW + 4],
  ];
  let activityId = 0;
  for (const [index, [status, activity, connectedAt]] of cases.entries()) {
    insertConnection.run(index + 1, status, connectedAt);
    for (const [step, type] of activity.entries()) {
      insertActivity.run((activityId += 1), index + 1, `connection.${type}`, NOW + step + 1);
    }
  }
  before.close();

  const store = await openSqliteStore({ file });
  t.after(() => store.close());

  const connections = await store.connections.list({ organization: 'acme', tenantId: 1 }, {});
  assert.deepEqual(
    connections.map(({ statusChangedAt }) => statusChangedAt),
    cases.map(([, , , at]) => at),
  );
});

test('a database from before the outbox has an empty one, and sends what happens from then on', async (t) => {
  const file = await databaseFile(t);
  const before = new BetterSqlite3(file);
  await migrate(kyselyOn(new SqliteConnection(before, { readOnly: false })), withoutOutbox);
  before.exec(`insert into tenants values (1, 'acme', '42', ${NOW})`);
  before.close();
  const store = await openSqliteStore({ file });
  t.after(() => store.close());
  const list = () => store.outbox.list('acme', { afterSequence: 0, limit: 10 });
  assert.deepEqual(await list(), []);

  await store.write(({ outbox }) =>
    outbox.add({ organization: 'acme', tenantId: 1 }, newOutboxEvent('evt_1'), () => '{}'),
  );

  assert.deepEqual(
    (await list()).map(({ id, sequence }) => [id, sequence]),
    [['evt_1', 1]],
  );
});

test('webhook addresses of installations, to which nothing was ever sent, are removed', async (t) => {
  const file = await databaseFile(t);
  const before = new BetterSqlite3(file);
  await migrate(kyselyOn(new SqliteConnection(before, { readOnly: false })), withoutWebhooks);
  before.exec(`
    insert into tenants (id, organization, key, created_at) values (1, 'acme', '42', ${NOW});
    insert into installations
      (id, organization, tenant_id, integration, settings_json, schedule, paused, created_at, updated_at)
    values (1, 'acme', 1, 'sync', '{}', '0 * * * *', 0, ${NOW}, ${NOW});
    insert into webhook_endpoints values (1, 'acme', 1, 1, 'https://hooks.example.com/', '["*"]', null, ${NOW});
    insert into outbox values ('evt_1', 'acme', 1, null, 'connection.deleted', 1, 1, '{}', ${NOW}, ${NOW});
  `);
  before.close();

  const store = await openSqliteStore({ file });
  t.after(() => store.close());

  assert.deepEqual(await store.webhookEndpoints.list('acme'), []);
  assert.deepEqual(await store.webhookDeliveries.endpointsWithDue(NOW), []);
  assert.equal((await store.outbox.list('acme', { afterSequence: 0, limit: 10 })).length, 1);
});

test('an older database keeps the oldest of several installations of one owner and integration', async (t) => {
  const file = await databaseFile(t);
  const before = new BetterSqlite3(file);
  await migrate(kyselyOn(new SqliteConnection(before, { readOnly: false })), withoutInstallFlow);
  before.exec(`insert into tenants (id, organization, key, created_at) values (1, 'acme', '42', ${NOW})`);
  for (const [id, integration, user] of [
    [1, 'sync', null],
    [2, 'sync', 'ann'],
    [3, 'sync', null],
    [4, 'sync', 'ann'],
    [5, 'other', null],
  ] as const) {
    before
      .prepare(
        `insert into installations
          (id, organization, tenant_id, user_key, integration, settings_json, schedule, paused, created_at, updated_at)
        values (?, 'acme', 1, ?, ?, '{}', '0 * * * *', 0, ${NOW}, ${NOW})`,
      )
      .run(id, user, integration);
  }
  before.close();

  const store = await openSqliteStore({ file });
  t.after(() => store.close());

  const installations = await store.installations.list({ organization: 'acme', tenantId: 1 }, 10);
  assert.deepEqual(
    installations.map(({ id, timeZone }) => [id, timeZone]),
    [1, 2, 5].map((id) => [id, 'UTC']),
  );
});

test('connectors that were installed alone lose the schedule of integrations, unless a back end has changed them', async (t) => {
  const file = await databaseFile(t);
  const before = new BetterSqlite3(file);
  await migrate(kyselyOn(new SqliteConnection(before, { readOnly: false })), withoutConsentPauses);
  before.exec(`insert into tenants (id, organization, key, created_at) values (1, 'acme', '42', ${NOW})`);
  const insert = before.prepare(
    `insert into installations
      (id, organization, tenant_id, integration, settings_json, schedule, paused, created_at, updated_at, next_due_at, revision)
    values (?, 'acme', 1, ?, '{}', ?, 0, ${NOW}, ${NOW}, ${NOW + 1}, ?)`,
  );
  insert.run(1, 'connector/hubspot', '0 * * * *', 1);
  insert.run(2, 'connector/slack', '0 9 * * *', 1);
  insert.run(3, 'connector/github', '0 * * * *', 2);
  insert.run(4, 'connector', '0 * * * *', 1);
  before.close();

  const store = await openSqliteStore({ file });
  t.after(() => store.close());

  const installations = await store.installations.list({ organization: 'acme', tenantId: 1 }, 10);
  assert.deepEqual(
    installations.map(({ id, schedule, nextDueAt, awaitsConsent }) => [id, schedule, nextDueAt, awaitsConsent]),
    [
      [1, '', null, false],
      [2, '0 9 * * *', NOW + 1, false],
      [3, '0 * * * *', NOW + 1, false],
      [4, '0 * * * *', NOW + 1, false],
    ],
  );
});

test('a store does not open on the database of a later version', async (t) => {
  const file = await databaseFile(t);
  await (await openSqliteStore({ file })).close();
  const database = new BetterSqlite3(file);
  database.exec("insert into kysely_migration values ('9999-later', '2100-01-01T00:00:00.000Z')");
  database.close();

  await assert.rejects(openSqliteStore({ file }), SchemaTooNewError);
  await assert.rejects(openSqliteStore({ file }), SchemaTooNewError);
});

test('a start checks all references after a migration, and not otherwise', async (t) => {
  const file = await databaseFile(t);
  const open = async () => {
    const statements: string[] = [];
    const { writer, reader } = await openSqliteConnections(file, {
      onStatement: (sql) => statements.push(sql.toLowerCase()),
    });
    reader.close();
    writer.close();
    return statements.filter((sql) => sql.includes('foreign_key_check')).length;
  };

  assert.equal(await open(), 1);
  assert.equal(await open(), 0);
});

test('several processes can create the same new file concurrently', async (t) => {
  const file = await databaseFile(t);

  const stores = await Promise.all(Array.from({ length: 4 }, () => openSqliteStore({ file })));
  t.after(() => Promise.all(stores.map((store) => store.close())));

  for (const store of stores) await store.check();
});
