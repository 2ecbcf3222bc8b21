import { type Kysely, sql } from 'kysely';

import { compileOnce } from './compile-once.ts';
import type { Database } from './schema.ts';
import type { SignOutStore } from './sign-out-store.ts';
import type { TenantScope } from './tenant-store.ts';

/** The user key of a sign-out of the whole tenant. */
const EVERYBODY = '';

/** Without `max`: SQLite compiles a query with parameters again at each run if it has an order, and `max` counts as one. */
const find = compileOnce((db, values: TenantScope & { readonly everybody: string; readonly userKey: string }) =>
  db
    .selectFrom('sign_outs')
    .select('signed_out_at')
    .where('organization', '=', values.organization)
    .where('tenant_id', '=', values.tenantId)
    .where('user_key', 'in', [values.everybody, values.userKey]),
);

/** {@link SignOutStore} with Kysely. */
export class KyselySignOutStore implements SignOutStore {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  async record({ organization, tenantId }: TenantScope, userKey: string | null, signedOutAt: number): Promise<void> {
    await this.#db
      .insertInto('sign_outs')
      .values({ organization, tenant_id: tenantId, user_key: userKey ?? EVERYBODY, signed_out_at: signedOutAt })
      .onConflict((conflict) =>
        conflict
          .columns(['organization', 'tenant_id', 'user_key'])
          // A clock that was set back must not undo a sign-out.
          .doUpdateSet({
            signed_out_at: sql<number>`case
              when sign_outs.signed_out_at > excluded.signed_out_at then sign_outs.signed_out_at
              else excluded.signed_out_at
            end`,
          }),
      )
      .execute();
  }

  async last({ organization, tenantId }: TenantScope, userKey: string | null): Promise<number | undefined> {
    const rows = await find(this.#db, {
      organization,
      tenantId,
      everybody: EVERYBODY,
      userKey: userKey ?? EVERYBODY,
    });
    return rows.length === 0 ? undefined : Math.max(...rows.map((row) => row.signed_out_at));
  }
}
