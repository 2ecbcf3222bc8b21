import type { Kysely, Selectable } from 'kysely';

import { bytes } from './kysely-bytes.ts';
import { nextId } from './kysely-next-id.ts';
import { problemColumns, toProblem } from './kysely-connection-row.ts';
import type { SignInChange, SignInStatus, SignInStore, NewSignIn, StoredSignIn } from './sign-in-store.ts';
import type { Database } from './schema.ts';
import { DELETE_BATCH_SIZE } from './session-store.ts';
import type { TenantScope } from './tenant-store.ts';

/**
 * All columns except the secrets, which only {@link KyselySignInStore.secrets} reads, and the hashes, which are used
 * only for lookups.
 */
const COLUMNS = [
  'id',
  'organization',
  'tenant_id',
  'connection_id',
  'connector',
  'context_json',
  'locale',
  'status',
  'browser_binding_hash',
  'failed_code_attempts',
  'mismatch_recorded',
  'problem_code',
  'problem_message',
  'previous_account',
  'revision',
  'created_at',
  'updated_at',
  'expires_at',
] as const;

/** The statuses of a sign-in that has not ended. */
export const RUNNING_STATUSES: readonly SignInStatus[] = ['created', 'confirming', 'started', 'exchanging'];

/** {@link SignInStore} with Kysely. */
export class KyselySignInStore implements SignInStore {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  async create(scope: TenantScope, signIn: NewSignIn): Promise<StoredSignIn> {
    const row = await this.#db
      .insertInto('sign_ins')
      .values({
        id: await nextId(this.#db, 'sign_in'),
        organization: scope.organization,
        tenant_id: scope.tenantId,
        connection_id: signIn.connectionId,
        connector: signIn.connector,
        context_json: signIn.context,
        locale: signIn.locale,
        status: 'created',
        token_hash: signIn.tokenHash,
        state_hash: null,
        browser_binding_hash: null,
        secrets: null,
        failed_code_attempts: 0,
        mismatch_recorded: 0,
        problem_code: null,
        problem_message: null,
        previous_account: null,
        revision: 1,
        created_at: signIn.createdAt,
        updated_at: signIn.createdAt,
        expires_at: signIn.expiresAt,
      })
      .returning(COLUMNS)
      .executeTakeFirstOrThrow();
    return toSignIn(row);
  }

  async find(scope: TenantScope, id: number): Promise<StoredSignIn | undefined> {
    const row = await this.#scoped(scope).where('id', '=', id).select(COLUMNS).executeTakeFirst();
    return row && toSignIn(row);
  }

  findByToken(tokenHash: Uint8Array): Promise<StoredSignIn | undefined> {
    return this.#findBy('token_hash', tokenHash);
  }

  findByState(stateHash: Uint8Array): Promise<StoredSignIn | undefined> {
    return this.#findBy('state_hash', stateHash);
  }

  async secrets(scope: TenantScope, id: number): Promise<Uint8Array | undefined> {
    const row = await this.#scoped(scope).where('id', '=', id).select('secrets').executeTakeFirst();
    return row?.secrets ? bytes(row.secrets) : undefined;
  }

  async change(
    signIn: Pick<StoredSignIn, 'organization' | 'tenantId' | 'id' | 'revision'>,
    change: SignInChange,
    now: number,
  ): Promise<StoredSignIn | undefined> {
    const row = await this.#db
      .updateTable('sign_ins')
      .set({ ...toColumns(change), revision: signIn.revision + 1, updated_at: now })
      .where('organization', '=', signIn.organization)
      .where('tenant_id', '=', signIn.tenantId)
      .where('id', '=', signIn.id)
      .where('revision', '=', signIn.revision)
      .returning(COLUMNS)
      .executeTakeFirst();
    return row && toSignIn(row);
  }

  async listOpen(scope: TenantScope, now: number): Promise<readonly StoredSignIn[]> {
    const rows = await this.#scoped(scope)
      .where('status', 'in', RUNNING_STATUSES)
      .where('expires_at', '>', now)
      .select(COLUMNS)
      .orderBy('id')
      .execute();
    return rows.map(toSignIn);
  }

  async deleteExpired(before: number): Promise<number> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('sign_ins')
      .where('id', 'in', (eb) =>
        eb.selectFrom('sign_ins').select('id').where('expires_at', '<', before).limit(DELETE_BATCH_SIZE),
      )
      .executeTakeFirst();
    return Number(numDeletedRows);
  }

  async #findBy(column: 'token_hash' | 'state_hash', hash: Uint8Array): Promise<StoredSignIn | undefined> {
    const row = await this.#db.selectFrom('sign_ins').select(COLUMNS).where(column, '=', hash).executeTakeFirst();
    return row && toSignIn(row);
  }

  #scoped(scope: TenantScope) {
    return this.#db
      .selectFrom('sign_ins')
      .where('organization', '=', scope.organization)
      .where('tenant_id', '=', scope.tenantId);
  }
}

function toColumns(change: SignInChange) {
  const {
    status,
    browserBindingHash,
    stateHash,
    secrets,
    failedCodeAttempts,
    mismatchRecorded,
    problem,
    previousAccount,
  } = change;
  return {
    ...(status !== undefined && { status }),
    ...(browserBindingHash !== undefined && { browser_binding_hash: browserBindingHash }),
    ...(stateHash !== undefined && { state_hash: stateHash }),
    ...(secrets !== undefined && { secrets }),
    ...(failedCodeAttempts !== undefined && { failed_code_attempts: failedCodeAttempts }),
    ...(mismatchRecorded !== undefined && { mismatch_recorded: mismatchRecorded ? 1 : 0 }),
    ...(problem !== undefined && problemColumns(problem)),
    ...(previousAccount !== undefined && { previous_account: previousAccount }),
  };
}

function toSignIn(row: Pick<Selectable<Database['sign_ins']>, (typeof COLUMNS)[number]>): StoredSignIn {
  return {
    id: row.id,
    organization: row.organization,
    tenantId: row.tenant_id,
    connectionId: row.connection_id,
    connector: row.connector,
    context: row.context_json,
    locale: row.locale,
    status: row.status,
    browserBindingHash: row.browser_binding_hash && bytes(row.browser_binding_hash),
    failedCodeAttempts: row.failed_code_attempts,
    mismatchRecorded: row.mismatch_recorded === 1,
    problem: toProblem(row),
    previousAccount: row.previous_account,
    revision: row.revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    expiresAt: row.expires_at,
  };
}
