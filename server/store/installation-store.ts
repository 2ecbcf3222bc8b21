import type { TenantScope } from './tenant-store.ts';

/** An integration that is installed for a tenant or for one of its users. */
export interface Installation extends TenantScope {
  readonly id: number;
  readonly userKey: string | null;
  /** Slug of the integration, or of a connector without an integration. */
  readonly integration: string;
  /** JSON. */
  readonly settings: string;
  /** Cron expression a person chose. */
  readonly schedule: string;
  readonly paused: boolean;
  /** The capability to trigger this installation, sealed by the vault. */
  readonly capability: Uint8Array | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** Initial values of an installation. It is not paused. */
export interface NewInstallation {
  readonly userKey: string | null;
  readonly integration: string;
  readonly settings: string;
  readonly schedule: string;
  readonly now: number;
}

/** Stores installations. */
export interface InstallationStore {
  /**
   * Finds the oldest installation of an integration. With `userKey` `null`, finds the whole tenant's, never a user's.
   */
  findByIntegration(scope: TenantScope, integration: string, userKey: string | null): Promise<Installation | undefined>;
  /** Rejects if the tenant does not belong to the organization. */
  create(scope: TenantScope, installation: NewInstallation): Promise<Installation>;
  /** Lists the oldest installations of a tenant and its users, oldest first. */
  list(scope: TenantScope, limit: number): Promise<readonly Installation[]>;
  /** Removes an installation with its capability. Resolves to `false` when the tenant has no such installation. */
  delete(scope: TenantScope, id: number): Promise<boolean>;
  /** Replaces the capability. Rejects with `NotFoundError` if the tenant has no such installation. */
  setCapability(scope: TenantScope, id: number, capability: { hash: Uint8Array; sealed: Uint8Array }): Promise<void>;
  /** Finds an installation of any tenant by the hash of its capability, which has 256 random bits. */
  findByCapability(hash: Uint8Array): Promise<Installation | undefined>;
}
