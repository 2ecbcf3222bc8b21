import type { Migration } from 'kysely/migration';

import { initial } from './0001-initial.ts';
import { signIn } from './0002-sign-in.ts';
import { signingKeys } from './0003-signing-keys.ts';
import { verifySchedule } from './0004-verify-schedule.ts';
import { sessionLimits } from './0005-session-limits.ts';
import { standardNames } from './0006-standard-names.ts';
import { outbox } from './0007-outbox.ts';
import { tenantNames } from './0008-tenant-names.ts';
import { addedConnections } from './0009-added-connections.ts';
import { accessTokens } from './0010-access-tokens.ts';
import { webhooks } from './0011-webhooks.ts';
import { hostManaged } from './0012-host-managed.ts';
import { signOuts } from './0013-sign-outs.ts';
import { vendorKeys } from './0014-vendor-keys.ts';
import { apiConnections } from './0016-api-connections.ts';
import { organizationActivity } from './0017-organization-activity.ts';
import { installFlow } from './0018-install-flow.ts';
import { runs } from './0019-runs.ts';
import { consentsAndActivityTimes } from './0020-consents-and-activity-times.ts';

/** A change of the tables. */
export interface StoreMigration extends Migration {
  /**
   * Set if it renames or drops tables or columns. It then runs only while no other process has the database open: an
   * older version would fail with what it had read before, and lose tokens that a provider has just replaced.
   */
  readonly runsAlone?: true;
}

/**
 * All migrations by name. They run in the order of their names.
 *
 * There are no down migrations, and a released migration and its name never change. This is a list and not a folder
 * that is read, so that it also works in compiled and bundled code.
 */
export const migrations: Readonly<Record<string, StoreMigration>> = {
  '0001-initial': initial,
  '0002-sign-in': signIn,
  '0003-signing-keys': signingKeys,
  '0004-verify-schedule': verifySchedule,
  '0005-session-limits': sessionLimits,
  '0006-standard-names': standardNames,
  '0007-outbox': outbox,
  '0008-tenant-names': tenantNames,
  '0009-added-connections': addedConnections,
  '0010-access-tokens': accessTokens,
  '0011-webhooks': webhooks,
  '0012-host-managed': hostManaged,
  '0013-sign-outs': signOuts,
  '0014-vendor-keys': vendorKeys,
  '0016-api-connections': apiConnections,
  '0017-organization-activity': organizationActivity,
  '0018-install-flow': installFlow,
  '0019-runs': runs,
  '0020-consents-and-activity-times': consentsAndActivityTimes,
};
