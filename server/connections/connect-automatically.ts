import { connectorFields } from '../connectors/connector-view.ts';
import { readCredentials } from '../connectors/credentials.ts';
import type { ConnectorDefinition } from '../connectors/definition.ts';
import { parseCredentials, serializeCredentials } from '../connectors/stored-credentials.ts';
import type { Credentials } from '../connectors/stored-credentials.ts';
import { ConflictError, InvalidRequestError, OwnCredentialMissingError, RateLimitedError } from '../errors.ts';
import type { Actor } from '../store/activity-store.ts';
import type { StoredConnection } from '../store/connection-store.ts';
import type { Tenant } from '../store/tenant-store.ts';
import type { BackgroundTasks } from './background-tasks.ts';
import { connectionActivity } from './connection-activity.ts';
import { connect } from './connect.ts';
import type { ConnectDeps } from './connect.ts';
import { credentialsLocation } from './credentials-location.ts';
import type { UseCaseDeps } from './use-case-deps.ts';

/** A page waits this long for the organization's own system; what takes longer goes on behind it. */
const PAGE_TIMEOUT_MS = 2000;

/** A credential as a token brings it: the value itself, or the fields of the connector. */
export type OwnCredential = string | Readonly<Record<string, string>>;

/** What to connect without asking the person. */
export interface ConnectAutomaticallyOptions {
  readonly tenant: Tenant;
  readonly userKey: string | null;
  readonly connector: string;
  readonly definition: ConnectorDefinition;
  /** Absent when the token brought none. */
  readonly credential: OwnCredential | undefined;
  readonly actor: Actor | null;
}

/**
 * Connects the organization's own connector with the credential that its token brought.
 *
 * Throws `OwnCredentialMissingError` when, after that, there is none that works. A provider that is slow or down does not
 * hold the page up: the attempt goes on, and the next page tries again.
 */
export async function connectAutomatically(
  deps: ConnectDeps,
  background: BackgroundTasks,
  options: ConnectAutomaticallyOptions,
): Promise<void> {
  const connection = await ensureOwnConnection(deps, options);
  const credentials = await readOwnCredentials(options);
  if (!credentials) {
    if (connection.status !== 'connected') throw new OwnCredentialMissingError();
    return;
  }
  if (await hasStoredCredentials(deps, connection, credentials)) return;
  await background.start(
    'connect own connector',
    async (signal) => {
      try {
        await connect(deps, { ...options, connection, credentials, signal });
      } catch (error) {
        // Other pages brought a credential at the same moment, and theirs are being tried.
        if (!(error instanceof ConflictError || error instanceof RateLimitedError)) throw error;
      }
    },
    PAGE_TIMEOUT_MS,
  );
  const after = await deps.store.connections.find(connection, connection.id);
  if (after?.problem?.code === 'invalid_credentials') throw new OwnCredentialMissingError();
}

async function ensureOwnConnection(deps: UseCaseDeps, options: ConnectAutomaticallyOptions): Promise<StoredConnection> {
  const { tenant, userKey, connector, definition, actor } = options;
  const scope = { organization: tenant.organization, tenantId: tenant.id };
  const [existing] = await deps.store.connections.list(scope, { connector, userKey });
  if (existing) return existing;
  const now = deps.now();
  return deps.store.write(async (stores) => {
    await stores.tenants.ensure(tenant.organization, tenant.key, now);
    const [raced] = await stores.connections.list(scope, { connector, userKey });
    if (raced) return raced;
    const created = await stores.connections.create(scope, { userKey, connector, name: definition.name, now });
    await stores.activity.add(connectionActivity(created, { type: 'connection.created', actor, now }));
    return created;
  });
}

/** `undefined` when the token brought nothing, or nothing that fits the connector. What is stored stays then. */
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

/** A bare value fits a connector that asks for one thing only. */
function singleField(definition: ConnectorDefinition, value: string): Record<string, string> {
  const required = connectorFields(definition).filter((field) => field.required);
  const [field] = required;
  if (!field || required.length > 1) throw new InvalidRequestError('The connector asks for more than one thing.');
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
  // What was exchanged for them is another thing each time.
  return serializeCredentials({ values: stored.values }) === serializeCredentials({ values: credentials.values });
}
