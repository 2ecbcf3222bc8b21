import { type Kysely, type RawBuilder, type Selectable, sql, type SqlBool } from 'kysely';

import { compileOnce } from './compile-once.ts';
import { bytes } from './kysely-bytes.ts';
import { claimId, nextId } from './kysely-next-id.ts';
import { problemColumns, toProblem } from './kysely-problem.ts';
import { RUNNING_STATUSES } from './kysely-sign-in-store.ts';
import type { Database } from './schema.ts';
import { CLOCK_TOLERANCE_MS, LEASE_MS } from './connection-store.ts';
import type {
  AccountQuery,
  ConnectionChange,
  ConnectionFilter,
  ConnectionListQuery,
  ConnectionStore,
  ConnectionWithCredentials,
  DueQuery,
  HostValue,
  NewConnection,
  ConnectionLease,
  StoredConnection,
  UpdatedConnectionsQuery,
} from './connection-store.ts';
import type { TenantScope } from './tenant-store.ts';

/** All columns except the credentials, which only {@link KyselyConnectionStore.credentials} reads. */
const COLUMNS = [
  'id',
  'organization',
  'tenant_id',
  'user_key',
  'connector',
  'name',
  'status',
  'verified',
  'account',
  'problem_code',
  'problem_message',
  'revision',
  'created_at',
  'updated_at',
  'status_changed_at',
  'connected_at',
  'expires_at',
  'refresh_at',
  'refresh_failures',
  'fence',
  'verify_at',
  'verify_refusals',
  'delete_after',
  'host_managed',
  'external_ref',
] as const;

type ConnectionRow = Pick<Selectable<Database['connections']>, (typeof COLUMNS)[number]>;

/** Discards the result of a running refresh, and allows the next one. */
const LEASE_ENDED = { fence: sql<number>`fence + 1`, leased_until: null };

const inScope = (db: Kysely<Database>, { organization, tenantId }: TenantScope) =>
  db.selectFrom('connections').where('organization', '=', organization).where('tenant_id', '=', tenantId);

const find = compileOnce((db, values: TenantScope & { readonly id: number }) =>
  inScope(db, values).where('id', '=', values.id).select(COLUMNS),
);

const findWithCredentials = compileOnce((db, values: TenantScope & { readonly id: number }) =>
  inScope(db, values).where('id', '=', values.id).select(COLUMNS).select('credentials'),
);

const findCredentials = compileOnce((db, values: TenantScope & { readonly id: number }) =>
  inScope(db, values).where('id', '=', values.id).select('credentials'),
);

const findInOrganization = compileOnce((db, values: { readonly organization: string; readonly id: number }) =>
  db
    .selectFrom('connections')
    .where('organization', '=', values.organization)
    .where('id', '=', values.id)
    .select(COLUMNS),
);

/**
 * The connections of one connector that belong to no user: those of most pages. Not in order, because SQLite compiles a
 * query with parameters and an order again at each run, which takes six times as long as the rest.
 */
const listShared = compileOnce((db, values: TenantScope & { readonly connector: string }) =>
  inScope(db, values).where('connector', '=', values.connector).where('user_key', 'is', null).select(COLUMNS),
);

/** {@link ConnectionStore} with Kysely. */
export class KyselyConnectionStore implements ConnectionStore {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  async find(scope: TenantScope, id: number): Promise<StoredConnection | undefined> {
    const [row] = await find(this.#db, { ...scope, id });
    return row && toConnection(row);
  }

  async list(scope: TenantScope, filter: ConnectionFilter): Promise<readonly StoredConnection[]> {
    const { connector, userKey } = filter;
    if (connector === undefined || userKey !== null) return (await this.#list(scope, filter)).map(toConnection);
    const rows = await listShared(this.#db, { ...scope, connector });
    return rows.map(toConnection).toSorted((one, other) => one.id - other.id);
  }

  #list(scope: TenantScope, { connector, userKey }: ConnectionFilter): Promise<readonly ConnectionRow[]> {
    let query = inScope(this.#db, scope).select(COLUMNS).orderBy('id');
    if (connector !== undefined) query = query.where('connector', '=', connector);
    if (userKey !== undefined) query = query.where('user_key', userKey === null ? 'is' : '=', userKey);
    return query.execute();
  }

  async credentials(scope: TenantScope, id: number): Promise<Uint8Array | undefined> {
    const [row] = await findCredentials(this.#db, { ...scope, id });
    return row?.credentials ? bytes(row.credentials) : undefined;
  }

  async findHostManaged(scope: TenantScope, { connector, userKey }: Pick<StoredConnection, 'connector' | 'userKey'>) {
    const row = await inScope(this.#db, scope)
      .where('connector', '=', connector)
      .where('user_key', userKey === null ? 'is' : '=', userKey)
      .where('host_managed', '=', 1)
      .select([...COLUMNS, 'host_value_hash', 'host_issued_at'])
      .executeTakeFirst();
    if (!row) return undefined;
    const { host_value_hash: hash, host_issued_at: issuedAt } = row;
    const value = hash === null || issuedAt === null ? undefined : { sealedHash: bytes(hash), issuedAt };
    return { connection: toConnection(row), value };
  }

  async setHostValue(
    { organization, tenantId, id }: Pick<StoredConnection, 'organization' | 'tenantId' | 'id'>,
    { sealedHash, issuedAt }: HostValue,
  ): Promise<void> {
    await this.#db
      .updateTable('connections')
      .set({ host_value_hash: sealedHash, host_issued_at: issuedAt })
      .where('organization', '=', organization)
      .where('tenant_id', '=', tenantId)
      .where('id', '=', id)
      .execute();
  }

  async findWithCredentials(scope: TenantScope, id: number): Promise<ConnectionWithCredentials | undefined> {
    const [row] = await findWithCredentials(this.#db, { ...scope, id });
    return row && { connection: toConnection(row), sealed: row.credentials ? bytes(row.credentials) : undefined };
  }

  async importedHash(scope: TenantScope, id: number): Promise<Uint8Array | undefined> {
    const row = await inScope(this.#db, scope).where('id', '=', id).select('imported_hash').executeTakeFirst();
    return row?.imported_hash ? bytes(row.imported_hash) : undefined;
  }

  async setImportedHash(
    { organization, tenantId, id }: Pick<StoredConnection, 'organization' | 'tenantId' | 'id'>,
    sealed: Uint8Array,
  ): Promise<void> {
    await this.#db
      .updateTable('connections')
      .set({ imported_hash: sealed })
      .where('organization', '=', organization)
      .where('tenant_id', '=', tenantId)
      .where('id', '=', id)
      .execute();
  }

  async findByExternalRef(scope: TenantScope, externalRef: string): Promise<StoredConnection | undefined> {
    const row = await inScope(this.#db, scope)
      .where('external_ref', '=', externalRef)
      .select(COLUMNS)
      .executeTakeFirst();
    return row && toConnection(row);
  }

  async create(scope: TenantScope, connection: NewConnection): Promise<StoredConnection> {
    const row = await this.#db
      .insertInto('connections')
      .values({
        id:
          connection.id === undefined
            ? await nextId(this.#db, 'connection')
            : await claimId(this.#db, 'connection', connection.id),
        organization: scope.organization,
        tenant_id: scope.tenantId,
        user_key: connection.userKey,
        connector: connection.connector,
        name: connection.name,
        status: 'disconnected',
        verified: 0,
        account: null,
        problem_code: null,
        problem_message: null,
        credentials: null,
        revision: 1,
        created_at: connection.now,
        updated_at: connection.now,
        status_changed_at: connection.now,
        connected_at: null,
        expires_at: null,
        refresh_at: null,
        refresh_failures: 0,
        fence: 0,
        leased_until: null,
        verify_at: null,
        verify_refusals: 0,
        delete_after: connection.deleteAfter ?? null,
        host_managed: connection.hostManaged === true ? 1 : 0,
        host_value_hash: null,
        host_issued_at: null,
        external_ref: connection.externalRef ?? null,
        imported_hash: null,
      })
      .returning(COLUMNS)
      .executeTakeFirstOrThrow();
    return toConnection(row);
  }

  async change(
    connection: Pick<StoredConnection, 'organization' | 'tenantId' | 'id' | 'revision'>,
    change: ConnectionChange,
    now: number,
  ): Promise<StoredConnection | undefined> {
    const row = await this.#db
      .updateTable('connections')
      .set({
        ...toColumns(change, now),
        ...(change.credentials !== undefined && LEASE_ENDED),
        revision: connection.revision + 1,
        updated_at: now,
      })
      .where('organization', '=', connection.organization)
      .where('tenant_id', '=', connection.tenantId)
      .where('id', '=', connection.id)
      .where('revision', '=', connection.revision)
      .returning(COLUMNS)
      .executeTakeFirst();
    return row && toConnection(row);
  }

  async delete(scope: TenantScope, id: number): Promise<boolean> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('connections')
      .where('organization', '=', scope.organization)
      .where('tenant_id', '=', scope.tenantId)
      .where('id', '=', id)
      .executeTakeFirst();
    return numDeletedRows > 0n;
  }

  async lease(
    connection: Pick<StoredConnection, 'organization' | 'tenantId' | 'id' | 'fence'>,
    now: number,
  ): Promise<ConnectionLease | undefined> {
    const { organization, tenantId, id } = connection;
    const row = await this.#db
      .updateTable('connections')
      .set({ fence: connection.fence + 1, leased_until: now + LEASE_MS })
      .where('organization', '=', organization)
      .where('tenant_id', '=', tenantId)
      .where('id', '=', id)
      .where('fence', '=', connection.fence)
      .where(notLeased(now))
      .returning('fence')
      .executeTakeFirst();
    return row && { organization, tenantId, id, fence: row.fence };
  }

  async finishLease(
    lease: ConnectionLease,
    change: ConnectionChange,
    now: number,
  ): Promise<StoredConnection | undefined> {
    const { status } = change;
    const row = await this.#db
      .updateTable('connections')
      .set({
        ...toColumns(change, now),
        ...LEASE_ENDED,
        ...(status !== undefined && {
          revision: sql<number>`case status when ${status} then revision else revision + 1 end`,
        }),
        updated_at: now,
      })
      .where('organization', '=', lease.organization)
      .where('tenant_id', '=', lease.tenantId)
      .where('id', '=', lease.id)
      .where('fence', '=', lease.fence)
      .returning(COLUMNS)
      .executeTakeFirst();
    return row && toConnection(row);
  }

  async dueForRefresh(query: DueQuery): Promise<readonly StoredConnection[]> {
    const { now } = query;
    const byTime = await this.#findDue(query, { due: sql`refresh_at <= ${now}`, column: 'refresh_at' });
    const byClock = await this.#findDue(query, {
      due: sql`updated_at > ${now + CLOCK_TOLERANCE_MS} and refresh_at > ${now} and refresh_at is distinct from expires_at`,
      column: 'updated_at',
    });
    return [...byTime, ...byClock];
  }

  async dueForVerification(query: DueQuery & { readonly latest: number }): Promise<readonly StoredConnection[]> {
    const { now, latest } = query;
    const ready = sql`refresh_failures = 0 and (refresh_at is null or refresh_at > ${now})`;
    const byTime = await this.#findDue(query, { due: sql`verify_at <= ${now} and ${ready}`, column: 'verify_at' });
    const byClock = await this.#findDue(query, { due: sql`verify_at > ${latest} and ${ready}`, column: 'verify_at' });
    return [...byTime, ...byClock];
  }

  async listAbandoned(now: number, limit: number): Promise<readonly StoredConnection[]> {
    const rows = await this.#db
      .selectFrom('connections as c')
      .select(COLUMNS.map((column) => `c.${column}` as const))
      .where('c.delete_after', '<=', now)
      .where((eb) =>
        eb.exists(
          eb
            .selectFrom('connections as older')
            .select('older.id')
            .whereRef('older.organization', '=', 'c.organization')
            .whereRef('older.tenant_id', '=', 'c.tenant_id')
            .whereRef('older.connector', '=', 'c.connector')
            .whereRef('older.user_key', 'is not distinct from', 'c.user_key')
            .whereRef('older.id', '<', 'c.id'),
        ),
      )
      // A sign-in that never ends is deleted some time after it expires.
      .where((eb) =>
        eb.not(
          eb.exists(
            eb
              .selectFrom('sign_ins')
              .select('sign_ins.id')
              .whereRef('sign_ins.organization', '=', 'c.organization')
              .whereRef('sign_ins.tenant_id', '=', 'c.tenant_id')
              .whereRef('sign_ins.connection_id', '=', 'c.id')
              .where('sign_ins.status', 'in', RUNNING_STATUSES),
          ),
        ),
      )
      .orderBy('c.delete_after')
      .orderBy('c.id')
      .limit(limit)
      .execute();
    return rows.map(toConnection);
  }

  async listOrganization(organization: string, query: ConnectionListQuery): Promise<readonly StoredConnection[]> {
    let select = this.#db
      .selectFrom('connections')
      .select(COLUMNS)
      .where('organization', '=', organization)
      .where('id', '>', query.afterId)
      .orderBy('id')
      .limit(query.limit);
    if (query.tenantId !== undefined) select = select.where('tenant_id', '=', query.tenantId);
    if (query.connector !== undefined) select = select.where('connector', '=', query.connector);
    if (query.status !== undefined) select = select.where('status', '=', query.status);
    return (await select.execute()).map(toConnection);
  }

  async listUpdated(organization: string, query: UpdatedConnectionsQuery): Promise<readonly StoredConnection[]> {
    const { after, tenantId, connector, status } = query;
    let select = this.#db
      .selectFrom('connections')
      .select(COLUMNS)
      .where('organization', '=', organization)
      .where((eb) => eb(eb.refTuple('updated_at', 'id'), '>', eb.tuple(after.updatedAt, after.id)))
      .orderBy('updated_at')
      .orderBy('id')
      .limit(query.limit);
    if (tenantId !== undefined) select = select.where('tenant_id', '=', tenantId);
    // With a plus sign, SQLite does not use the index of this column alone, with which it would have to sort.
    if (connector !== undefined) select = select.where(sql<string>`+connector`, '=', connector);
    if (status !== undefined) select = select.where(sql<string>`+status`, '=', status);
    return (await select.execute()).map(toConnection);
  }

  async hasCredentialsFor(organization: string, { connectors, account, tenantId }: AccountQuery): Promise<boolean> {
    const row = await this.#db
      .selectFrom('connections')
      .select('id')
      .where('organization', '=', organization)
      .where('connector', 'in', connectors)
      .where('credentials', 'is not', null)
      .where((eb) => {
        const sameTenant = eb('tenant_id', '=', tenantId);
        if (account === null) return sameTenant;
        return eb.or([eb('account', '=', account), eb.and([eb('account', 'is', null), sameTenant])]);
      })
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }

  async findInOrganization(organization: string, id: number): Promise<StoredConnection | undefined> {
    const [row] = await findInOrganization(this.#db, { organization, id });
    return row && toConnection(row);
  }

  /** Does one index search per connector. The cost does not depend on the due rows of other connectors. */
  async #findDue(
    { connectors, limit, now }: DueQuery,
    { due, column }: { readonly due: RawBuilder<unknown>; readonly column: 'refresh_at' | 'updated_at' | 'verify_at' },
  ): Promise<readonly StoredConnection[]> {
    if (connectors.length === 0) return [];
    const pairs = connectors.map(({ organization, connector }) => sql`(${organization}, ${connector})`);
    const { rows } = await sql<ConnectionRow>`
      with pair (pair_organization, pair_connector) as (values ${sql.join(pairs)})
      select ${sql.join(COLUMNS.map((name) => sql.ref(name)))} from pair join connections on id in (
        select id from connections
        where organization = pair_organization and connector = pair_connector and status = 'connected'
          and ${due} and ${notLeased(now)}
        order by ${sql.ref(column)}, id limit ${limit}
      )`.execute(this.#db);
    return rows.toSorted((a, b) => Number(a[column]) - Number(b[column]) || a.id - b.id).map(toConnection);
  }
}

/**
 * Whether a connection has no lease. Ignores a lease that ends later than {@link LEASE_MS} from now, because it was
 * acquired while the clock was ahead.
 */
function notLeased(now: number): RawBuilder<SqlBool> {
  return sql<SqlBool>`(leased_until is null or leased_until <= ${now} or leased_until > ${now + LEASE_MS})`;
}

function toColumns(change: ConnectionChange, now: number) {
  const { name, status, verified, account, problem, credentials } = change;
  const { connectedAt, expiresAt, refreshAt, refreshFailures, verifyAt, verifyRefusals } = change;
  return {
    ...(name !== undefined && { name }),
    ...(status !== undefined && {
      status,
      // The right side of an assignment sees the old row, so `status` is the one before this change.
      status_changed_at: sql<number>`case status when ${status} then status_changed_at else ${now} end`,
    }),
    ...(verified !== undefined && { verified: verified ? 1 : 0 }),
    ...(account !== undefined && { account }),
    ...(problem !== undefined && problemColumns(problem)),
    ...(credentials !== undefined && { credentials }),
    ...(credentials && { delete_after: null }),
    ...(connectedAt !== undefined && { connected_at: connectedAt }),
    ...(expiresAt !== undefined && { expires_at: expiresAt }),
    ...(refreshAt !== undefined && { refresh_at: refreshAt }),
    ...(refreshFailures !== undefined && { refresh_failures: refreshFailures }),
    ...(verifyAt !== undefined && { verify_at: verifyAt }),
    ...(verifyRefusals !== undefined && { verify_refusals: verifyRefusals }),
  };
}

function toConnection(row: ConnectionRow): StoredConnection {
  return {
    id: row.id,
    organization: row.organization,
    tenantId: row.tenant_id,
    userKey: row.user_key,
    connector: row.connector,
    name: row.name,
    status: row.status,
    verified: row.verified === 1,
    account: row.account,
    problem: toProblem(row),
    revision: row.revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    statusChangedAt: row.status_changed_at,
    connectedAt: row.connected_at,
    expiresAt: row.expires_at,
    refreshAt: row.refresh_at,
    refreshFailures: row.refresh_failures,
    fence: row.fence,
    verifyAt: row.verify_at,
    verifyRefusals: row.verify_refusals,
    deleteAfter: row.delete_after,
    hostManaged: row.host_managed === 1,
    externalRef: row.external_ref,
  };
}
