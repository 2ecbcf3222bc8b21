import type { ActivityStore } from './activity-store.ts';
import type { ConnectionStore } from './connection-store.ts';
import type { SignInStore } from './sign-in-store.ts';
import type { InstallationStore } from './installation-store.ts';
import type { SessionStore } from './session-store.ts';
import type { SigningKeyStore } from './signing-key-store.ts';
import type { TenantStore } from './tenant-store.ts';
import type { UsedTokenStore } from './used-token-store.ts';
import type { VaultKeyStore } from './vault-key-store.ts';
import type { WebhookEndpointStore } from './webhook-endpoint-store.ts';

/** One port per kind of row. */
export interface Stores {
  readonly tenants: TenantStore;
  readonly connections: ConnectionStore;
  readonly signIns: SignInStore;
  readonly sessions: SessionStore;
  readonly usedTokens: UsedTokenStore;
  readonly activity: ActivityStore;
  readonly installations: InstallationStore;
  readonly webhookEndpoints: WebhookEndpointStore;
  readonly vaultKeys: VaultKeyStore;
  readonly signingKeys: SigningKeyStore;
}

/**
 * The database. Every method rejects with `StorageUnavailableError` when it cannot be reached or cannot write, and
 * works again by itself when the reason is gone.
 *
 * Its own ports only read, and see everything that was committed; a method that writes is a `TypeError` on them. What
 * writes goes through {@link write}.
 */
export interface Store extends Stores {
  /**
   * Runs `work` in one transaction and resolves once it is durable; rejects, with nothing written, when `work` does.
   *
   * Works run strictly one after another, and each sees what those before it wrote. Use the ports that `work` is
   * given, only until it settles, and let their errors through: a transaction is not to be mended from inside.
   *
   * No network call, no nested `write`, and no wait for anything but these ports inside `work`: all others wait
   * behind it, and after a few seconds it is given up: rolled back and rejected.
   */
  write<T>(work: (stores: Stores) => Promise<T>): Promise<T>;

  /**
   * Resolves when the database can be read, is the one that was opened, and the last write worked. Writes nothing.
   */
  check(): Promise<void>;

  /**
   * Does what {@link check} does, and writes before when the last write was a while ago or has failed. However often it
   * is called, it writes once a minute at most, and every two seconds after a failure.
   */
  checkWritable(): Promise<void>;

  /** Refuses new writes, waits for those under way, and lets go of the files. May be called twice. */
  close(): Promise<void>;
}
