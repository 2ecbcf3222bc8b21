import type { RunStatus } from '../../widget/protocol/installation.ts';
import type { TenantScope } from './tenant-store.ts';

/** What a back end says about a run. */
export interface RunReport {
  readonly status: RunStatus;
  readonly message: string | null;
  /** Sentences for people, most important first. */
  readonly overview: readonly string[];
  readonly details: readonly string[];
  readonly errors: readonly string[];
}

/** One run of an integration, as the back end that runs it reports it. */
export interface Run extends RunReport, TenantScope {
  readonly id: number;
  readonly installationId: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** `null` while it runs. */
  readonly finishedAt: number | null;
  readonly updatedAt: number;
  /** Increases with each change. */
  readonly revision: number;
}

/** The runs that describe the present state of an installation. */
export interface LatestRuns {
  /** The newest run, whether it has ended or not. */
  readonly last: Run | undefined;
  readonly lastSuccessful: Run | undefined;
}

/** A page of runs, the newest first. */
export interface RunQuery {
  /** Only runs with a lower id. */
  readonly beforeId?: number | undefined;
  readonly limit: number;
}

/** Stores the runs of installations. They are deleted with their installation. */
export interface RunStore {
  /** Rejects if the tenant has no such installation. */
  create(scope: TenantScope, installationId: number, run: RunReport & { readonly now: number }): Promise<Run>;
  /** Resolves to `undefined` if the installation has no such run. */
  find(scope: TenantScope, installationId: number, id: number): Promise<Run | undefined>;
  /** Replaces the report. Resolves to `undefined` if the run has changed since it was read, or is gone. */
  change(run: Run, report: RunReport, now: number): Promise<Run | undefined>;
  list(scope: TenantScope, installationId: number, query: RunQuery): Promise<readonly Run[]>;
  latest(scope: TenantScope, installationId: number): Promise<LatestRuns>;
  /**
   * Lists the ids of the installations whose last run that has ended failed: those of the tenant itself, and unless `userKey`
   * is `null` those of one user.
   */
  listFailing(scope: TenantScope, userKey: string | null): Promise<readonly number[]>;
  /** Deletes all but the newest `keep` runs of an installation, and the last that succeeded. */
  deleteOldest(scope: TenantScope, installationId: number, keep: number): Promise<void>;
}
