import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import Database from 'better-sqlite3';
import type { Permission } from '../../widget/protocol/permissions.ts';
import { issueAccessToken } from '../api/testing/access-token.ts';
import { signOut } from '../connections/sign-out.ts';
import { ACME_SECRET, HOST_ORIGIN, hs256, startHarness, subjectClaims, type Harness } from '../testing/harness.ts';
import { LONG_TESTS } from '../testing/long-tests.ts';
import { createSessionOwner, storeSession, type SessionOwner } from './testing/session-owner.ts';
import { SESSION_ROUTES, SUBJECTS, type SessionRoute, type SubjectTitle } from './testing/session-routes.ts';

/** The id of nothing. */
const ABSENT_ID = 9_000_000_000;

let provider: Server;
let harness: Harness;
let database: Database.Database | undefined;
before(async () => {
  provider = createServer((_request, response) => response.end('{"items":[]}')).listen(0, '127.0.0.1');
  await once(provider, 'listening');
  const url = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/`;
  const choices = { connector: 'keys', url, items: 'items', value: 'id', label: 'name' };
  const integration = {
    connectors: ['keys', 'sandbox-oauth'],
    settings: { properties: { note: { type: 'string' }, list: { type: 'string', 'x-options': choices } } },
    schedule: { editable: true },
    consent: { required: true, text: { en: 'May we?' } },
  };
  const organization = {
    allowedOrigins: [HOST_ORIGIN],
    keys: [{ alg: 'HS256', secret: ACME_SECRET }],
    integrations: {
      account: { ...integration, id: 1, sharing: 'account' },
      user: { ...integration, id: 2, sharing: 'user' },
    },
  };
  harness = await startHarness({
    connectors: () => ({ keys: { name: 'Keys', auth: { type: 'api_key', in: 'header', name: 'X-Api-Key' } } }),
    organizations: { here: organization, elsewhere: organization },
  });
  database = new Database(join(harness.databaseFolder, 'embed.db'), { readonly: true });
});
after(async () => {
  // First, since it is there even if the rest could not start.
  const closed = once(provider, 'close');
  provider.close();
  provider.closeAllConnections();
  await closed;
  database?.close();
  await harness.close();
});

let tables: readonly { readonly table: string; readonly rows: Database.Statement<[number]> }[] | undefined;

/** Every row of an owner's tenant, in all tables. */
function rowsOf({ scope }: SessionOwner): ReadonlySet<string> {
  assert.ok(database);
  const db = database;
  tables ??= db
    .prepare<[], string>(
      `SELECT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE c.name = 'tenant_id'`,
    )
    .pluck()
    .all()
    .map((table) => ({ table, rows: db.prepare<[number]>(`SELECT * FROM ${table} WHERE tenant_id = ?`).raw() }));
  const names = tables.map(({ table }) => table);
  assert.ok(names.includes('connections') && names.includes('installations'));
  return new Set(
    tables.flatMap(({ table, rows }) => rows.all(scope.tenantId).map((row) => `${table} ${JSON.stringify(row)}`)),
  );
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Sends the request of a route about the rows of an owner. */
async function send(
  name: string,
  owner: SessionOwner,
  { authorization, id }: { readonly authorization: string | undefined; readonly id?: number },
): Promise<Answer> {
  const [method = '', route = ''] = name.split(' ');
  const { about = 'key', body } = SESSION_ROUTES[name] ?? {};
  const rowId = id ?? (route.startsWith('/session/sign-ins') ? owner.signInId : owner.connections[about]);
  const path = route.replace(':id', String(rowId)).replace(':path', 'list');
  const end = new AbortController();
  const response = await harness.request(path, {
    method,
    headers: {
      ...(authorization !== undefined && { authorization }),
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body(owner)) }),
    signal: end.signal,
  });
  const isStream = response.headers.get('content-type') === 'text/event-stream';
  const text = isStream ? await firstEvent(response) : await response.text();
  end.abort();
  return { status: response.status, text: text.replace(/"requestId":"[^"]*"/, '') };
}

async function firstEvent({ body }: Response): Promise<string> {
  assert.ok(body);
  for await (const chunk of body) return Buffer.from(chunk).toString();
  return '';
}

/** Whether a session with this subject has what a route needs. */
function isAvailable({ needs }: SessionRoute, subject: SubjectTitle): boolean {
  if (needs === 'connection') return !subject.startsWith('the list');
  if (needs === 'integration') return subject.startsWith('an integration');
  return needs === undefined || subject.endsWith('portal') || subject.endsWith('application');
}

function expectedStatus(route: SessionRoute, subject: SubjectTitle, permissions: readonly Permission[]): number {
  if (route.permission && !permissions.includes(route.permission)) return 403;
  if (!isAvailable(route, subject)) return 404;
  return route.except?.[subject] ?? route.status;
}

let cells = 0;

/** Checks one cell of the matrix for each route, and reports all that are wrong. */
async function eachRoute(check: (name: string, route: SessionRoute) => Promise<void>): Promise<void> {
  const wrong: string[] = [];
  for (const [name, route] of Object.entries(SESSION_ROUTES)) {
    cells += 1;
    await check(name, route).catch((error: unknown) => wrong.push(`${name}: ${String(error)}`));
  }
  assert.deepEqual(wrong, []);
}

/** Keeps an owner for the next cell, until a cell has changed its rows. */
function reusableOwner(create: () => Promise<SessionOwner>) {
  let kept: SessionOwner | undefined;
  return {
    get: async () => (kept ??= await create()),
    release: (name: string, answer: Answer) => {
      if (!isRefused(answer) && !name.startsWith('GET ')) kept = undefined;
    },
  };
}

function isRefused({ status }: Answer): boolean {
  return status >= 400;
}

test('every route of sessions is in the table', () => {
  const routes = harness.routes
    .filter(({ method, path }) => method !== 'ALL' && /^\/session(\/|$)/.test(path))
    .map(({ method, path }) => `${method} ${path.replace(/\/$/, '')}`);
  assert.deepEqual([...new Set(routes)].toSorted(), Object.keys(SESSION_ROUTES).toSorted());
});

for (const subject of SUBJECTS) {
  describe(`a session of ${subject}`, () => {
    const principals: readonly (readonly [
      title: string,
      { sharing?: 'account' | 'user'; userKey?: string; permissions?: readonly Permission[] },
    ])[] = [
      ['the account', {}],
      ['another user of an account that shares', { userKey: 'bob' }],
      ['a user', { sharing: 'user' }],
      ['an owner with view only', { sharing: 'user', permissions: ['view'] }],
      ['an owner with connect', { sharing: 'user', permissions: ['view', 'connect'] }],
      ['an owner with manage', { sharing: 'user', permissions: ['view', 'manage'] }],
    ];
    for (const [title, { sharing = 'account', userKey, permissions }] of principals) {
      test(`gives ${title} what the permissions allow`, async () => {
        const owners = reusableOwner(() => createSessionOwner(harness, { organization: 'here', sharing }));
        await eachRoute(async (name, route) => {
          const owner = await owners.get();
          const { about = 'key' } = route;
          const options = { subject, about, ...(userKey && { userKey }), ...(permissions && { permissions }) };
          const authorization = `Bearer ${await storeSession(harness, owner, options)}`;
          const before = rowsOf(owner);
          const answer = await send(name, owner, { authorization });
          const expected = expectedStatus(route, subject, permissions ?? ['view', 'connect', 'manage']);
          assert.equal(answer.status, expected, answer.text);
          if (isRefused(answer)) assert.deepEqual(rowsOf(owner), before);
          const hasRows = name.endsWith('view') || !subject.startsWith('the list');
          if (route.shows && hasRows && !isRefused(answer)) assert.ok(answer.text.includes(owner.marker), answer.text);
          owners.release(name, answer);
        });
      });
    }

    const others = [
      ['another user', 'here'],
      ['another tenant', 'here'],
      ['another organization', 'elsewhere'],
    ] as const;
    for (const [title, organization] of others) {
      test(`gives ${title} nothing, and changes nothing`, async () => {
        const tenantKey = `shared-key-${cells}`;
        const owner = await createSessionOwner(harness, { organization: 'here', sharing: 'user', tenantKey });
        // The same key in another organization names another tenant.
        const strangers = reusableOwner(() =>
          createSessionOwner(harness, {
            ...{ organization, sharing: 'user', userKey: `bob-${cells}` },
            ...(title !== 'another tenant' && { tenantKey }),
          }),
        );
        const existing = rowsOf(owner);
        await eachRoute(async (name, route) => {
          const stranger = await strangers.get();
          const { about = 'key', namesRow } = route;
          const authorization = `Bearer ${await storeSession(harness, stranger, { subject, about })}`;
          const before = rowsOf(owner);
          const answer = await send(name, owner, { authorization });
          const expected = expectedStatus(route, subject, ['view', 'connect', 'manage']);
          assert.equal(answer.status, namesRow ? 404 : expected, answer.text);
          assert.ok(!answer.text.includes(owner.marker), answer.text);
          const now = rowsOf(owner);
          assert.deepEqual(
            [...existing].filter((row) => !now.has(row)),
            [],
          );
          if (isRefused(answer)) assert.deepEqual(now, before);
          if (namesRow) assert.deepEqual(await send(name, owner, { authorization, id: ABSENT_ID }), answer);
          strangers.release(name, answer);
        });
      });
    }
  });
}

/** The same code refuses a bearer whatever its session shows. `npm run test:long` tries every subject. */
const REFUSED_SUBJECTS = LONG_TESTS ? SUBJECTS : SUBJECTS.slice(0, 1);

for (const subject of REFUSED_SUBJECTS) {
  test(`a session of ${subject} is refused without a live bearer, and changes nothing`, async (t) => {
    const owner = await createSessionOwner(harness, { organization: 'here', sharing: 'user' });
    const signedOut = await createSessionOwner(harness, { organization: 'here', sharing: 'user' });
    const about = 'key';
    const open = (of: SessionOwner, more: object = {}) => storeSession(harness, of, { subject, about, ...more });
    const { stored } = await issueAccessToken(harness, { organization: 'here', type: 'embed', scopes: [] });
    const ofRevoked = await open(owner, { accessTokenId: stored.id });
    const { store, now } = harness.deps;
    await store.write(({ accessTokens }) => accessTokens.revoke('here', stored.id, now()));
    const ofSignedOut = await open(signedOut);
    await signOut(harness.deps, { scope: signedOut.scope, userKey: signedOut.userKey, actor: null });
    const bearers: readonly (readonly [title: string, authorization: string | undefined, of?: SessionOwner])[] = [
      ['no bearer', undefined],
      ['an unknown bearer', `Bearer ecs_${'A'.repeat(43)}`],
      ['another scheme', `Basic ${await open(owner)}`],
      ['an expired session', `Bearer ${await open(owner, { expiresInMs: -1 })}`],
      ['a user who was signed out', `Bearer ${ofSignedOut}`, signedOut],
      ['a revoked access token', `Bearer ${ofRevoked}`],
      ['an embed token', `Bearer ${hs256(subjectClaims(harness.now(), { sub: 'ada' }))}`],
      ['an access token', `Bearer ${(await issueAccessToken(harness, { organization: 'here' })).token}`],
    ];
    for (const [title, authorization, of = owner] of bearers) {
      await t.test(title, async () => {
        const before = rowsOf(of);
        await eachRoute(async (name) => {
          const { status, text } = await send(name, of, { authorization });
          assert.equal(status, 401);
          assert.match(text, /"code":"session_expired"/);
        });
        assert.deepEqual(rowsOf(of), before);
      });
    }
  });
}

test('a session of another user on the connection of a user finds nothing, and changes nothing', async () => {
  const owner = await createSessionOwner(harness, { organization: 'here', sharing: 'user' });
  const before = rowsOf(owner);
  await eachRoute(async (name, { about = 'key', needs }) => {
    const options = { subject: 'a connection', about, userKey: 'bob' } as const;
    const authorization = `Bearer ${await storeSession(harness, owner, options)}`;
    const { status, text } = await send(name, owner, { authorization });
    assert.equal(status, needs === undefined ? 200 : 404, text);
    assert.ok(!text.includes(owner.marker), text);
  });
  const sessions = /^sessions /;
  assert.deepEqual(
    [...rowsOf(owner)].filter((row) => !sessions.test(row)),
    [...before],
  );
});

test('the matrix has a cell for each route, subject and principal', () => {
  const perRoute = SUBJECTS.length * 9 + REFUSED_SUBJECTS.length * 8 + 1;
  assert.equal(cells, Object.keys(SESSION_ROUTES).length * perRoute);
});
