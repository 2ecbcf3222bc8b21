import type { Config, ServerSettings } from '../config/config.ts';
import type { Store } from '../store/store.ts';
import { openStore, printStorageWarning, readEnvironment, requireOrganization } from './environment.ts';
import type { OrganizationOptions } from './environment.ts';
import type { Actor } from '../store/activity-store.ts';

/** Which mistakes {@link withStore} refuses before it opens the database. */
export interface WithStoreOptions {
  /** Whether a missing database is an error. A new one has nothing to show or to end. */
  readonly mustExist: boolean;
  /** Whether the organization has to be in the configuration. */
  readonly mustBeConfigured: boolean;
}

/** The environment of a command about one organization. */
export interface CommandEnvironment {
  readonly config: Config;
  readonly settings: ServerSettings;
}

/** Runs a command about one organization with its database, and closes the database. It needs no encryption key. */
export async function withStore(
  options: OrganizationOptions,
  { mustExist, mustBeConfigured }: WithStoreOptions,
  work: (store: Store, environment: CommandEnvironment) => Promise<void>,
): Promise<void> {
  const environment = await readEnvironment(options, { encryptionKeys: 'optional' });
  if (mustBeConfigured) requireOrganization(environment.config, options.org);
  const store = await openStore(environment, { mustExist, warn: printStorageWarning(options) });
  try {
    await work(store, environment);
  } finally {
    await store.close();
  }
}

/** Who acts, in the activity log, when a command does something. */
export const OPERATOR: Actor = { id: 'command line' };
