import { hash } from 'node:crypto';
import type { ConnectionDetails } from '../../widget/protocol/connection.ts';
import type { SessionContext } from '../auth/session.ts';
import type { IntegrationConfig, OrganizationConfig } from '../config/config.ts';
import type { ConnectorDefinition } from '../connectors/definition.ts';
import { NotFoundError } from '../errors.ts';
import { isoTime } from '../iso-time.ts';
import type { StoredConnection } from '../store/connection-store.ts';
import type { Stores } from '../store/store.ts';
import type { TenantScope } from '../store/tenant-store.ts';

/**
 * Finds a connector that an organization may connect now.
 *
 * An organization in sandbox mode, which any page may embed, only sees connectors made for trying out, unless it was
 * explicitly given the real ones.
 */
export function visibleConnector(
  organization: Pick<OrganizationConfig, 'connectors' | 'mode' | 'sandboxRealConnectors'>,
  name: string,
): ConnectorDefinition | undefined {
  const connector = organization.connectors.get(name);
  const hidden = organization.mode === 'sandbox' && !organization.sandboxRealConnectors && !connector?.sandbox;
  return hidden ? undefined : connector;
}

/** Finds a connector as {@link visibleConnector} does. Throws `NotFoundError` if there is none. */
export function requireConnector(
  organization: Parameters<typeof visibleConnector>[0],
  name: string,
): ConnectorDefinition {
  const connector = visibleConnector(organization, name);
  if (!connector) throw new NotFoundError('This connector does not exist.');
  return connector;
}

/**
 * Returns the connectors of an integration that a person connects, in order.
 *
 * Leaves out the integration's `ownConnector`, which the server connects itself, unless it is the only connector, and those
 * that are not visible.
 */
export function connectorsForPeople(
  organization: Parameters<typeof visibleConnector>[0],
  { connectors, ownConnector }: Pick<IntegrationConfig, 'connectors' | 'ownConnector'>,
): readonly string[] {
  const forPeople = connectors.filter((name) => name !== ownConnector);
  const asked = forPeople.length === 0 ? connectors : forPeople;
  return asked.filter((name) => visibleConnector(organization, name));
}

/** Returns the address of an integration's icon. Without one of its own, it has that of its only connector for people. */
export function integrationIcon(organization: OrganizationConfig, integration: IntegrationConfig): string | undefined {
  if (integration.icon !== undefined) return integration.icon;
  const [only, ...others] = connectorsForPeople(organization, integration);
  return only === undefined || others.length > 0 ? undefined : requireConnector(organization, only).icon;
}

/** A connector of a session's subject, with the connections of it that the session may see and change, oldest first. */
export interface SessionConnector {
  /** Name of the connector. */
  readonly name: string;
  readonly connections: readonly StoredConnection[];
}

/** 120 bits in base64url. Two versions of one session never meet by chance. */
const VERSION_LENGTH = 20;

/** What decides which connections a session sees. */
export interface SessionView {
  readonly organization: OrganizationConfig;
  readonly scope: TenantScope;
  readonly context: Pick<SessionContext, 'subject' | 'sharing' | 'userKey'>;
}

/**
 * Lists the connectors of a session's subject, in display order. A portal has none: a session of one integration shows
 * connections. Throws `NotFoundError` if the configuration no longer has the integration.
 */
export async function sessionConnectors(
  { connections }: Pick<Stores, 'connections'>,
  { organization, scope, context: { subject, sharing, userKey } }: SessionView,
): Promise<readonly SessionConnector[]> {
  const owner = sharing === 'user' ? userKey : null;
  const connectorOf = async (name: string): Promise<SessionConnector> => ({
    name,
    connections: await connections.list(scope, { connector: name, userKey: owner }),
  });
  switch (subject.kind) {
    case 'connection': {
      const connection = await visibleConnection({ connections }, scope, { id: subject.connectionId, userKey });
      return connection ? [{ name: connection.connector, connections: [connection] }] : [];
    }
    case 'connector':
      return [await connectorOf(subject.connector)];
    case 'integration': {
      const integration = organization.integrations.get(subject.integration);
      if (!integration) throw new NotFoundError('This integration does not exist.');
      return Promise.all(connectorsForPeople(organization, integration).map(connectorOf));
    }
    case 'portal':
      return [];
  }
}

/**
 * Tells whether a session may add connections. A page of one connection shows that connection only. An integration can
 * refuse more than one connection of a connector.
 */
export function canAddConnections(
  { integrations }: Pick<OrganizationConfig, 'integrations'>,
  { subject, installs }: Pick<SessionContext, 'subject' | 'installs'>,
): boolean {
  const slug = installs ?? (subject.kind === 'integration' ? subject.integration : undefined);
  const integration = slug === undefined ? undefined : integrations.get(slug);
  const showsAll = subject.kind === 'connector' || subject.kind === 'integration';
  return showsAll && integration?.multiple !== false;
}

/** Lists the connections that a session may see and change, by connector, oldest first. Throws as {@link sessionConnectors}. */
export async function sessionConnections(
  stores: Pick<Stores, 'connections'>,
  view: SessionView,
): Promise<readonly StoredConnection[]> {
  const connectors = await sessionConnectors(stores, view);
  return connectors.flatMap(({ connections }) => connections);
}

/**
 * Returns the version of a list of connections, which changes when one of them changes, is added or is deleted. It needs
 * only numbers that each row has, so that an answer that nothing has changed costs no serialization.
 */
export function connectionsVersion(
  connections: readonly Pick<StoredConnection, 'id' | 'revision' | 'updatedAt'>[],
): string {
  // A background verification that keeps the status raises no revision, but sets the time.
  const versions = connections.map(({ id, revision, updatedAt }) => `${id}.${revision}.${updatedAt}`);
  return hash('sha256', versions.join(), 'base64url').slice(0, VERSION_LENGTH);
}

/** Returns the version of everything that a session polls. It is that of the connections if there is no installation. */
export function sessionVersion(
  connections: Parameters<typeof connectionsVersion>[0],
  installationVersion: string | undefined,
): string {
  const version = connectionsVersion(connections);
  return installationVersion === undefined ? version : `${version}.${installationVersion}`;
}

/** Finds a connection of the tenant. Resolves to `undefined` if it belongs to another user. */
export async function visibleConnection(
  { connections }: Pick<Stores, 'connections'>,
  scope: TenantScope,
  { id, userKey }: { readonly id: number; readonly userKey: string | null },
): Promise<StoredConnection | undefined> {
  const connection = await connections.find(scope, id);
  return connection?.userKey === null || connection?.userKey === userKey ? connection : undefined;
}

/** Finds one of the connections of a session. Throws `NotFoundError` for any other connection. */
export async function sessionConnection(
  stores: Pick<Stores, 'connections'>,
  { id, ...view }: SessionView & { readonly id: number },
): Promise<StoredConnection> {
  const connections = await sessionConnections(stores, view);
  const connection = connections.find((candidate) => candidate.id === id);
  if (!connection) throw new NotFoundError('There is no such connection.');
  return connection;
}

/** Selects the parts of a connection that the dialog may see. */
export function connectionDetails(connection: StoredConnection): ConnectionDetails {
  const { id, connector, name, status, verified, account, connectedAt, problem, deleteAfter, hostManaged } = connection;
  return {
    id,
    connector,
    name,
    status,
    verified,
    ...(account !== null && { account }),
    ...(connectedAt !== null && { connectedAt: isoTime(connectedAt) }),
    ...(problem && { problem }),
    ...(deleteAfter !== null && { isRemovable: true }),
    ...(hostManaged && { isManaged: true }),
  };
}
