import type { Kysely } from 'kysely';

import { compileOnce } from './compile-once.ts';
import { bytes } from './kysely-bytes.ts';
import { listAbandoned, listOrganization, listUpdated } from './kysely-connection-lists.ts';
import { COLUMNS, type ConnectionRow, LEASE_ENDED, toColumns, toConnection } from './kysely-connection-row.ts';
import { claimId, nextId } from './kysely-next-id.ts';
import type { Database } from './schema.ts';
import type {
  AccountQuery,
  ConnectionChange,
  ConnectionFilter,
  ConnectionListQuery,
  ConnectionStore,
  ConnectionWithCredentials,
  HostValue,
  NewConnection,
  StoredConnection,
  UpdatedConnectionsQuery,
} from './connection-store.ts';
import type { TenantScope } from './tenant-store.ts';

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

  listAbandoned(now: number, limit: number): Promise<readonly StoredConnection[]> {
    return listAbandoned(this.#db, { now, limit });
  }

  listOrganization(organization: string, query: ConnectionListQuery): Promise<readonly StoredConnection[]> {
    return listOrganization(this.#db, { ...query, organization });
  }

  listUpdated(organization: string, query: UpdatedConnectionsQuery): Promise<readonly StoredConnection[]> {
    return listUpdated(this.#db, { ...query, organization });
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
}
