import type { TenantScope } from './tenant-store.ts';

/** In the place of a cron expression: the installation never runs by itself. */
export const NO_SCHEDULE = '';

/** An integration that is installed for a tenant or for one of its users. */
export interface Installation extends TenantScope {
  readonly id: number;
  readonly userKey: string | null;
  /** Slug of the integration, or of a connector without an integration. */
  readonly integration: string;
  /** JSON. It contains no secret. */
  readonly settings: string;
  /** The secret settings, sealed by the vault. `null`: there are none. */
  readonly secretSettings: Uint8Array | null;
  /** Cron expression that a person or the configuration chose, or {@link NO_SCHEDULE}. */
  readonly schedule: string;
  /** IANA name of the time zone of the schedule. */
  readonly timeZone: string;
  /** When it runs next, in milliseconds since 1970. `null`: it is paused, or has to be scheduled. */
  readonly nextDueAt: number | null;
  readonly paused: boolean;
  /** Whether it is paused only until a required consent is given. */
  readonly awaitsConsent: boolean;
  /** The capability to trigger this installation, sealed by the vault. */
  readonly capability: Uint8Array | null;
  /** Increases with each {@link InstallationStore.change}. */
  readonly revision: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Id of the actor that changed it last. `null`: unchanged, or no actor is known. */
  readonly updatedBy: string | null;
}

/** Initial values of an installation. */
export interface NewInstallation {
  readonly userKey: string | null;
  readonly integration: string;
  readonly settings: string;
  readonly schedule: string;
  /** Default: `UTC`. */
  readonly timeZone?: string;
  /** Whether it begins paused, until a consent is given. Default: no. */
  readonly awaitsConsent?: boolean;
  readonly now: number;
}

/** New values of an installation. An absent value stays as it is. */
export type InstallationChanges = Partial<
  Pick<Installation, 'settings' | 'secretSettings' | 'schedule' | 'timeZone' | 'nextDueAt' | 'paused' | 'awaitsConsent'>
>;

/** When an installation changed, and who did it. */
export interface InstallationChangeOrigin {
  readonly now: number;
  /** Id of the actor. */
  readonly updatedBy: string | null;
}

/** Which installations of an organization to list. Absent values do not restrict the list. */
export interface InstallationQuery {
  readonly tenantId?: number | undefined;
  readonly integration?: string | undefined;
  /** Only those that changed at this time or later. Milliseconds since 1970. */
  readonly updatedSince?: number | undefined;
  readonly afterId: number;
  readonly limit: number;
}

/** Stores installations. Each owner has at most one of an integration. */
export interface InstallationStore {
  /** Resolves to `undefined` if the tenant has no such installation. */
  findById(scope: TenantScope, id: number): Promise<Installation | undefined>;
  /** Finds the installation of an integration. With `userKey` `null`, finds the whole tenant's, never a user's. */
  findByIntegration(scope: TenantScope, integration: string, userKey: string | null): Promise<Installation | undefined>;
  /**
   * Rejects if the tenant does not belong to the organization, or if the owner has the integration. Call it within a
   * transaction that has looked for the installation.
   */
  create(scope: TenantScope, installation: NewInstallation): Promise<Installation>;
  /**
   * Changes an installation and increases its revision. Another `schedule`, `timeZone` or `paused` removes `nextDueAt`
   * unless it is given, so that the installation is scheduled again. `paused` without `awaitsConsent` sets that to `false`.
   * Resolves to `undefined` if the tenant has no such installation.
   */
  change(
    scope: TenantScope,
    id: number,
    changes: InstallationChanges,
    origin: InstallationChangeOrigin,
  ): Promise<Installation | undefined>;
  /** Lists the oldest installations of a tenant and its users, oldest first. */
  list(scope: TenantScope, limit: number): Promise<readonly Installation[]>;
  /** Lists installations of an organization by id. */
  listOrganization(organization: string, query: InstallationQuery): Promise<readonly Installation[]>;
  /** Resolves to `undefined` if the organization has no such installation. */
  findInOrganization(organization: string, id: number): Promise<Installation | undefined>;
  /** Removes an installation with its capability. Resolves to `false` when the tenant has no such installation. */
  delete(scope: TenantScope, id: number): Promise<boolean>;
  /** Lists installations of any tenant that are due, earliest first. None of them is paused. */
  listDue(now: number, limit: number): Promise<readonly Installation[]>;
  /** Lists installations of any tenant that are not paused and have no `nextDueAt`. */
  listUnscheduled(limit: number): Promise<readonly Installation[]>;
  /**
   * Replaces `nextDueAt` and nothing else. Resolves to `false` if it is not what it was when the installation was read: of
   * several processes, one gets `true`.
   */
  setNextDueAt(installation: Installation, nextDueAt: number): Promise<boolean>;
  /** Replaces the capability. Rejects with `NotFoundError` if the tenant has no such installation. */
  setCapability(scope: TenantScope, id: number, capability: { hash: Uint8Array; sealed: Uint8Array }): Promise<void>;
  /** Finds an installation of any tenant by the hash of its capability, which has 256 random bits. */
  findByCapability(hash: Uint8Array): Promise<Installation | undefined>;
}
