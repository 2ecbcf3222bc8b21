import type { Activity, Actor, ActivityType } from '../store/activity-store.ts';
import type { StoredConnection } from '../store/connection-store.ts';

/** An event of a connection: what happened, who caused it and when. */
export interface ConnectionEvent {
  readonly type: ActivityType;
  readonly actor: Actor | null;
  readonly now: number;
  /** Must not contain credentials. */
  readonly detail?: Activity['detail'];
}

/** Builds the activity row of an event of a connection. */
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
