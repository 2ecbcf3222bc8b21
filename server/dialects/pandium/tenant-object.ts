import { createHash } from 'node:crypto';
import { DEFAULT_SCHEDULE } from '../../config/config.ts';
import type { IntegrationConfig, OrganizationConfig } from '../../config/config.ts';
import type { StoredConnection } from '../../store/connection-store.ts';
import type { Installation } from '../../store/installation-store.ts';
import type { LatestRuns, Run } from '../../store/run-store.ts';
import type { OrganizationToken } from '../../auth/organization-token.ts';

/** The claims that the tenant object repeats to the host page. They contain no credential. */
export type TenantPerson = Pick<
  OrganizationToken,
  'tenantKey' | 'userKey' | 'actor' | 'displayName' | 'fullName' | 'email' | 'integrations' | 'extraTenantInfo'
>;

/** What a tenant object is made of. */
export interface TenantObjectSource {
  readonly organization: Pick<OrganizationConfig, 'slug'>;
  /** `undefined`: not installed yet. What only an installation has is then null. */
  readonly installation: Installation | undefined;
  /** Absent if the installation is of a connector alone. */
  readonly integration?: Pick<IntegrationConfig, 'id' | 'name' | 'connectors' | 'schedule'> | undefined;
  /** The requested connector. */
  readonly connector: string;
  /** By connector. A missing one counts as disconnected. */
  readonly connections: ReadonlyMap<string, Pick<StoredConnection, 'status' | 'statusChangedAt'>>;
  /** Absent if there are none. */
  readonly runs?: LatestRuns | undefined;
  readonly person: TenantPerson;
  readonly publicUrl: URL;
}

/**
 * Describes an installation in the format that hosts of this system expect in messages: exactly these keys in this
 * nesting.
 *
 * An installation of a connector alone has an integration with the number 0 and the connector's name. No configured
 * integration has that number, so a host that sends it back never reaches another integration by accident.
 */
export function tenantObject(source: TenantObjectSource) {
  const { organization, installation, integration, runs, publicUrl, person } = source;
  const configs: unknown = installation ? JSON.parse(installation.settings) : {};
  const schedule = installation?.schedule ?? integration?.schedule.default ?? DEFAULT_SCHEDULE;
  return {
    archived: false,
    name: person.tenantKey,
    namespace: organization.slug,
    configs,
    created_date: installation ? naiveTimestamp(installation.createdAt) : null,
    paused: installation?.paused ?? false,
    user_schedule: schedule,
    schedule: installation ? offsetSchedule(schedule, installation.id) : schedule,
    source: 'admin',
    integration: { id: integration?.id ?? 0, name: integration?.name ?? source.connector },
    integration_release: null,
    integration_release_channel: 'Default',
    id: installation?.id ?? null,
    modified_date: installation ? naiveTimestamp(installation.updatedAt) : null,
    connected_users: {
      pandium: {
        id: userId(organization, person),
        email: person.email ?? (person.userKey.includes('@') ? person.userKey : null),
        username: person.userKey,
        attributes: {
          jwt: {
            display_name: person.displayName ?? null,
            full_name: person.fullName ?? null,
            external_integrations: person.integrations.join(','),
            auditable_uid: person.actor.id,
            auditable_display_name: person.actor.name ?? null,
            extra_tenant_info: JSON.stringify(person.extraTenantInfo),
            namespace: organization.slug,
            keycloak_uri: publicUrl.host,
          },
        },
        first_name: null,
        last_name: null,
        email_verified: true,
        enabled: true,
        realm_id: organization.slug,
        created_timestamp: installation?.createdAt ?? null,
      },
    },
    status: {
      tenant_id: installation?.id ?? null,
      last_run: runObject(runs?.last),
      current_run: runObject(runs?.last?.status === 'running' ? runs.last : undefined),
      last_successful_run: runObject(runs?.lastSuccessful),
      dynamic_configs: {},
      auth: authStatus(source),
    },
  };
}

/** The vendor documents no keys of a run, so these follow those of a tenant. */
function runObject(run: Run | undefined) {
  if (!run) return {};
  return {
    id: run.id,
    tenant_id: run.installationId,
    status: run.status,
    message: run.message,
    created_date: naiveTimestamp(run.startedAt),
    modified_date: naiveTimestamp(run.updatedAt),
  };
}

/** Namespace of the ids of users. Chosen at random, and never changed: hosts store the ids. */
const USER_NAMESPACE = Buffer.from('8e1d2f0ab6c74f0e9d4b5a6f3c2e7190', 'hex');

/** Returns a stable id of a user: a UUID of version 5 (RFC 9562 section 5.5). */
function userId({ slug }: Pick<OrganizationConfig, 'slug'>, { userKey }: Pick<TenantPerson, 'userKey'>): string {
  // A slug has no slash, so no two users have the same name.
  const bytes = createHash('sha1').update(USER_NAMESPACE).update(`${slug}/${userKey}`).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function authStatus({ installation, integration, connector, connections }: TenantObjectSource) {
  const names = integration?.connectors ?? [connector];
  const isConnected = (name: string) => connections.get(name)?.status === 'connected';
  const status: Record<string, string | boolean | null> = { connected: names.every(isConnected) };
  for (const name of names) {
    const prefix = name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_');
    // A connector that was never connected has been disconnected since the installation was created.
    const changedAt = connections.get(name)?.statusChangedAt ?? installation?.createdAt;
    status[`${prefix}_AUTH_STATUS`] = isConnected(name) ? 'Connected' : 'Disconnected';
    status[`${prefix}_LAST_CHANGE`] = changedAt === undefined ? null : new Date(changedAt).toISOString();
  }
  return status;
}

/** Formats a time in UTC without a time zone, with microseconds: `2026-01-31T09:30:00.000000`. */
function naiveTimestamp(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000');
}

const MINUTES_PER_HOUR = 60;

/**
 * Shifts a schedule by a number of minutes that is constant for one installation, so that the runs of all installations
 * do not start at the full hour.
 *
 * Takes a cron expression of five fields and shifts only within the hour: every minute stays before the next one. A
 * minute field that is neither a step (`*` with `/30`) nor a list of minutes (`0,30`) is returned unchanged.
 */
export function offsetSchedule(schedule: string, installationId: number): string {
  const fields = schedule.trim().split(/\s+/);
  const [minutes, ...rest] = fields;
  if (minutes === undefined || fields.length !== 5) return schedule;
  return [moveSteps(minutes, installationId) ?? moveList(minutes, installationId) ?? minutes, ...rest].join(' ');
}

/** `*` with `/30` becomes `7-59/30`. */
function moveSteps(field: string, installationId: number): string | undefined {
  const [, digits] = /^\*\/(\d{1,2})$/.exec(field) ?? [];
  const step = Number(digits);
  if (!step || step >= MINUTES_PER_HOUR) return undefined;
  const offset = installationId % step;
  return offset === 0 ? field : `${offset}-59/${step}`;
}

/** `0,30` becomes `7,37`. */
function moveList(field: string, installationId: number): string | undefined {
  if (!/^\d{1,2}(,\d{1,2})*$/.test(field)) return undefined;
  const minutes = [...new Set(field.split(',').map(Number))].sort((a, b) => a - b);
  const gaps = minutes.map((minute, index) => (minutes[index + 1] ?? MINUTES_PER_HOUR) - minute);
  const room = Math.min(...gaps);
  if (room < 1) return undefined;
  return minutes.map((minute) => minute + (installationId % room)).join(',');
}
