import { isoTime } from '../iso-time.ts';
import type { StoredConnection } from '../store/connection-store.ts';
import { NO_SCHEDULE, type Installation } from '../store/installation-store.ts';

/** What a back end sees of a deleted connection: enough to know which one it was. */
export function connectionIdentity({ id, connector, name, userKey }: StoredConnection) {
  return { id, connector, name, user: userKey };
}

/** What a back end sees of a connection. It contains no credential, and nothing about refreshes. */
export function connectionResource(connection: StoredConnection) {
  const { status, verified, account, problem, externalRef, connectedAt } = connection;
  return {
    ...connectionIdentity(connection),
    status,
    connected: status === 'connected',
    verified,
    account,
    error: problem?.code ?? null,
    external_ref: externalRef,
    connected_at: connectedAt === null ? null : isoTime(connectedAt),
    status_changed_at: isoTime(connection.statusChangedAt),
    created_at: isoTime(connection.createdAt),
    updated_at: isoTime(connection.updatedAt),
  };
}

/** What a back end sees of an installation. Its `configs` are the settings without the secret ones. */
export function installationResource(installation: Installation) {
  const { id, integration, userKey, settings, schedule, timeZone, paused, createdAt, updatedAt } = installation;
  const configs: unknown = JSON.parse(settings);
  return {
    id,
    integration,
    user: userKey,
    configs,
    schedule: schedule === NO_SCHEDULE ? null : schedule,
    time_zone: timeZone,
    paused,
    created_at: isoTime(createdAt),
    updated_at: isoTime(updatedAt),
  };
}
