import { createHash } from 'node:crypto';

import type { StoredAccessToken } from '../access-token-store.ts';
import type { StoredConnection } from '../connection-store.ts';
import type { NewSignIn, StoredSignIn } from '../sign-in-store.ts';
import type { Installation } from '../installation-store.ts';
import type { StoredConsent } from '../consent-store.ts';
import type { StoredInstallationDraft } from '../installation-draft-store.ts';
import type { NewOutboxEvent } from '../outbox-store.ts';
import type { Run } from '../run-store.ts';
import type { NewSession } from '../session-store.ts';
import type { Store } from '../store.ts';
import type { TenantScope } from '../tenant-store.ts';
import type { WebhookEndpoint } from '../webhook-endpoint-store.ts';

/** The time at which tests create rows. */
export const NOW = 1_800_000_000_000;

/** Returns a tenant. Creates it if it is missing. */
export async function ensureTenant(store: Store, organization: string, key: string): Promise<TenantScope> {
  const tenant = await store.write(({ tenants }) => tenants.ensure(organization, key, NOW));
  return { organization, tenantId: tenant.id };
}

/** 32 bytes in the place of a hash. */
export function hashOf(name: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(name).digest());
}

/** Creates a connection with the status `disconnected`. */
export function createConnection(
  store: Store,
  scope: TenantScope,
  {
    connector = 'hubspot',
    userKey = null,
    name = connector,
  }: Partial<Record<'connector' | 'name', string>> & {
    readonly userKey?: string | null;
  } = {},
): Promise<StoredConnection> {
  return store.write(({ connections }) => connections.create(scope, { connector, userKey, name, now: NOW }));
}

/** Values of a new sign-in. Its hash is `hashOf(token)`. */
export function newSignIn({ id }: StoredConnection, token: string, expiresAt = NOW + 1): NewSignIn {
  return {
    connectionId: id,
    connector: 'hubspot',
    context: '{}',
    locale: 'en',
    tokenHash: hashOf(token),
    createdAt: NOW,
    expiresAt,
  };
}

/** Values of a new session. Its hash is `hashOf(bearer)`. */
export function newSession(scope: TenantScope, bearer: string, expiresAt = NOW + 1): NewSession {
  const { organization, tenantId } = scope;
  const tokenHash = hashOf(bearer);
  return {
    organization,
    tenantId,
    tokenHash,
    embedTokenHash: hashOf('token'),
    context: '{}',
    createdAt: NOW,
    expiresAt,
  };
}

/** An event of a test, to send at once. */
export function newOutboxEvent(id: string, createdAt = NOW): NewOutboxEvent {
  return { id, type: 'connection.connected', userKey: null, bodyVersion: 1, createdAt };
}

/** A webhook endpoint of all tenants of `acme`, for all events. */
export function newWebhookEndpoint(id: string, changes: Partial<WebhookEndpoint> = {}): WebhookEndpoint {
  return {
    ...{ id, organization: 'acme', tenantId: null, url: 'https://hooks.example.com/', events: ['*'] },
    ...{ secret: hashOf('secret'), previousSecret: null, createdAt: NOW, updatedAt: NOW },
    ...changes,
  };
}

/** What `ann` has entered for the integration `sync`. */
export function newDraft(scope: TenantScope, changes: Partial<StoredInstallationDraft> = {}): StoredInstallationDraft {
  const { organization, tenantId } = scope;
  return {
    ...{ organization, tenantId, integration: 'sync', userKey: 'ann', step: 'settings', settings: '{"a":1}' },
    ...{ secretSettings: null, schedule: '0 * * * *', timeZone: 'Europe/Berlin', updatedAt: NOW },
    ...changes,
  };
}

/** The consent of a whole account to the integration `sync`. */
export function newConsent(
  scope: TenantScope,
  changes: Partial<StoredConsent> = {},
): Omit<StoredConsent, 'withdrawnAt'> {
  const { organization, tenantId } = scope;
  return {
    ...{ organization, tenantId, integration: 'sync', userKey: null, textHash: hashOf('text'), locale: 'de' },
    ...{ actor: { id: 'ann', name: 'Ann' }, givenAt: NOW },
    ...changes,
  };
}

/** One row of each kind, with every column filled. */
export interface SeededRows {
  readonly connection: StoredConnection;
  readonly signIn: StoredSignIn;
  readonly installation: Installation;
  /** Of the installation. */
  readonly run: Run;
  readonly endpoint: WebhookEndpoint;
  /** Of the organization. */
  readonly accessToken: StoredAccessToken;
}

/** Creates one row of each kind for a tenant. Hashes are `hashOf('<kind>:<tenant id>')`. */
export function seedTenant(store: Store, scope: TenantScope): Promise<SeededRows> {
  const own = (what: string) => hashOf(`${what}:${scope.tenantId}`);
  return store.write(async (stores) => {
    const {
      tenants,
      connections,
      signIns,
      installations,
      webhookEndpoints,
      activity,
      outbox,
      sessions,
      signOuts,
      accessTokens,
    } = stores;
    const created = await connections.create(scope, {
      ...{ connector: 'hubspot', userKey: null, name: 'Sales', now: NOW },
      hostManaged: true,
      externalRef: 'sales',
    });
    await connections.setImportedHash(created, own('imported'));
    await connections.setHostValue(created, { sealedHash: own('host value'), issuedAt: NOW });
    const connection = await connections.change(
      created,
      { status: 'connected', credentials: own('credentials'), expiresAt: NOW + 2, refreshAt: NOW + 1 },
      NOW,
    );
    if (!connection) throw new Error('The connection does not exist.');
    const signIn = await signIns.change(
      await signIns.create(scope, newSignIn(connection, `sign_in:${scope.tenantId}`)),
      {
        status: 'started',
        browserBindingHash: own('cookie'),
        stateHash: own('state'),
        secrets: own('sign-in secrets'),
        problem: { code: 'provider_denied', providerMessage: 'No.' },
        previousAccount: 'bob',
      },
      NOW,
    );
    if (!signIn) throw new Error('The sign-in does not exist.');
    const { id: installationId } = await installations.create(scope, {
      userKey: null,
      integration: 'sync',
      settings: '{}',
      schedule: '0 * * * *',
      now: NOW,
    });
    await installations.setCapability(scope, installationId, { hash: own('capability'), sealed: own('sealed') });
    const installation = await installations.change(
      scope,
      installationId,
      { secretSettings: own('secret settings'), nextDueAt: NOW + 1 },
      { now: NOW, updatedBy: 'ann' },
    );
    if (!installation) throw new Error('The installation does not exist.');
    await stores.installationDrafts.save(newDraft(scope, { secretSettings: own('draft') }));
    await stores.consents.give(newConsent(scope));
    const run = await stores.runs.create(scope, installation.id, {
      ...{ status: 'error', message: 'No.', overview: ['One'], details: ['Two'], errors: ['Three'], now: NOW },
    });
    const endpoint = newWebhookEndpoint(`whe_${scope.tenantId}`, {
      ...{ ...scope, events: ['connection.connected'], secret: own('secret') },
      previousSecret: { sealed: own('previous'), until: NOW + 1 },
    });
    await webhookEndpoints.create(endpoint);
    await activity.add({
      ...scope,
      type: 'connection.connected',
      connectionId: connection.id,
      installationId: null,
      actor: { id: 'ann' },
      detail: {},
      at: NOW,
    });
    await tenants.setSecret(scope.organization, scope.tenantId, own('tenant secret'));
    await outbox.add(scope, newOutboxEvent(`evt_${scope.tenantId}`), () => '{}');
    await sessions.create({ ...newSession(scope, 'session'), tokenHash: own('session') });
    await signOuts.record(scope, 'ann', NOW - 1);
    await stores.vendorKeys.add(
      { organization: scope.organization, vendorId: 'we1', fingerprint: 'a', publicKey: 'PEM' },
      { now: NOW, previousUntil: NOW },
    );
    const accessToken = await accessTokens.create({
      organization: scope.organization,
      name: 'back end',
      type: 'api',
      scopes: ['read'],
      tenants: null,
      tokenHash: own('access token'),
      hint: 'abcd',
      createdAt: NOW,
      expiresAt: NOW + 1,
    });
    return { connection, signIn, installation, run, endpoint, accessToken };
  });
}
