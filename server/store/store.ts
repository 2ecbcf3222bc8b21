import type { AccessTokenStore } from './access-token-store.ts';
import type { ActivityStore } from './activity-store.ts';
import type { ConnectionLeaseStore } from './connection-lease-store.ts';
import type { ConnectionStore } from './connection-store.ts';
import type { SignInStore } from './sign-in-store.ts';
import type { IdempotencyStore } from './idempotency-store.ts';
import type { ConsentStore } from './consent-store.ts';
import type { InstallationDraftStore } from './installation-draft-store.ts';
import type { InstallationStore } from './installation-store.ts';
import type { OutboxStore } from './outbox-store.ts';
import type { RunStore } from './run-store.ts';
import type { SessionStore } from './session-store.ts';
import type { SignOutStore } from './sign-out-store.ts';
import type { SigningKeyStore } from './signing-key-store.ts';
import type { TenantStore } from './tenant-store.ts';
import type { UsedTokenStore } from './used-token-store.ts';
import type { VaultKeyStore } from './vault-key-store.ts';
import type { WebhookDeliveryStore } from './webhook-delivery-store.ts';
import type { VendorKeyStore } from './vendor-key-store.ts';
import type { WebhookEndpointStore } from './webhook-endpoint-store.ts';

/** One port per kind of row, and one for the leases of connections. */
export interface Stores {
  readonly tenants: TenantStore;
  readonly connections: ConnectionStore;
  readonly connectionLeases: ConnectionLeaseStore;
  readonly signIns: SignInStore;
  readonly sessions: SessionStore;
  readonly signOuts: SignOutStore;
  readonly usedTokens: UsedTokenStore;
  readonly activity: ActivityStore;
  readonly outbox: OutboxStore;
  readonly installations: InstallationStore;
  readonly installationDrafts: InstallationDraftStore;
  readonly consents: ConsentStore;
  readonly runs: RunStore;
  readonly webhookEndpoints: WebhookEndpointStore;
  readonly webhookDeliveries: WebhookDeliveryStore;
  readonly vaultKeys: VaultKeyStore;
  readonly signingKeys: SigningKeyStore;
  readonly vendorKeys: VendorKeyStore;
  readonly accessTokens: AccessTokenStore;
  readonly idempotency: IdempotencyStore;
}

/**
 * The database. Every method rejects with `StorageUnavailableError` when the database is unreachable or not writable,
 * and works again when the reason has passed.
 *
 * Its own ports are read-only and see all committed writes. On them, a method that writes throws a `TypeError`.
 * Use {@link write} for writes.
 */
export interface Store extends Stores {
  /**
   * Runs `work` in one transaction and resolves when it is durable. If `work` rejects, it rejects and nothing is
   * written.
   *
   * Works run strictly one after another, and each sees what those before it wrote. Use only the ports that `work`
   * receives, and only until it settles. Do not catch their errors, because a transaction cannot be repaired from
   * inside.
   *
   * `work` must not call the network, nest `write`, or wait for anything but these ports: all other works wait for it.
   * After a few seconds, `work` is rolled back and rejected.
   */
  write<T>(work: (stores: Stores) => Promise<T>): Promise<T>;

  /**
   * Calls `listener` after each commit of this process that added or restarted deliveries to webhooks. Returns a function that ends
   * this. Commits of other processes are found by polling.
   */
  onDeliveriesDue(listener: () => void): () => void;

  /**
   * Resolves when the database can be read, is the one that was opened, and the last write worked. Writes nothing.
   */
  check(): Promise<void>;

  /**
   * Like {@link check}, but writes first if the last write was a while ago or has failed. It writes at most once a
   * minute, and every two seconds after a failure.
   */
  checkWritable(): Promise<void>;

  /** Refuses new writes, waits for running ones, and closes the files. May be called twice. */
  close(): Promise<void>;
}
