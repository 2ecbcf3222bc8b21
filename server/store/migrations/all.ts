import type { Migration } from 'kysely/migration';

import { initial } from './0001-initial.ts';
import { signIn } from './0002-sign-in.ts';
import { signingKeys } from './0003-signing-keys.ts';
import { verifySchedule } from './0004-verify-schedule.ts';
import { sessionLimits } from './0005-session-limits.ts';
import { standardNames } from './0006-standard-names.ts';
import { outbox } from './0007-outbox.ts';
import { addedConnections } from './0009-added-connections.ts';

/** A change of the tables. */
export interface StoreMigration extends Migration {
  /**
   * Set if it renames or drops tables or columns. It then runs only while no other process has the database open: an older
   * version would fail with what it had read before, and lose tokens that a provider has just replaced.
   */
  readonly runsAlone?: true;
}

/**
 * Every migration by its name, run in the order of the names.
 *
 * Forward only, and a name or a migration that was released never changes. A list instead of a folder to be read, so
 * that it is the same run from source, compiled or bundled.
 */
export const migrations: Readonly<Record<string, StoreMigration>> = {
  '0001-initial': initial,
  '0002-sign-in': signIn,
  '0003-signing-keys': signingKeys,
  '0004-verify-schedule': verifySchedule,
  '0005-session-limits': sessionLimits,
  '0006-standard-names': standardNames,
  '0007-outbox': outbox,
  '0009-added-connections': addedConnections,
};
