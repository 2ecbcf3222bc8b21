import type { TenantScope } from './tenant-store.ts';

/** Everything that is recorded as having happened. */
export const ACTIVITY_TYPES = [
  'connection.created',
  'connection.connected',
  'connection.refused',
  'connection.needs_reauth',
  'sign_in.browser_mismatch',
  'connection.renamed',
  'connection.disconnected',
  'connection.deleted',
  'installation.created',
  'webhook_endpoint.created',
] as const;
/** One of {@link ACTIVITY_TYPES}. */
export type ActivityType = (typeof ACTIVITY_TYPES)[number];

/** Who did something, as the token or the command line names them. */
export interface Actor {
  readonly id: string;
  readonly name?: string;
}

/** One thing that happened. Never a credential. */
export interface Activity extends TenantScope {
  readonly type: ActivityType;
  readonly connectionId: number | null;
  readonly installationId: number | null;
  readonly actor: Actor | null;
  readonly detail: Readonly<Record<string, string | number | boolean>>;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** What happened to a tenant's connections and installations. Only added to. */
export interface ActivityStore {
  /** Rejects when the tenant is not the organization's. */
  add(activity: Activity): Promise<void>;
  /** What was added last comes first. */
  list(scope: TenantScope, limit: number): Promise<readonly Activity[]>;
}
