import type { OwnCredential } from '../auth/organization-token.ts';
import { connectorFields } from '../connectors/auth-types.ts';
import { readCredentials } from '../connectors/credentials.ts';
import type { ConnectorDefinition } from '../connectors/definition.ts';
import { parseCredentials, serializeCredentials } from '../connectors/stored-credentials.ts';
import type { Credentials } from '../connectors/stored-credentials.ts';
import { ConflictError, InvalidRequestError, RateLimitedError } from '../errors.ts';
import type { StoredConnection } from '../store/connection-store.ts';
import type { Tenant } from '../store/tenant-store.ts';
import type { BackgroundTasks } from './background-tasks.ts';
import { connect } from './connect.ts';
import type { ConnectDeps } from './connect.ts';
import { pickCause } from '../webhooks/event.ts';
import type { EventCause } from '../webhooks/event.ts';
import { recordEvent } from '../webhooks/record-event.ts';
import { credentialsLocation } from './accepted-credentials.ts';
import type { UseCaseDeps } from './use-case-deps.ts';

/** A page waits this long for the organization's own system. A longer attempt continues in the background. */
const PAGE_TIMEOUT_MS = 2000;

/** A connector to connect without asking the person. */
export interface ConnectAutomaticallyOptions extends EventCause {
  readonly tenant: Tenant;
  readonly userKey: string | null;
  readonly connector: string;
  readonly definition: ConnectorDefinition;
  /** Absent if the token contains no credential. */
  readonly credential: OwnCredential | undefined;
}

/**
 * Connects the organization's own connector with the credential in the token.
 *
 * Returns why the connection has no working credential afterwards, in English for developers. It never blocks the person,
 * who cannot do anything about it. A provider that is slow or down does not delay the page: the attempt continues in the
 * background, and the next page tries again.
 */
export async function connectAutomatically(
  deps: ConnectDeps,
  background: BackgroundTasks,
  options: ConnectAutomaticallyOptions,
): Promise<string | undefined> {
  const connection = await ensureOwnConnection(deps, options);
  const credentials = await readOwnCredentials(options);
  if (!credentials) {
    if (connection.status === 'connected') return undefined;
    return options.credential === undefined
      ? `The token has no credential for the own connector ${options.connector}, and none is stored.`
      : `The credential in the token does not fit the fields of the own connector ${options.connector}.`;
  }
  if (await hasStoredCredentials(deps, connection, credentials)) return undefined;
  await background.start(
    'connect own connector',
    async (signal) => {
      try {
        await connect(deps, { ...options, connection, credentials, signal });
      } catch (error) {
        // Other pages sent a credential at the same time, and their attempts are running.
        if (!(error instanceof ConflictError || error instanceof RateLimitedError)) throw error;
      }
    },
    PAGE_TIMEOUT_MS,
  );
  const after = await deps.store.connections.find(connection, connection.id);
  return after?.problem?.code === 'invalid_credentials'
    ? `The provider refused the credential of the own connector ${options.connector}.`
    : undefined;
}

async function ensureOwnConnection(deps: UseCaseDeps, options: ConnectAutomaticallyOptions): Promise<StoredConnection> {
  const { tenant, userKey, connector, definition } = options;
  const scope = { organization: tenant.organization, tenantId: tenant.id };
  const existing = ownConnection(options, await deps.store.connections.list(scope, { connector, userKey }));
  if (existing) return existing;
  const now = deps.now();
  return deps.store.write(async (stores) => {
    await stores.tenants.ensure(tenant.organization, tenant.key, now);
    const raced = ownConnection(options, await stores.connections.list(scope, { connector, userKey }));
    if (raced) return raced;
    const created = await stores.connections.create(scope, { userKey, connector, name: definition.name, now });
    await recordEvent(stores, { type: 'connection.created', connection: created, ...pickCause(options), now });
    return created;
  });
}

/** A credential is for a connection of the server's own. Without one, any connection that works will do. */
function ownConnection(
  { credential }: ConnectAutomaticallyOptions,
  connections: readonly StoredConnection[],
): StoredConnection | undefined {
  const own = connections.find(({ hostManaged }) => !hostManaged);
  if (credential !== undefined) return own;
  return connections.find(({ status }) => status === 'connected') ?? own ?? connections[0];
}

/** Returns `undefined` if the token contains no credential that fits the connector. The stored credentials then stay. */
async function readOwnCredentials({
  definition,
  credential,
}: ConnectAutomaticallyOptions): Promise<Credentials | undefined> {
  if (credential === undefined) return undefined;
  try {
    return await readCredentials(
      definition,
      typeof credential === 'string' ? singleField(definition, credential) : credential,
    );
  } catch (error) {
    if (error instanceof InvalidRequestError) return undefined;
    throw error;
  }
}

/** Maps a single value to the only required field of the connector. */
function singleField(definition: ConnectorDefinition, value: string): Record<string, string> {
  const required = connectorFields(definition).filter((field) => field.required);
  const [field] = required;
  if (!field || required.length > 1)
    throw new InvalidRequestError('The connector does not have exactly one required field.');
  return { [field.name]: value };
}

async function hasStoredCredentials(
  deps: UseCaseDeps,
  connection: StoredConnection,
  credentials: Credentials,
): Promise<boolean> {
  if (connection.status !== 'connected') return false;
  const sealed = await deps.store.connections.credentials(connection, connection.id);
  if (!sealed) return false;
  const stored = parseCredentials(deps.vault.open(credentialsLocation(connection), sealed));
  // Compares the entered values only: each exchange of them results in different tokens.
  return serializeCredentials({ values: stored.values }) === serializeCredentials({ values: credentials.values });
}
