import type { TenantScope } from './tenant-store.ts';

/** An integration that was installed for a tenant or for one of its users. */
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
  /** Sealed by the vault: lets its holder register webhooks for this installation. */
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
  /** The oldest one. `userKey` `null`: the whole tenant's, never one of a user. */
  findByIntegration(scope: TenantScope, integration: string, userKey: string | null): Promise<Installation | undefined>;
  /** Rejects when the tenant is not the organization's. */
  create(scope: TenantScope, installation: NewInstallation): Promise<Installation>;
  /** Replaces the capability. Rejects with `NotFoundError` when the tenant has no such installation. */
  setCapability(scope: TenantScope, id: number, capability: { hash: Uint8Array; sealed: Uint8Array }): Promise<void>;
  /** Finds an installation by the hash of its capability, in any tenant: the hash is of 256 random bits. */
  findByCapability(hash: Uint8Array): Promise<Installation | undefined>;
}
