import type { Kysely, Selectable } from 'kysely';

import { bytes } from './kysely-bytes.ts';
import { nextId } from './kysely-next-id.ts';
import { problemColumns, toProblem } from './kysely-problem.ts';
import type { FlowChange, FlowStatus, FlowStore, NewFlow, StoredFlow } from './flow-store.ts';
import type { Database } from './schema.ts';
import { EXPIRED_AT_ONCE } from './session-store.ts';
import type { TenantScope } from './tenant-store.ts';

/** All but the secrets, which only {@link KyselyFlowStore.secrets} reads, and the hashes that only find. */
const COLUMNS = [
  'id',
  'organization',
  'tenant_id',
  'connection_id',
  'connector',
  'context_json',
  'locale',
  'status',
  'cookie_hash',
  'wrong_codes',
  'mismatched',
  'problem_code',
  'problem_message',
  'previous_account',
  'revision',
  'created_at',
  'updated_at',
  'expires_at',
] as const;

/** All that are not for good. */
const OPEN: readonly FlowStatus[] = ['offered', 'confirming', 'started', 'exchanging'];

/** Flows in a table. */
export class KyselyFlowStore implements FlowStore {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  async create(scope: TenantScope, flow: NewFlow): Promise<StoredFlow> {
    const row = await this.#db
      .insertInto('flows')
      .values({
        id: await nextId(this.#db, 'flow'),
        organization: scope.organization,
        tenant_id: scope.tenantId,
        connection_id: flow.connectionId,
        connector: flow.connector,
        context_json: flow.context,
        locale: flow.locale,
        status: 'offered',
        token_hash: flow.tokenHash,
        state_hash: null,
        cookie_hash: null,
        secrets: null,
        wrong_codes: 0,
        mismatched: 0,
        problem_code: null,
        problem_message: null,
        previous_account: null,
        revision: 1,
        created_at: flow.createdAt,
        updated_at: flow.createdAt,
        expires_at: flow.expiresAt,
      })
      .returning(COLUMNS)
      .executeTakeFirstOrThrow();
    return toFlow(row);
  }

  async find(scope: TenantScope, id: number): Promise<StoredFlow | undefined> {
    const row = await this.#of(scope).where('id', '=', id).select(COLUMNS).executeTakeFirst();
    return row && toFlow(row);
  }

  findByToken(tokenHash: Uint8Array): Promise<StoredFlow | undefined> {
    return this.#findBy('token_hash', tokenHash);
  }

  findByState(stateHash: Uint8Array): Promise<StoredFlow | undefined> {
    return this.#findBy('state_hash', stateHash);
  }

  async secrets(scope: TenantScope, id: number): Promise<Uint8Array | undefined> {
    const row = await this.#of(scope).where('id', '=', id).select('secrets').executeTakeFirst();
    return row?.secrets ? bytes(row.secrets) : undefined;
  }

  async change(
    flow: Pick<StoredFlow, 'organization' | 'tenantId' | 'id' | 'revision'>,
    change: FlowChange,
    now: number,
  ): Promise<StoredFlow | undefined> {
    const row = await this.#db
      .updateTable('flows')
      .set({ ...toColumns(change), revision: flow.revision + 1, updated_at: now })
      .where('organization', '=', flow.organization)
      .where('tenant_id', '=', flow.tenantId)
      .where('id', '=', flow.id)
      .where('revision', '=', flow.revision)
      .returning(COLUMNS)
      .executeTakeFirst();
    return row && toFlow(row);
  }

  async listOpen(scope: TenantScope, now: number): Promise<readonly StoredFlow[]> {
    const rows = await this.#of(scope)
      .where('status', 'in', OPEN)
      .where('expires_at', '>', now)
      .select(COLUMNS)
      .orderBy('id')
      .execute();
    return rows.map(toFlow);
  }

  async deleteExpired(before: number): Promise<number> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('flows')
      .where('id', 'in', (eb) =>
        eb.selectFrom('flows').select('id').where('expires_at', '<', before).limit(EXPIRED_AT_ONCE),
      )
      .executeTakeFirst();
    return Number(numDeletedRows);
  }

  async #findBy(column: 'token_hash' | 'state_hash', hash: Uint8Array): Promise<StoredFlow | undefined> {
    const row = await this.#db.selectFrom('flows').select(COLUMNS).where(column, '=', hash).executeTakeFirst();
    return row && toFlow(row);
  }

  #of(scope: TenantScope) {
    return this.#db
      .selectFrom('flows')
      .where('organization', '=', scope.organization)
      .where('tenant_id', '=', scope.tenantId);
  }
}

function toColumns(change: FlowChange) {
  const { status, cookieHash, stateHash, secrets, wrongCodes, mismatched, problem, previousAccount } = change;
  return {
    ...(status !== undefined && { status }),
    ...(cookieHash !== undefined && { cookie_hash: cookieHash }),
    ...(stateHash !== undefined && { state_hash: stateHash }),
    ...(secrets !== undefined && { secrets }),
    ...(wrongCodes !== undefined && { wrong_codes: wrongCodes }),
    ...(mismatched !== undefined && { mismatched: mismatched ? 1 : 0 }),
    ...(problem !== undefined && problemColumns(problem)),
    ...(previousAccount !== undefined && { previous_account: previousAccount }),
  };
}

function toFlow(row: Pick<Selectable<Database['flows']>, (typeof COLUMNS)[number]>): StoredFlow {
  return {
    id: row.id,
    organization: row.organization,
    tenantId: row.tenant_id,
    connectionId: row.connection_id,
    connector: row.connector,
    context: row.context_json,
    locale: row.locale,
    status: row.status,
    cookieHash: row.cookie_hash && bytes(row.cookie_hash),
    wrongCodes: row.wrong_codes,
    mismatched: row.mismatched === 1,
    problem: toProblem(row),
    previousAccount: row.previous_account,
    revision: row.revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    expiresAt: row.expires_at,
  };
}
