import type { TenantScope } from './tenant-store.ts';

/** Every type of recorded activity. */
export const ACTIVITY_TYPES = [
  'connection.created',
  'connection.connected',
  'connection.verified',
  'connection.refused',
  'connection.needs_reauth',
  'sign_in.browser_mismatch',
  'connection.renamed',
  'connection.checked',
  'connection.credentials_read',
  'connection.disconnected',
  'connection.deleted',
  'installation.created',
  'installation.updated',
  'installation.deleted',
  'installation.triggered',
  'webhook_endpoint.created',
  'webhook_endpoint.changed',
  'webhook_endpoint.secret_rotated',
  'webhook_endpoint.disabled',
  'webhook_endpoint.enabled',
  'webhook_endpoint.deleted',
  'webhook_endpoint.redelivered',
  'signing_key.added',
  'tenant.created',
  'tenant.renamed',
  'tenant.signed_out',
  'tenant.deleted',
  'consent.given',
  'consent.withdrawn',
  'tenant.secret_set',
  'tenant.secret_deleted',
] as const;
/** One of {@link ACTIVITY_TYPES}. */
export type ActivityType = (typeof ACTIVITY_TYPES)[number];

/** In the place of a tenant's id: the activity concerns the whole organization. */
export const WHOLE_ORGANIZATION = 0;

/** The person or program that did something, as the token or the command line names them. */
export interface Actor {
  readonly id: string;
  readonly name?: string;
}

/** One recorded activity. It never contains a credential. */
export interface Activity extends TenantScope {
  readonly type: ActivityType;
  readonly connectionId: number | null;
  readonly installationId: number | null;
  readonly actor: Actor | null;
  readonly detail: Readonly<Record<string, string | number | boolean>>;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A recorded activity, and the tenant as it is now. */
export interface StoredActivity extends Activity {
  /** Later activity of an organization has a higher id. */
  readonly id: number;
  /** Key and name of the tenant. `null` if the tenant was deleted. */
  readonly tenant: { readonly key: string; readonly name: string | null } | null;
}

/** What a history is about: one installation or one connection. */
export type ActivitySubject = { readonly installationId: number } | { readonly connectionId: number };

/** A page of the history of one installation or connection. */
export interface HistoryQuery {
  readonly subject: ActivitySubject;
  /** Only activity with a lower id. */
  readonly beforeId?: number | undefined;
  readonly limit: number;
}

/** Which activity of an organization to list. Absent values do not restrict the list. */
export interface ActivityQuery {
  readonly tenantIds?: readonly number[];
  readonly types?: readonly ActivityType[];
  readonly connectionId?: number;
  /** Only activity at this time or later. Milliseconds since 1970. */
  readonly since?: number;
  /** Only activity with a lower id. */
  readonly beforeId?: number;
  readonly limit: number;
}

/**
 * Log of what happened to a tenant's connections and installations. Entries are never changed, except that the deletion of a
 * tenant makes them anonymous.
 */
export interface ActivityStore {
  /** Rejects when the tenant does not belong to the organization. */
  add(activity: Activity): Promise<void>;
  /**
   * Adds several activities at the cost of one. Does not check that the tenants exist: the caller has read the rows that the
   * activities are about.
   */
  addMany(activities: readonly Activity[]): Promise<void>;
  /** Returns the newest activity first. */
  list(scope: TenantScope, limit: number): Promise<readonly Activity[]>;
  /**
   * Returns activity of one installation or connection, the newest first. Leaves out what programs do many times a day:
   * calls of a `webhook_url`, and reads of credentials.
   */
  listHistory(scope: TenantScope, query: HistoryQuery): Promise<readonly (Activity & { readonly id: number })[]>;
  /** Returns activity of an organization, the newest first. */
  listOrganization(organization: string, query: ActivityQuery): Promise<readonly StoredActivity[]>;
  /**
   * Removes the actor and the detail of up to `limit` activities, oldest first. Resolves to the id of the last one, or to
   * `undefined` if there is none after `afterId`.
   */
  anonymize(
    scope: TenantScope,
    page: { readonly afterId: number; readonly limit: number },
  ): Promise<number | undefined>;
}
