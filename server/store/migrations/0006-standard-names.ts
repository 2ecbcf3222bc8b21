import { type Kysely, sql } from 'kysely';

async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('flows').renameTo('sign_ins').execute();
  for (const [table, from, to] of [
    ['sign_ins', 'cookie_hash', 'browser_binding_hash'],
    ['sign_ins', 'wrong_codes', 'failed_code_attempts'],
    ['sign_ins', 'mismatched', 'mismatch_recorded'],
    ['connections', 'renew_at', 'refresh_at'],
    ['connections', 'renewal_failures', 'refresh_failures'],
  ] as const) {
    await db.schema.alterTable(table).renameColumn(from, to).execute();
  }

  // SQLite updates the columns of an index, but not its name.
  for (const [from, to, table, columns] of [
    ['flows_connection_index', 'sign_ins_connection_index', 'sign_ins', ['tenant_id', 'connection_id']],
    ['flows_tenant', 'sign_ins_tenant', 'sign_ins', ['tenant_id', 'id']],
    ['connections_renewal', 'connections_refresh', 'connections', ['connector', 'status', 'refresh_at', 'id']],
    [
      'connections_renewal_updated',
      'connections_refresh_updated',
      'connections',
      ['connector', 'status', 'updated_at', 'id'],
    ],
  ] as const) {
    await db.schema.dropIndex(from).execute();
    const index = db.schema
      .createIndex(to)
      .on(table)
      .columns(['organization', ...columns]);
    await (table === 'connections' ? index.where(sql.ref('refresh_at'), 'is not', null) : index).execute();
  }
  await db.schema.dropIndex('flows_expiry').execute();
  await db.schema.createIndex('sign_ins_expiry').on('sign_ins').column('expires_at').execute();

  await sql`update counters set name = 'sign_in' where name = 'flow'`.execute(db);
  await sql`update sign_ins set status = 'created' where status = 'offered'`.execute(db);
  await sql`
    update sign_ins
    set problem_code = 'sign_in_' || substr(problem_code, length('flow_') + 1)
    where problem_code in ('flow_browser_mismatch', 'flow_expired')`.execute(db);
  await sql`update activity set type = 'sign_in.browser_mismatch' where type = 'flow.browser_mismatch'`.execute(db);
}

/** Renames tables, columns and values: flow to sign-in, and renewal to refresh. */
export const standardNames = { up, runsAlone: true } as const;
