import type { Activity, Actor, ActivityType } from '../store/activity-store.ts';
import type { StoredConnection } from '../store/connection-store.ts';

/** What happened to a connection, by whom and when. */
export interface ConnectionEvent {
  readonly type: ActivityType;
  readonly actor: Actor | null;
  readonly now: number;
  /** Never a credential. */
  readonly detail?: Activity['detail'];
}

/** The activity row of something that happened to a connection. */
export function connectionActivity(
  connection: Pick<StoredConnection, 'organization' | 'tenantId' | 'id' | 'connector'>,
  { type, actor, now, detail = {} }: ConnectionEvent,
): Activity {
  return {
    organization: connection.organization,
    tenantId: connection.tenantId,
    connectionId: connection.id,
    installationId: null,
    type,
    actor,
    detail: { connector: connection.connector, ...detail },
    at: now,
  };
}
