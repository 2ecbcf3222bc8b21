import assert from 'node:assert/strict';
import { PERMISSIONS, type Permission } from '../../../widget/protocol/permissions.ts';
import { createOpaqueToken } from '../../auth/opaque-token.ts';
import { SESSION_TOKEN_PREFIX, serializeSessionContext, type SessionContext } from '../../auth/session.ts';
import { storeAcceptedCredentials } from '../../connections/accepted-credentials.ts';
import type { Credentials } from '../../connectors/stored-credentials.ts';
import { giveConsent } from '../../installations/consent.ts';
import type { InstallationDraft } from '../../../widget/protocol/installation.ts';
import { saveDraft } from '../../installations/installation-draft.ts';
import type { TenantScope } from '../../store/tenant-store.ts';
import type { Harness } from '../../testing/harness.ts';
import { HOURLY } from '../../testing/install-flow.ts';
import type { SubjectTitle } from './session-routes.ts';

/** A tenant or one of its users, with one row of each kind that sessions reach. */
export interface SessionOwner {
  readonly scope: TenantScope;
  readonly userKey: string;
  /** Part of each text that the owner has stored, and of no other owner's. */
  readonly marker: string;
  /** Slug of the integration. It is also how the integration is shared. */
  readonly integration: 'account' | 'user';
  /** Ids: one with a key, one with a sign-in, and one that a person added and never connected. */
  readonly connections: { readonly key: number; readonly signIn: number; readonly added: number };
  readonly signInId: number;
}

/** Whose rows to create. */
export interface OwnerOptions {
  readonly organization: string;
  readonly sharing: 'account' | 'user';
  readonly userKey?: string;
  /** Default: a new tenant. */
  readonly tenantKey?: string;
}

let owners = 0;

/** Creates the rows of an owner: connections, an open sign-in, an installation, a draft and a consent. */
export async function createSessionOwner(
  { deps, config }: Pick<Harness, 'deps' | 'config'>,
  { organization: slug, sharing, userKey = 'ada', tenantKey }: OwnerOptions,
): Promise<SessionOwner> {
  const marker = `owner-${(owners += 1)}-`;
  const { store, vault } = deps;
  const now = deps.now();
  const organization = config.organizations.get(slug);
  const integration = organization?.integrations.get(sharing);
  assert.ok(organization && integration);
  const rowOwner = sharing === 'user' ? userKey : null;
  const rows = await store.write(async (stores) => {
    const tenant = await stores.tenants.ensure(slug, tenantKey ?? `${marker}tenant`, now);
    const scope = { organization: slug, tenantId: tenant.id };
    const create = (connector: string, deleteAfter?: number) => {
      const name = `${marker}${connector}`;
      const created = { userKey: rowOwner, connector, name, now, ...(deleteAfter !== undefined && { deleteAfter }) };
      return stores.connections.create(scope, created);
    };
    const connected = async (connector: string, credentials: Credentials): Promise<number> => {
      const definition = organization.connectors.get(connector);
      assert.ok(definition);
      const connection = await create(connector);
      const accepted = { connection, definition, credentials, verified: { verified: true }, actor: null, now };
      assert.ok(await storeAcceptedCredentials(stores, vault, accepted));
      return connection.id;
    };
    const tokens = { accessToken: `${marker}token`, obtainedAt: now, captured: {} };
    const connections = {
      key: await connected('keys', { values: { api_key: `${marker}key` } }),
      signIn: await connected('sandbox-oauth', { values: {}, tokens }),
      added: (await create('keys', now + 60_000)).id,
    };
    const settings = JSON.stringify({ note: `${marker}note` });
    await stores.installations.create(scope, {
      ...{ userKey: rowOwner, integration: sharing, settings, schedule: '0 * * * *', now },
    });
    const signIn = await stores.signIns.create(scope, {
      connectionId: connections.signIn,
      connector: 'sandbox-oauth',
      context: serializeSessionContext(baseContext(userKey)),
      locale: 'en',
      tokenHash: createOpaqueToken('ecf_').hash,
      createdAt: now,
      expiresAt: now + 600_000,
    });
    return { scope, connections, signInId: signIn.id };
  });
  const owner = { organization, scope: rows.scope, integration, userKey: rowOwner, personKey: userKey };
  await giveConsent(deps, owner, { locale: 'en', actor: null });
  const draft: InstallationDraft = { step: 'settings', settings: { note: `${marker}draft` }, schedule: HOURLY };
  await saveDraft(deps, owner, draft);
  return { ...rows, userKey, marker, integration: sharing };
}

/** Who opens a session, and on what. */
export interface SessionOptions {
  readonly subject: SubjectTitle;
  /** The connection that a session of a connection, or of a connector, shows. */
  readonly about: keyof SessionOwner['connections'];
  readonly permissions?: readonly Permission[];
  /** Default: the owner. */
  readonly userKey?: string;
  readonly accessTokenId?: number;
  /** Milliseconds from now. Default: an hour. */
  readonly expiresInMs?: number;
}

/** Stores a session of an owner. Resolves to its bearer. */
export async function storeSession(
  { deps }: Pick<Harness, 'deps'>,
  owner: SessionOwner,
  { subject, about, permissions, userKey, accessTokenId, expiresInMs = 3_600_000 }: SessionOptions,
): Promise<string> {
  const { token, hash: tokenHash } = createOpaqueToken(SESSION_TOKEN_PREFIX);
  const context: SessionContext = {
    ...baseContext(userKey ?? owner.userKey),
    ...contextOf(owner, subject, about),
    ...(permissions && { permissions }),
    ...(accessTokenId !== undefined && { accessTokenId }),
  };
  const createdAt = deps.now();
  await deps.store.write(({ sessions }) =>
    sessions.create({
      ...owner.scope,
      tokenHash,
      embedTokenHash: null,
      context: serializeSessionContext(context),
      createdAt,
      expiresAt: createdAt + expiresInMs,
    }),
  );
  return token;
}

function baseContext(userKey: string): SessionContext {
  return {
    ...{ dialect: 'native', userKey, actor: null, sharing: 'account', installs: null, claims: {} },
    ...{ subject: { kind: 'portal' }, permissions: PERMISSIONS, state: null },
  };
}

function contextOf(
  { connections, integration: sharing }: SessionOwner,
  title: SubjectTitle,
  about: SessionOptions['about'],
): Partial<SessionContext> {
  const filter = { integrations: [], hiddenIntegrations: [], groups: [] };
  const subject = { kind: 'integration', integration: sharing } as const;
  switch (title) {
    case 'a connection':
      return { sharing, subject: { kind: 'connection', connectionId: connections[about] } };
    case 'a connector':
      return { sharing, subject: { kind: 'connector', connector: about === 'signIn' ? 'sandbox-oauth' : 'keys' } };
    case 'an integration with an install flow':
      return { sharing, subject };
    case 'an integration without an install flow':
      return { sharing, subject, installs: sharing };
    case 'the list of a portal':
      return { filter };
    case 'an integration of a portal':
      return { sharing, subject, filter };
    case 'the list of an application':
      return { dialect: 'superblocks', filter };
    case 'an integration of an application':
      return { dialect: 'superblocks', sharing, subject, filter };
  }
}
