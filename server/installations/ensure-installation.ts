import { createOpaqueToken } from '../auth/opaque-token.ts';
import type { SessionContext } from '../auth/session.ts';
import { settingsDefaults } from '../config/settings-defaults.ts';
import type { SettingValues } from '../../widget/protocol/installation.ts';
import { connectorsForPeople } from '../connections/visible-connections.ts';
import type { IntegrationConfig, OrganizationConfig } from '../config/config.ts';
import { NO_SCHEDULE } from '../store/installation-store.ts';
import type { Installation, NewInstallation } from '../store/installation-store.ts';
import type { Stores } from '../store/store.ts';
import type { TenantScope } from '../store/tenant-store.ts';
import type { SecretLocation, Vault } from '../store/vault.ts';
import { causeOf, pickCause } from '../webhooks/event.ts';
import type { EventCause } from '../webhooks/event.ts';
import { recordEvent } from '../webhooks/record-event.ts';
import { hasRequiredConsent } from './consent.ts';
import type { InstallationOwner } from './installation-owner.ts';
import { settingFields } from './setting-fields.ts';
import { divideSettings } from './setting-values.ts';

const CAPABILITY_PREFIX = 'ecw_';
const CONNECTOR_PREFIX = 'connector/';

/**
 * Returns the slug under which a connector without an integration is installed.
 *
 * It contains a slash, which slugs of integrations cannot, so that it differs from an integration with the connector's name.
 */
export function connectorSlug(connector: string): string {
  return CONNECTOR_PREFIX + connector;
}

/** Whether an installation has the slug of a connector without an integration. See {@link connectorSlug}. */
export function isConnectorSlug(slug: string): boolean {
  return slug.startsWith(CONNECTOR_PREFIX);
}

/** An integration to install, and the tenant or user to install it for. */
export interface EnsureInstallationOptions extends EventCause {
  readonly scope: TenantScope;
  /** `null` for an installation of the whole tenant. */
  readonly userKey: string | null;
  /** Slug of the integration, or the result of {@link connectorSlug} for a connector without an integration. */
  readonly slug: string;
  /** Absent for a connector without an integration. */
  readonly integration: IntegrationConfig | undefined;
  readonly now: number;
}

/** Returns the location that the vault binds the webhook capability of an installation to. */
export function capabilityLocation({
  organization,
  tenantId,
  id,
}: TenantScope & { readonly id: number }): SecretLocation {
  return { organization, tenantId, record: `installation:${id}`, field: 'capability' };
}

/**
 * Finds the installation of an integration, or creates it with the default settings and schedule. A connector without an
 * integration has no schedule. A new installation is paused while a required consent is missing.
 *
 * Call it within a transaction that has locked the tenant's row or changed one of its connections.
 */
export async function ensureInstallation(
  stores: Stores,
  vault: Vault,
  options: EnsureInstallationOptions,
): Promise<Installation> {
  const { scope, userKey, slug, integration, now } = options;
  const existing = await stores.installations.findByIntegration(scope, slug, userKey);
  if (existing) return existing;
  const installation = await createInstallation(stores, vault, {
    scope,
    userKey,
    integration: slug,
    settings: JSON.stringify(integration ? defaultSettings(integration) : {}),
    schedule: integration?.schedule.default ?? NO_SCHEDULE,
    awaitsConsent: integration !== undefined && !(await hasRequiredConsent(stores, { scope, integration, userKey })),
    now,
  });
  await recordEvent(stores, { type: 'installation.created', installation, ...pickCause(options), now });
  return installation;
}

/** Returns the settings that a new installation begins with. A secret has no default. */
export function defaultSettings({ settings }: Pick<IntegrationConfig, 'settings'>): SettingValues {
  const defaults = settingsDefaults(settings) as SettingValues;
  return divideSettings(settingFields(settings), defaults, { hidden: 'drop' }).settings;
}

/** Creates an installation with a new capability, and records nothing. The caller has checked that there is none. */
export async function createInstallation(
  stores: Stores,
  vault: Vault,
  { scope, ...values }: NewInstallation & { readonly scope: TenantScope },
): Promise<Installation> {
  const installation = await stores.installations.create(scope, values);
  const { token, hash } = createOpaqueToken(CAPABILITY_PREFIX);
  const sealed = vault.seal(capabilityLocation(installation), token);
  await stores.installations.setCapability(scope, installation.id, { hash, sealed });
  return { ...installation, capability: sealed };
}

/** Finds the first connector of an integration that a person still has to connect. */
export async function firstUnconnected(
  { connections }: Pick<Stores, 'connections'>,
  {
    organization,
    scope,
    integration,
    userKey,
  }: Pick<InstallationOwner, 'organization' | 'scope' | 'integration' | 'userKey'>,
): Promise<string | undefined> {
  for (const connector of connectorsForPeople(organization, integration)) {
    const found = await connections.list(scope, { connector, userKey });
    if (!found.some(({ status }) => status === 'connected')) return connector;
  }
  return undefined;
}

/**
 * Installs what a session asks for after it connected: a session about an integration once its last connector is connected.
 * Runs within the transaction that stores the connection. */
export async function installForSession(
  stores: Stores,
  vault: Vault,
  { organization, scope, context, now }: InstallForSessionOptions,
): Promise<void> {
  if (context.installs === null) return;
  const { subject, installs, sharing, userKey } = context;
  const integration = organization.integrations.get(installs);
  // The configuration has removed it while the person was at the provider.
  if (!integration && !isConnectorSlug(installs)) return;
  const owner = sharing === 'user' ? userKey : null;
  // A page of one connector installs at once, because its host waits for the installation.
  if (subject.kind === 'integration' && integration) {
    const missing = await firstUnconnected(stores, { organization, scope, integration, userKey: owner });
    if (missing !== undefined) return;
  }
  await ensureInstallation(stores, vault, {
    scope,
    userKey: owner,
    slug: installs,
    integration,
    ...causeOf(context),
    now,
  });
}

/** A session in which a person has connected, for {@link installForSession}. */
export interface InstallForSessionOptions {
  readonly organization: OrganizationConfig;
  readonly scope: TenantScope;
  readonly context: SessionContext;
  readonly now: number;
}
