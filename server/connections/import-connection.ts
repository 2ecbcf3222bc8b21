import { createHash } from 'node:crypto';
import { authenticator } from '../connectors/auth-types.ts';
import { serializeCredentials } from '../connectors/stored-credentials.ts';
import type { Credentials } from '../connectors/stored-credentials.ts';
import { ConflictError } from '../errors.ts';
import type { Actor } from '../store/activity-store.ts';
import type { StoredConnection } from '../store/connection-store.ts';
import type { Stores } from '../store/store.ts';
import type { TenantScope } from '../store/tenant-store.ts';
import type { Vault } from '../store/vault.ts';
import { recordEvent } from '../webhooks/record-event.ts';
import { storeAcceptedCredentials, credentialsLocation } from './accepted-credentials.ts';
import { addDisconnected } from './change-connection.ts';
import type { ImportedConnection } from './import-line.ts';

/** What an import did with a connection. */
export type ImportStatus = 'created' | 'updated' | 'unchanged';

/** What importing one connection requires. */
export interface ImportContext {
  readonly organization: string;
  readonly vault: Vault;
  readonly actor: Actor;
  readonly now: number;
}

/**
 * Imports a connection within the caller's transaction. Does not call the provider: the credentials are verified by schedule.
 *
 * A connection with the same reference or chosen id is updated. Its credentials are replaced only if the import has others than
 * the last one: tokens may have been refreshed since, and a person may have disconnected.
 *
 * Throws `ConflictError` if the connection belongs to another user or connector, or a chosen id cannot be used.
 */
export async function importConnection(
  stores: Stores,
  context: ImportContext,
  imported: ImportedConnection,
): Promise<{ readonly status: ImportStatus; readonly id: number }> {
  const existing = await findExisting(stores, context, imported);
  if (existing) return update(stores, context, imported, existing);
  const { organization, actor, now } = context;
  const { definition, credentials } = imported;
  const created = await addDisconnected(
    stores,
    {
      ...{ organization, actor, tenantKey: imported.tenantKey, userKey: imported.userKey },
      ...{ connector: imported.connector, name: imported.name ?? definition.name },
      ...(imported.externalRef !== undefined && { externalRef: imported.externalRef }),
      ...(imported.id !== undefined && { id: imported.id }),
    },
    now,
  );
  if (credentials) await storeCredentials(stores, context, { ...imported, credentials }, created);
  return { status: 'created', id: created.id };
}

async function findExisting(
  { tenants, connections }: Stores,
  { organization }: ImportContext,
  { tenantKey, userKey, connector, externalRef, id }: ImportedConnection,
): Promise<StoredConnection | undefined> {
  const tenant = await tenants.findByKey(organization, tenantKey);
  if (!tenant) return undefined;
  const scope: TenantScope = { organization, tenantId: tenant.id };
  const byRef = externalRef === undefined ? undefined : await connections.findByExternalRef(scope, externalRef);
  const byId = id === undefined ? undefined : await connections.find(scope, id);
  if (byRef && id !== undefined && byRef.id !== id) throw new ConflictError('The reference belongs to another id.');
  if (byId && externalRef !== undefined && byId.externalRef !== externalRef) {
    throw new ConflictError('The id belongs to another reference.');
  }
  const existing = byRef ?? byId;
  if (existing && (existing.connector !== connector || existing.userKey !== userKey)) {
    throw new ConflictError('The connection exists with another connector or user.');
  }
  return existing;
}

async function update(
  stores: Stores,
  context: ImportContext,
  imported: ImportedConnection,
  existing: StoredConnection,
): Promise<{ readonly status: ImportStatus; readonly id: number }> {
  const { actor, now } = context;
  const { name, credentials } = imported;
  const { id } = existing;
  const isRenamed = name !== undefined && name !== existing.name;
  const hasOthers = credentials && !(await wasImported(stores, context, existing, credentials));
  let connection = existing;
  if (isRenamed) {
    connection = requireChanged(await stores.connections.change(existing, { name }, now));
    await recordEvent(stores, { type: 'connection.renamed', connection, actor, now });
  }
  if (hasOthers) await storeCredentials(stores, context, { ...imported, credentials }, connection);
  return { status: isRenamed || hasOthers ? 'updated' : 'unchanged', id };
}

async function wasImported(
  { connections }: Stores,
  { vault }: ImportContext,
  connection: StoredConnection,
  credentials: Credentials,
): Promise<boolean> {
  const sealed = await connections.importedHash(connection, connection.id);
  return sealed !== undefined && vault.open(hashLocation(connection), sealed) === hashOf(credentials);
}

async function storeCredentials(
  stores: Stores,
  { vault, actor, now }: ImportContext,
  { definition, credentials }: ImportedConnection & { readonly credentials: Credentials },
  connection: StoredConnection,
): Promise<void> {
  // Without a token yet, the connection is due for a refresh at once, which exchanges the values for one.
  const isExchanged = authenticator(definition).issue !== undefined && !credentials.tokens;
  const stored = isExchanged ? { ...credentials, tokens: { ...NO_TOKEN, expiresAt: now } } : credentials;
  const verified = { verified: false };
  const accepted = { connection, definition, credentials: stored, verified, actor, now };
  requireChanged(await storeAcceptedCredentials(stores, vault, accepted));
  await stores.connections.setImportedHash(connection, vault.seal(hashLocation(connection), hashOf(credentials)));
}

const NO_TOKEN = { accessToken: '', obtainedAt: 0, captured: {} };

/** Within one transaction, the connection cannot change between its read and its write. */
function requireChanged(connection: StoredConnection | undefined): StoredConnection {
  if (!connection) throw new TypeError('The connection changed within its transaction.');
  return connection;
}

/** The time of the import is no part of the hash. Tokens count as issued at that time. */
function hashOf({ values, tokens }: Credentials): string {
  const text = serializeCredentials({ values, ...(tokens && { tokens: { ...tokens, obtainedAt: 0 } }) });
  return createHash('sha256').update(text).digest('base64url');
}

function hashLocation(connection: StoredConnection) {
  return { ...credentialsLocation(connection), field: 'imported' };
}
