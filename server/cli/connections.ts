import { Command } from 'commander';
import { CONNECTION_STATUSES } from '../../widget/protocol/connection.ts';
import type { ConnectionStatus } from '../../widget/protocol/connection.ts';
import { CONNECTION_NAME_LENGTH_MAX } from '../../widget/protocol/session-api.ts';
import type { Config, OrganizationConfig } from '../config/config.ts';
import { createConnection, deleteConnection, disconnect } from '../flows/change-connection.ts';
import type { Actor } from '../store/activity-store.ts';
import type { StoredConnection } from '../store/connection-store.ts';
import type { Store } from '../store/store.ts';
import type { EnvironmentOptions } from './environment.ts';
import { openStore, organizationNamed, readEnvironment, withEnvironment } from './environment.ts';
import { isShowableName } from '../plain-text.ts';
import { CommandError, EXIT_CODE } from './exit-code.ts';
import { printRecord, printTable } from './print.ts';

/** A few screens of a terminal. */
const LIST_LIMIT_DEFAULT = 100;
/** Each row asks for its tenant, and all are in memory at once; `--after` goes on from there. */
const LIST_LIMIT_MAX = 1000;

const OPERATOR: Actor = { id: 'command line' };

interface CommonOptions extends EnvironmentOptions {
  readonly org: string;
  readonly json: boolean;
}

/** `connections`: makes, shows and ends connections beside a running server. */
export function connectionsCommand(): Command {
  return new Command('connections')
    .description('make, show and end connections')
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(disconnectCommand())
    .addCommand(deleteCommand());
}

function command(name: string, description: string): Command {
  return withEnvironment(new Command(name))
    .description(description)
    .requiredOption('--org <slug>', 'organization')
    .option('--json', 'print the result as JSON', false);
}

interface CreateOptions extends CommonOptions {
  readonly tenant: string;
  readonly connector: string;
  readonly user?: string;
  readonly name?: string;
}

function createCommand(): Command {
  return command('create', 'make a connection that is not connected yet, and its tenant if it is new')
    .requiredOption('--tenant <key>', 'what the organization calls the customer account')
    .requiredOption('--connector <name>', 'connector')
    .option('--user <key>', 'make it this user’s own instead of the whole tenant’s')
    .option('--name <text>', 'what to call the connection')
    .action(async (options: CreateOptions) =>
      withStore(options, async (store, config) => {
        const { org, tenant, connector, user, name, json } = options;
        const organization = organizationNamed(config, org);
        const definition = organization.connectors.get(connector);
        if (!definition) throw unknownConnector(org, connector, organization);
        const connection = await createConnection(
          { store, now: Date.now },
          {
            organization: org,
            tenantKey: keyOf(tenant),
            userKey: user === undefined ? null : keyOf(user),
            connector,
            name: nameOption(name) ?? definition.name,
            actor: OPERATOR,
          },
        );
        printRecord(await shown(store, connection), { json });
      }),
    );
}

function unknownConnector(org: string, connector: string, { connectors }: OrganizationConfig): CommandError {
  const known = [...connectors.keys()].join(', ') || 'none';
  return new CommandError(`${org} has no connector ${connector}. It has: ${known}.`, EXIT_CODE.notFound);
}

interface ListOptions extends CommonOptions {
  readonly tenant?: string;
  readonly connector?: string;
  readonly status?: string;
  readonly after: string;
  readonly limit: string;
}

function listCommand(): Command {
  return command('list', 'list connections by id')
    .option('--tenant <key>', 'only those of this customer account')
    .option('--connector <name>', 'only those of this connector')
    .option('--status <status>', `only those in this status: ${CONNECTION_STATUSES.join(', ')}`)
    .option('--after <id>', 'only ids above this one', '0')
    .option('--limit <n>', `how many at most, up to ${LIST_LIMIT_MAX}`, String(LIST_LIMIT_DEFAULT))
    .action(async (options: ListOptions) =>
      withStore(options, async (store, config) => {
        const { org, tenant, connector, status, after, limit, json } = options;
        const organization = organizationNamed(config, org);
        const tenantId = tenant === undefined ? undefined : await tenantIdOf(store, org, tenant);
        if (connector !== undefined) await requireKnownConnector(store, organization, connector);
        const most = integerOption('--limit', limit, LIST_LIMIT_MAX);
        const found = await store.connections.listOrganization(org, {
          ...(tenantId !== undefined && { tenantId }),
          ...(connector !== undefined && { connector }),
          ...(status !== undefined && { status: statusOption(status) }),
          afterId: integerOption('--after', after, Number.MAX_SAFE_INTEGER),
          limit: most + 1,
        });
        const connections = found.slice(0, most);
        printTable(await Promise.all(connections.map((connection) => shown(store, connection))), { json });
        const last = connections.at(-1);
        // On standard error, so that standard output is JSON and nothing else.
        if (last && found.length > most) {
          console.error(`There are more than ${most}. For the next ones: --after ${last.id}`);
        }
      }),
    );
}

/** A connector that has left the configuration is known while it has connections. */
async function requireKnownConnector(store: Store, organization: OrganizationConfig, name: string): Promise<void> {
  if (organization.connectors.has(name)) return;
  const query = { connector: name, afterId: 0, limit: 1 };
  const [one] = await store.connections.listOrganization(organization.slug, query);
  if (!one) throw unknownConnector(organization.slug, name, organization);
}

function showCommand(): Command {
  return command('show', 'show one connection')
    .argument('<id>', 'id of the connection')
    .action(async (id: string, options: CommonOptions) =>
      withStore(options, async (store) => {
        printRecord(await shown(store, await connectionNamed(store, options.org, id)), options);
      }),
    );
}

/** Below the options of what ends a connection from here. */
const NOT_REVOKED = `
Nothing is revoked at the connected system: what it issued stays valid there.
A disconnect in the dialog revokes tokens where the connector says how.`;

function disconnectCommand(): Command {
  return command('disconnect', 'remove the credentials of a connection')
    .addHelpText('after', NOT_REVOKED)
    .argument('<id>', 'id of the connection')
    .action(async (id: string, options: CommonOptions) =>
      withStore(options, async (store) => {
        const connection = await connectionNamed(store, options.org, id);
        const changed = await disconnect({ store, now: Date.now }, { connection, actor: OPERATOR });
        printRecord(await shown(store, changed), options);
      }),
    );
}

function deleteCommand(): Command {
  return command('delete', 'delete a connection and its credentials for good')
    .addHelpText('after', NOT_REVOKED)
    .argument('<id>', 'id of the connection')
    .action(async (id: string, options: CommonOptions) =>
      withStore(options, async (store) => {
        const connection = await connectionNamed(store, options.org, id);
        await deleteConnection({ store, now: Date.now }, { connection, actor: OPERATOR });
        printRecord({ id: connection.id, deleted: true }, options);
      }),
    );
}

async function withStore(options: CommonOptions, work: (store: Store, config: Config) => Promise<void>): Promise<void> {
  const { config, settings } = await readEnvironment(options);
  const store = await openStore(settings);
  try {
    await work(store, config);
  } finally {
    await store.close();
  }
}

async function connectionNamed(store: Store, organization: string, id: string): Promise<StoredConnection> {
  const wanted = integerOption('<id>', id, Number.MAX_SAFE_INTEGER);
  const connection = await store.connections.findInOrganization(organization, wanted);
  if (connection) return connection;
  throw new CommandError(`${organization} has no connection ${id}.`, EXIT_CODE.notFound);
}

async function tenantIdOf(store: Store, organization: string, key: string): Promise<number> {
  const tenant = await store.tenants.findByKey(organization, keyOf(key));
  if (tenant) return tenant.id;
  throw new CommandError(`${organization} has no tenant ${key}.`, EXIT_CODE.notFound);
}

async function shown(store: Store, connection: StoredConnection) {
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
    connectedAt: connection.connectedAt === null ? null : new Date(connection.connectedAt).toISOString(),
    createdAt: new Date(connection.createdAt).toISOString(),
    updatedAt: new Date(connection.updatedAt).toISOString(),
  };
}

/** As many as a claim of a token may have. */
const KEY_LENGTH_MAX = 255;

/** Keys of tenants and users, as tokens would name them. */
function keyOf(text: string): string {
  const key = text.normalize('NFC');
  if (key.trim() === '' || Array.from(key).length > KEY_LENGTH_MAX || /\p{Cc}/u.test(key)) {
    throw new CommandError(`A key has 1 to ${KEY_LENGTH_MAX} characters and no control characters.`, EXIT_CODE.usage);
  }
  return key;
}

function nameOption(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const max = CONNECTION_NAME_LENGTH_MAX;
  if (text.length <= max && isShowableName(text)) return text;
  throw new CommandError(
    `--name must have 1 to ${max} characters, visible ones among them, and no control characters.`,
    EXIT_CODE.usage,
  );
}

function statusOption(text: string): ConnectionStatus {
  const status = CONNECTION_STATUSES.find((candidate) => candidate === text);
  if (status) return status;
  throw new CommandError(`--status is one of ${CONNECTION_STATUSES.join(', ')}.`, EXIT_CODE.usage);
}

function integerOption(name: string, text: string, max: number): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
  if (value <= max) return value;
  throw new CommandError(`${name} is a whole number up to ${max}.`, EXIT_CODE.usage);
}
