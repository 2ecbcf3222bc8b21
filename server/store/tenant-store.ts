/** The owner of rows. Every read and write of a tenant's data requires both. */
export interface TenantScope {
  /** Slug of the organization. */
  readonly organization: string;
  readonly tenantId: number;
}

/** One customer account of an organization. */
export interface Tenant {
  readonly id: number;
  readonly organization: string;
  /** The organization's key for this account. Compared byte for byte. */
  readonly key: string;
  /** What people call this account. `null` if no token has named it. */
  readonly name: string | null;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Counts changes. */
  readonly revision: number;
}

/** A page of the tenants of an organization. */
export interface TenantListQuery {
  /** Only ids above this one. */
  readonly afterId: number;
  readonly limit: number;
  /** Only tenants with one of these keys. */
  readonly keys?: readonly string[] | undefined;
  /** Only tenants that were created at this time or later. Milliseconds since 1970. */
  readonly createdSince?: number | undefined;
}

/** Stores tenants. */
export interface TenantStore {
  /** Resolves to `undefined` if the id is unknown or belongs to another organization. */
  find(organization: string, id: number): Promise<Tenant | undefined>;

  /** Finds several tenants of an organization, in any order. Leaves out unknown ids. */
  findMany(organization: string, ids: readonly number[]): Promise<readonly Tenant[]>;

  /** Resolves to `undefined` if the organization has no tenant with exactly this key. */
  findByKey(organization: string, key: string): Promise<Tenant | undefined>;

  /**
   * Creates the tenant if it does not exist, and locks its row until the transaction ends. So work that depends on
   * "none yet" within one tenant happens once. Use it only within {@link Store.write}.
   */
  ensure(organization: string, key: string, now: number): Promise<Tenant>;

  /** The sealed secret that signs the embed tokens of this tenant, if there is one. */
  secret(organization: string, id: number): Promise<Uint8Array | undefined>;

  /** Sets or removes that secret. Does nothing when the id is unknown or another organization's. */
  setSecret(organization: string, id: number, sealed: Uint8Array | null): Promise<void>;

  /** Lists tenants of an organization by id, lowest first. */
  list(organization: string, query: TenantListQuery): Promise<readonly Tenant[]>;

  /** Sets or removes the name of a tenant. Resolves to `undefined` when the id is unknown or another organization's. */
  rename(organization: string, id: number, name: string | null): Promise<Tenant | undefined>;

  /**
   * Deletes a tenant with everything that refers to it: sessions, connections, installations. Its activity and its events in
   * the outbox stay. Resolves to `false` when the id is unknown or another organization's.
   */
  delete(organization: string, id: number): Promise<boolean>;
}
