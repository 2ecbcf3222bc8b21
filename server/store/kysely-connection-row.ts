import { type Selectable, sql } from 'kysely';
import type { ConnectionChange, StoredConnection } from './connection-store.ts';
import type { Database } from './schema.ts';
import type { ConnectionProblem } from '../../widget/protocol/connection.ts';
import type { ErrorCode } from '../../widget/protocol/error-codes.ts';

/** All columns that describe a connection, without its credentials and hashes. */
export const COLUMNS = [
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

/** A row with {@link COLUMNS}. */
export type ConnectionRow = Pick<Selectable<Database['connections']>, (typeof COLUMNS)[number]>;

/** Ends a lease, so that the result of its work is dropped and the next lease can start. */
export const LEASE_ENDED = { fence: sql<number>`fence + 1`, leased_until: null };

/** The columns that a change writes. */
export function toColumns(change: ConnectionChange, now: number) {
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

/** Reads a row that has {@link COLUMNS}. */
export function toConnection(row: ConnectionRow): StoredConnection {
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

/** The columns of a problem. */
interface ProblemColumns {
  readonly problem_code: ErrorCode | null;
  readonly problem_message: string | null;
}

/** Converts a problem, or `null`, to its columns. */
export function problemColumns(problem: ConnectionProblem | null): ProblemColumns {
  return { problem_code: problem?.code ?? null, problem_message: problem?.providerMessage ?? null };
}

/** Converts the columns of {@link problemColumns} back to a problem. */
export function toProblem({ problem_code: code, problem_message: message }: ProblemColumns): ConnectionProblem | null {
  return code && { code, ...(message !== null && { providerMessage: message }) };
}
