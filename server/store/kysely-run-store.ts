import type { Kysely, Selectable } from 'kysely';
import { z } from 'zod';

import { nextId } from './kysely-next-id.ts';
import type { LatestRuns, Run, RunQuery, RunReport, RunStore } from './run-store.ts';
import type { Database } from './schema.ts';
import type { TenantScope } from './tenant-store.ts';

const linesSchema = z.array(z.string());

/** {@link RunStore} with Kysely. */
export class KyselyRunStore implements RunStore {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  async create(scope: TenantScope, installationId: number, run: RunReport & { readonly now: number }): Promise<Run> {
    const row = await this.#db
      .insertInto('runs')
      .values({
        id: await nextId(this.#db, 'run'),
        organization: scope.organization,
        tenant_id: scope.tenantId,
        installation_id: installationId,
        ...columnsOf(run),
        started_at: run.now,
        finished_at: run.status === 'running' ? null : run.now,
        updated_at: run.now,
        revision: 1,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    return toRun(row);
  }

  async find(scope: TenantScope, installationId: number, id: number): Promise<Run | undefined> {
    const row = await this.#ofInstallation(scope, installationId).selectAll().where('id', '=', id).executeTakeFirst();
    return row && toRun(row);
  }

  async change(run: Run, report: RunReport, now: number): Promise<Run | undefined> {
    const row = await this.#db
      .updateTable('runs')
      .set({
        ...columnsOf(report),
        finished_at: report.status === 'running' ? null : (run.finishedAt ?? now),
        updated_at: now,
        revision: run.revision + 1,
      })
      .where('organization', '=', run.organization)
      .where('tenant_id', '=', run.tenantId)
      .where('installation_id', '=', run.installationId)
      .where('id', '=', run.id)
      .where('revision', '=', run.revision)
      .returningAll()
      .executeTakeFirst();
    return row && toRun(row);
  }

  async list(scope: TenantScope, installationId: number, { beforeId, limit }: RunQuery): Promise<readonly Run[]> {
    const newest = this.#ofInstallation(scope, installationId).selectAll().orderBy('id', 'desc').limit(limit);
    const rows = await (beforeId === undefined ? newest : newest.where('id', '<', beforeId)).execute();
    return rows.map(toRun);
  }

  async latest(scope: TenantScope, installationId: number): Promise<LatestRuns> {
    const newest = this.#ofInstallation(scope, installationId).selectAll().orderBy('id', 'desc').limit(1);
    const last = await newest.executeTakeFirst();
    const successful =
      last === undefined || last.status === 'success'
        ? last
        : await newest.where('status', '=', 'success').executeTakeFirst();
    return { last: last && toRun(last), lastSuccessful: successful && toRun(successful) };
  }

  async listFailing({ organization, tenantId }: TenantScope, userKey: string | null): Promise<readonly number[]> {
    const rows = await this.#db
      .selectFrom('installations')
      .select('installations.id')
      .where('installations.organization', '=', organization)
      .where('installations.tenant_id', '=', tenantId)
      .where((eb) =>
        eb.or([
          eb('installations.user_key', 'is', null),
          ...(userKey === null ? [] : [eb('installations.user_key', '=', userKey)]),
        ]),
      )
      .where(
        (eb) =>
          // One search of an index for each installation.
          eb
            .selectFrom('runs')
            .select('runs.status')
            .whereRef('runs.organization', '=', 'installations.organization')
            .whereRef('runs.tenant_id', '=', 'installations.tenant_id')
            .whereRef('runs.installation_id', '=', 'installations.id')
            .where('runs.status', '<>', 'running')
            .orderBy('runs.id', 'desc')
            .limit(1),
        '=',
        'error',
      )
      .execute();
    return rows.map(({ id }) => id);
  }

  async deleteOldest(scope: TenantScope, installationId: number, keep: number): Promise<void> {
    const runs = () => this.#ofInstallation(scope, installationId).select('id').orderBy('id', 'desc').limit(1);
    await this.#db
      .deleteFrom('runs')
      .where('organization', '=', scope.organization)
      .where('tenant_id', '=', scope.tenantId)
      .where('installation_id', '=', installationId)
      // Null while there are few runs. Nothing compares with null, so nothing is deleted.
      .where('id', '<=', runs().offset(keep))
      .where((eb) => eb('id', '<>', eb.fn.coalesce(runs().where('status', '=', 'success'), eb.lit(0))))
      .execute();
  }

  #ofInstallation({ organization, tenantId }: TenantScope, installationId: number) {
    return this.#db
      .selectFrom('runs')
      .where('organization', '=', organization)
      .where('tenant_id', '=', tenantId)
      .where('installation_id', '=', installationId);
  }
}

function columnsOf({ status, message, overview, details, errors }: RunReport) {
  return {
    status,
    message,
    overview_json: JSON.stringify(overview),
    details_json: JSON.stringify(details),
    errors_json: JSON.stringify(errors),
  };
}

function toRun(row: Selectable<Database['runs']>): Run {
  return {
    id: row.id,
    organization: row.organization,
    tenantId: row.tenant_id,
    installationId: row.installation_id,
    status: row.status,
    message: row.message,
    overview: linesSchema.parse(JSON.parse(row.overview_json)),
    details: linesSchema.parse(JSON.parse(row.details_json)),
    errors: linesSchema.parse(JSON.parse(row.errors_json)),
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    updatedAt: row.updated_at,
    revision: row.revision,
  };
}
