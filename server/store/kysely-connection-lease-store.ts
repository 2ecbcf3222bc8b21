import { type Kysely, type RawBuilder, sql, type SqlBool } from 'kysely';

import {
  CLOCK_TOLERANCE_MS,
  type ConnectionLease,
  type ConnectionLeaseStore,
  LEASE_MS,
} from './connection-lease-store.ts';
import type { DueQuery } from './connection-lease-store.ts';
import type { ConnectionChange, StoredConnection } from './connection-store.ts';
import { COLUMNS, type ConnectionRow, LEASE_ENDED, toColumns, toConnection } from './kysely-connection-row.ts';
import type { Database } from './schema.ts';

/** {@link ConnectionLeaseStore} with Kysely. */
export class KyselyConnectionLeaseStore implements ConnectionLeaseStore {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  async acquire(
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

  async finish(lease: ConnectionLease, change: ConnectionChange, now: number): Promise<StoredConnection | undefined> {
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
