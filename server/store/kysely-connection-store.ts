import { type ExpressionBuilder, type Kysely, type Selectable, sql } from 'kysely';

import { bytes } from './kysely-bytes.ts';
import { nextId } from './kysely-next-id.ts';
import { problemColumns, toProblem } from './kysely-problem.ts';
import type { Database } from './schema.ts';
import type {
  ConnectionChange,
  ConnectionFilter,
  ConnectionListQuery,
  ConnectionStore,
  NewConnection,
  RenewalLease,
  StoredConnection,
} from './connection-store.ts';
import type { TenantScope } from './tenant-store.ts';

/** All but the credentials, which only {@link KyselyConnectionStore.credentials} reads. */
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
  'connected_at',
  'expires_at',
  'renew_at',
  'renewal_failures',
  'fence',
] as const;

/** What a renewal under way brings is dropped, and the next one may begin. */
const LEASE_ENDED = { fence: sql<number>`fence + 1`, leased_until: null };

/** Connections in a table. */
export class KyselyConnectionStore implements ConnectionStore {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  async find(scope: TenantScope, id: number): Promise<StoredConnection | undefined> {
    const row = await this.#of(scope).where('id', '=', id).select(COLUMNS).executeTakeFirst();
    return row && toConnection(row);
  }

  async list(scope: TenantScope, { connector, userKey }: ConnectionFilter): Promise<readonly StoredConnection[]> {
    let query = this.#of(scope).select(COLUMNS).orderBy('id');
    if (connector !== undefined) query = query.where('connector', '=', connector);
    if (userKey !== undefined) query = query.where('user_key', userKey === null ? 'is' : '=', userKey);
    return (await query.execute()).map(toConnection);
  }

  async credentials(scope: TenantScope, id: number): Promise<Uint8Array | undefined> {
    const row = await this.#of(scope).where('id', '=', id).select('credentials').executeTakeFirst();
    return row?.credentials ? bytes(row.credentials) : undefined;
  }

  async create(scope: TenantScope, connection: NewConnection): Promise<StoredConnection> {
    const row = await this.#db
      .insertInto('connections')
      .values({
        id: await nextId(this.#db, 'connection'),
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
        connected_at: null,
        expires_at: null,
        renew_at: null,
        renewal_failures: 0,
        fence: 0,
        leased_until: null,
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
        ...toColumns(change),
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
    until: number,
    now: number,
  ): Promise<RenewalLease | undefined> {
    const { organization, tenantId, id } = connection;
    const row = await this.#db
      .updateTable('connections')
      .set({ fence: connection.fence + 1, leased_until: until })
      .where('organization', '=', organization)
      .where('tenant_id', '=', tenantId)
      .where('id', '=', id)
      .where('fence', '=', connection.fence)
      .where(notLeased(now))
      .returning('fence')
      .executeTakeFirst();
    return row && { organization, tenantId, id, fence: row.fence };
  }

  async settleLease(lease: RenewalLease, change: ConnectionChange, now: number): Promise<StoredConnection | undefined> {
    const { status } = change;
    const row = await this.#db
      .updateTable('connections')
      .set({
        ...toColumns(change),
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

  async dueForRenewal(now: number, limit: number): Promise<readonly StoredConnection[]> {
    const rows = await this.#db
      .selectFrom('connections')
      .select(COLUMNS)
      .where('status', '=', 'connected')
      .where('renew_at', '<=', now)
      .where(notLeased(now))
      .orderBy('renew_at')
      .orderBy('id')
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

  async findInOrganization(organization: string, id: number): Promise<StoredConnection | undefined> {
    const row = await this.#db
      .selectFrom('connections')
      .select(COLUMNS)
      .where('organization', '=', organization)
      .where('id', '=', id)
      .executeTakeFirst();
    return row && toConnection(row);
  }

  #of(scope: TenantScope) {
    return this.#db
      .selectFrom('connections')
      .where('organization', '=', scope.organization)
      .where('tenant_id', '=', scope.tenantId);
  }
}

function notLeased(now: number) {
  return (eb: ExpressionBuilder<Database, 'connections'>) =>
    eb.or([eb('leased_until', 'is', null), eb('leased_until', '<=', now)]);
}

function toColumns(change: ConnectionChange) {
  const { name, status, verified, account, problem, credentials } = change;
  const { connectedAt, expiresAt, renewAt, renewalFailures } = change;
  return {
    ...(name !== undefined && { name }),
    ...(status !== undefined && { status }),
    ...(verified !== undefined && { verified: verified ? 1 : 0 }),
    ...(account !== undefined && { account }),
    ...(problem !== undefined && problemColumns(problem)),
    ...(credentials !== undefined && { credentials }),
    ...(connectedAt !== undefined && { connected_at: connectedAt }),
    ...(expiresAt !== undefined && { expires_at: expiresAt }),
    ...(renewAt !== undefined && { renew_at: renewAt }),
    ...(renewalFailures !== undefined && { renewal_failures: renewalFailures }),
  };
}

function toConnection(row: Pick<Selectable<Database['connections']>, (typeof COLUMNS)[number]>): StoredConnection {
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
    connectedAt: row.connected_at,
    expiresAt: row.expires_at,
    renewAt: row.renew_at,
    renewalFailures: row.renewal_failures,
    fence: row.fence,
  };
}
