import { ConflictError, NotFoundError } from '../errors.ts';
import type { UseCaseDeps } from '../connections/use-case-deps.ts';
import type { Installation } from '../store/installation-store.ts';
import type { Run, RunReport } from '../store/run-store.ts';

/** Runs that are kept for each installation. One that runs every half hour keeps those of ten days. */
const MAX_RUNS = 500;

/** Stores a run that a back end has begun, or has finished. Deletes the oldest ones of the installation. */
export async function startRun(
  { store, now }: Pick<UseCaseDeps, 'store' | 'now'>,
  installation: Installation,
  report: RunReport,
): Promise<Run> {
  return store.write(async ({ runs, installations }) => {
    // A foreign key would be a bug in the log.
    if (!(await installations.findById(installation, installation.id))) throw new NotFoundError();
    const run = await runs.create(installation, installation.id, { ...report, now: now() });
    await runs.deleteOldest(installation, installation.id, MAX_RUNS);
    return run;
  });
}

/** A change of a run. What is absent stays as it is. */
export interface ChangeRunCommand {
  readonly installation: Installation;
  readonly runId: number;
  readonly changes: Partial<RunReport>;
  /** Throws if the run may not be changed as it is. Runs in the transaction of the change. */
  readonly check: (run: Run) => void;
}

/** Changes a run. Throws `NotFoundError`, and `ConflictError` for another status of a run that has ended. */
export async function changeRun(
  { store, now }: Pick<UseCaseDeps, 'store' | 'now'>,
  { installation, runId, changes, check }: ChangeRunCommand,
): Promise<Run> {
  return store.write(async ({ runs }) => {
    const run = await runs.find(installation, installation.id, runId);
    if (!run) throw new NotFoundError();
    check(run);
    if (run.finishedAt !== null && changes.status !== undefined && changes.status !== run.status) {
      throw new ConflictError('This run has ended, so its status stays as it is.');
    }
    const { status, message, overview, details, errors } = run;
    const changed = await runs.change(run, { status, message, overview, details, errors, ...changes }, now());
    if (!changed) throw new TypeError('The run changed within the transaction.');
    return changed;
  });
}
