/** Whose rows: every read and write of a tenant's data names both. */
export interface TenantScope {
  /** Slug of the organization. */
  readonly organization: string;
  readonly tenantId: number;
}

/** One customer account of an organization. */
export interface Tenant {
  readonly id: number;
  readonly organization: string;
  /** What the organization calls this account: compared byte for byte. */
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/** Durable home of tenants. */
export interface TenantStore {
  /** Resolves to `undefined` when the id is unknown or another organization's. */
  find(organization: string, id: number): Promise<Tenant | undefined>;

  /** Resolves to `undefined` when the organization has no tenant of exactly this key. */
  findByKey(organization: string, key: string): Promise<Tenant | undefined>;

  /**
   * Creates the tenant unless it is there, and locks its row until the transaction ends, so that what depends on
   * "none yet" inside one tenant happens once. Only within {@link Store.write}.
   */
  ensure(organization: string, key: string, now: number): Promise<Tenant>;
}
