import { Command } from 'commander';
import { CONNECTION_STATUSES } from '../../widget/protocol/connection.ts';
import type { ConnectionStatus } from '../../widget/protocol/connection.ts';
import { CONNECTION_NAME_LENGTH_MAX } from '../../widget/protocol/session-api.ts';
import type { OrganizationConfig } from '../config/config.ts';
import { createConnection, deleteConnection, disconnect } from '../connections/change-connection.ts';
import { dialects } from '../dialects/dialects.ts';
import { isoTime } from '../iso-time.ts';
import type { StoredConnection } from '../store/connection-store.ts';
import type { Store } from '../store/store.ts';
import type { OrganizationOptions } from './environment.ts';
import { createOrganizationCommand, requireOrganization } from './environment.ts';
import { CommandError } from './exit-code.ts';
import { connectionPages } from './connection-pages.ts';
import { importCommand } from './import-connections.ts';
import { choiceOption, integerOption, keyOption, nameOption } from './option-values.ts';
import { OPERATOR, withStore } from './with-store.ts';
import { printRecord, printTable, printWarning } from './print.ts';

/** A few screens of a terminal. */
const DEFAULT_LIST_LIMIT = 100;
/** Each row asks for its tenant, and all are in memory at once; `--after` goes on from there. */
const MAX_LIST_LIMIT = 1000;

const idArgument = integerOption('<id>', 0, Number.MAX_SAFE_INTEGER);

/** `connections`: makes, shows and ends connections beside a running server. */
export function connectionsCommand(): Command {
  return new Command('connections')
    .description('make, show and end connections')
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(disconnectCommand())
    .addCommand(deleteCommand())
    .addCommand(importCommand());
}

interface CreateOptions extends OrganizationOptions {
  readonly tenant: string;
  readonly connector: string;
  readonly user?: string;
  readonly name?: string;
}

function createCommand(): Command {
  return createOrganizationCommand('create', 'make a connection that is not connected yet, and its tenant if it is new')
    .requiredOption('--tenant <key>', 'what the organization calls the customer account', keyOption('--tenant'))
    .requiredOption('--connector <name>', 'connector')
    .option('--user <key>', 'make it this user’s own instead of the whole tenant’s', keyOption('--user'))
    .option('--name <text>', 'what to call the connection', nameOption('--name', CONNECTION_NAME_LENGTH_MAX))
    .action(async (options: CreateOptions) =>
      withStore(
        options,
        { mustExist: false, mustBeConfigured: false },
        async (store, { config, settings: { publicUrl } }) => {
          const { org, tenant, connector, user = null, name, json } = options;
          const organization = requireOrganization(config, org);
          const definition = organization.connectors.get(connector);
          if (!definition) throw unknownConnectorError(org, connector, organization);
          for (const warning of tenantKeyWarnings(tenant)) printWarning(warning, { json });
          const duplicate = await findDuplicate(store, options);
          if (duplicate) printWarning(duplicateWarning(duplicate, options), { json });
          const connection = await createConnection(
            { store, now: Date.now },
            {
              organization: org,
              tenantKey: tenant,
              userKey: user,
              connector,
              name: name ?? definition.name,
              actor: OPERATOR,
            },
          );
          const pages = connectionPages(organization, connection, publicUrl);
          printRecord({ ...(await toConnectionRecord(store, connection)), pages }, { json });
        },
      ),
    );
}

function tenantKeyWarnings(tenant: string) {
  const messages = dialects.map((dialect) => dialect.tenantKeyWarning?.(tenant)).filter((text) => text !== undefined);
  return messages.map((message) => ({ code: 'tenant_key', message }));
}

/** Finds the oldest connection with the owner and the connector of a new one. */
async function findDuplicate(
  { tenants, connections }: Store,
  { org, tenant, connector, user }: CreateOptions,
): Promise<StoredConnection | undefined> {
  const found = await tenants.findByKey(org, tenant);
  if (!found) return undefined;
  const existing = await connections.list({ organization: org, tenantId: found.id }, { connector });
  return existing.find(({ userKey }) => userKey === (user ?? null));
}

function duplicateWarning({ id }: StoredConnection, { tenant, connector, user }: CreateOptions) {
  const owner = user === undefined ? `The tenant ${tenant}` : `The user ${user} of ${tenant}`;
  const message = `${owner} already has the connection ${id} of ${connector}. Pages that name the connector show that one.`;
  return { code: 'duplicate_connection', message };
}

function unknownConnectorError(org: string, connector: string, { connectors }: OrganizationConfig): CommandError {
  const known = [...connectors.keys()].join(', ') || 'none';
  return new CommandError(`${org} has no connector ${connector}. It has: ${known}.`, 'not_found');
}

interface ListOptions extends OrganizationOptions {
  readonly tenant?: string;
  readonly connector?: string;
  readonly status?: ConnectionStatus;
  readonly after: number;
  readonly limit: number;
}

function listCommand(): Command {
  return createOrganizationCommand('list', 'list connections by id')
    .option('--tenant <key>', 'only those of this customer account', keyOption('--tenant'))
    .option('--connector <name>', 'only those of this connector')
    .option(
      '--status <status>',
      `only those in this status: ${CONNECTION_STATUSES.join(', ')}`,
      choiceOption('--status', CONNECTION_STATUSES),
    )
    .option('--after <id>', 'only ids above this one', integerOption('--after', 0, Number.MAX_SAFE_INTEGER), 0)
    .option(
      '--limit <n>',
      `how many at most, 1 to ${MAX_LIST_LIMIT}`,
      integerOption('--limit', 1, MAX_LIST_LIMIT),
      DEFAULT_LIST_LIMIT,
    )
    .action(async (options: ListOptions) =>
      withStore(options, { mustExist: true, mustBeConfigured: false }, async (store, { config }) => {
        const { org, tenant, connector, status, after, limit, json } = options;
        const organization = requireOrganization(config, org);
        const tenantId = tenant === undefined ? undefined : await requireTenantId(store, org, tenant);
        if (connector !== undefined) await requireKnownConnector(store, organization, connector);
        const found = await store.connections.listOrganization(org, {
          ...(tenantId !== undefined && { tenantId }),
          ...(connector !== undefined && { connector }),
          ...(status !== undefined && { status }),
          afterId: after,
          limit: limit + 1,
        });
        const connections = found.slice(0, limit);
        printTable(await Promise.all(connections.map((connection) => toConnectionRecord(store, connection))), { json });
        const last = connections.at(-1);
        if (last && found.length > limit) {
          const message = `There are more than ${limit}. For the next ones: --after ${last.id}`;
          printWarning({ code: 'more_results', message }, { json });
        }
      }),
    );
}

/** A connector that has left the configuration is known while it has connections. */
async function requireKnownConnector(store: Store, organization: OrganizationConfig, name: string): Promise<void> {
  if (organization.connectors.has(name)) return;
  const query = { connector: name, afterId: 0, limit: 1 };
  const [one] = await store.connections.listOrganization(organization.slug, query);
  if (!one) throw unknownConnectorError(organization.slug, name, organization);
}

function showCommand(): Command {
  return createOrganizationCommand('show', 'show one connection')
    .argument('<id>', 'id of the connection', idArgument)
    .action(async (id: number, options: OrganizationOptions) =>
      withStore(options, { mustExist: true, mustBeConfigured: false }, async (store) => {
        printRecord(await toConnectionRecord(store, await requireConnection(store, options.org, id)), options);
      }),
    );
}

/** Help text below the options of commands that end a connection. */
const NOT_REVOKED_NOTE = `
Nothing is revoked at the connected system: what it issued stays valid there.
A disconnect in the dialog revokes tokens where the connector says how.`;

function disconnectCommand(): Command {
  return createOrganizationCommand('disconnect', 'remove the credentials of a connection')
    .addHelpText('after', NOT_REVOKED_NOTE)
    .argument('<id>', 'id of the connection', idArgument)
    .action(async (id: number, options: OrganizationOptions) =>
      withStore(options, { mustExist: true, mustBeConfigured: false }, async (store) => {
        const connection = await requireConnection(store, options.org, id);
        const changed = await disconnect({ store, now: Date.now }, { connection, actor: OPERATOR });
        printRecord(await toConnectionRecord(store, changed), options);
      }),
    );
}

function deleteCommand(): Command {
  return createOrganizationCommand('delete', 'delete a connection and its credentials for good')
    .addHelpText('after', NOT_REVOKED_NOTE)
    .argument('<id>', 'id of the connection', idArgument)
    .action(async (id: number, options: OrganizationOptions) =>
      withStore(options, { mustExist: true, mustBeConfigured: false }, async (store) => {
        const connection = await requireConnection(store, options.org, id);
        await deleteConnection({ store, now: Date.now }, { connection, actor: OPERATOR });
        printRecord({ id: connection.id, deleted: true }, options);
      }),
    );
}

async function requireConnection(store: Store, organization: string, id: number): Promise<StoredConnection> {
  const connection = await store.connections.findInOrganization(organization, id);
  if (connection) return connection;
  throw new CommandError(`${organization} has no connection ${id}.`, 'not_found');
}

async function requireTenantId(store: Store, organization: string, key: string): Promise<number> {
  const tenant = await store.tenants.findByKey(organization, key);
  if (tenant) return tenant.id;
  throw new CommandError(`${organization} has no tenant ${key}.`, 'not_found');
}

async function toConnectionRecord(store: Store, connection: StoredConnection) {
  const { id, organization, tenantId, userKey, connector, name, status, verified, account, problem } = connection;
  const tenant = await store.tenants.find(organization, tenantId);
  return {
    id,
    organization,
    tenant: tenant?.key ?? null,
    user: userKey,
    connector,
    name,
    status,
    verified,
    account,
    error: problem?.code ?? null,
    connectedAt: isoTime(connection.connectedAt),
    createdAt: isoTime(connection.createdAt),
    updatedAt: isoTime(connection.updatedAt),
  };
}
