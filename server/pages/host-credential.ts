import type { Logger } from 'pino';
import type { SetupProblem } from '../../widget/protocol/page-state.ts';
import type { IntegrationConfig, OrganizationConfig } from '../config/config.ts';
import { storeHostCredential, verifyHostManaged } from '../connections/host-managed.ts';
import type { HostCredential, HostManagedConnection } from '../connections/host-managed.ts';
import { hasRequiredConsent } from '../installations/consent.ts';
import type { Stores } from '../store/store.ts';
import type { Tenant } from '../store/tenant-store.ts';
import { causeOf } from '../webhooks/event.ts';
import type { Identity } from './identity.ts';
import type { PageRouteDeps } from './page-route.ts';
import { visibleConnector } from '../connections/visible-connections.ts';
import { connectAutomatically } from '../connections/connect-automatically.ts';

/** A page, and the verified token that opens it. */
export interface HostCredentialOptions {
  readonly organization: OrganizationConfig;
  readonly tenant: Tenant;
  readonly identity: Pick<Identity, 'hostCredential' | 'userKey' | 'actor' | 'state' | 'embedState'>;
  /** The integration of the page, if it has one. */
  readonly integration?: IntegrationConfig | undefined;
  readonly log: Logger;
}

/** What a page does with the credentials in its token. */
export interface HostCredentialWork {
  /** Stores the credentials within the transaction that opens the session. Absent if there is nothing to store. */
  readonly inTransaction?: (stores: Stores) => Promise<void>;
  /**
   * Call it after the transaction. Starts to verify what was stored, and returns what the developers of the host have to
   * fix. It never blocks the person.
   */
  readonly finish: () => SetupProblem | undefined;
}

/** Prepares what a page does with the credentials for a connection that the host manages. */
export async function hostCredentialWork(
  deps: PageRouteDeps,
  options: HostCredentialOptions,
): Promise<HostCredentialWork> {
  const { organization, identity, log } = options;
  const { hostCredential: credential } = identity;
  const report = (code: SetupProblem['code'], message: string): SetupProblem => {
    log.warn({ organization: organization.slug, code, reason: message }, 'incomplete setup');
    return { code, message };
  };
  if (credential === undefined) return { finish: () => undefined };
  if ('problem' in credential) return { finish: () => report('own_credential_invalid', credential.problem) };
  const integrations = integrationsOf(credential, options);
  if (!(await haveConsent(deps, options, integrations))) {
    const message = `The credential for ${credential.connector} is not used, because consent to it has not been given yet.`;
    return { finish: () => report('consent_required', message) };
  }
  const isPersonal = integrations.length > 0 && integrations.every(({ sharing }) => sharing === 'user');
  let outcome: HostManagedConnection | undefined;
  return {
    inTransaction: async (stores) => {
      const { vault, now } = deps.useCaseDeps;
      outcome = await storeHostCredential(stores, vault, {
        tenant: options.tenant,
        userKey: isPersonal ? identity.userKey : null,
        credential,
        ...causeOf(identity),
        now: now(),
      });
    },
    finish: () => {
      if (outcome?.isApplied) verifyInBackground(deps, { ...credential, ...outcome, log });
      if (outcome?.connection.status !== 'needs_reauth') return undefined;
      return report('own_credential_invalid', `The provider refused the credential for ${credential.connector}.`);
    },
  };
}

/** Tells whether every integration that requires a consent to use the credential has it. */
async function haveConsent(
  { useCaseDeps: { store } }: PageRouteDeps,
  { tenant, identity }: HostCredentialOptions,
  integrations: readonly IntegrationConfig[],
): Promise<boolean> {
  const scope = { organization: tenant.organization, tenantId: tenant.id };
  for (const integration of integrations) {
    const userKey = integration.sharing === 'user' ? identity.userKey : null;
    if (!(await hasRequiredConsent(store, { scope, integration, userKey }))) return false;
  }
  return true;
}

/** The integration of the page decides whose connection it is if it has the connector, else all that have it. */
function integrationsOf(
  { connector }: HostCredential,
  { organization, integration }: HostCredentialOptions,
): readonly IntegrationConfig[] {
  if (integration?.connectors.includes(connector)) return [integration];
  return [...organization.integrations.values()].filter(({ connectors }) => connectors.includes(connector));
}

function verifyInBackground(
  { config, useCaseDeps, background }: PageRouteDeps,
  {
    connection,
    definition,
    log,
  }: HostManagedConnection & Pick<HostCredential, 'definition'> & { readonly log: Logger },
): void {
  const deps = { ...useCaseDeps, organizations: config.organizations, background, log };
  void background.start('verify credentials of the host', () => verifyHostManaged(deps, { connection, definition }), 0);
}

/** The integration to complete, and the owner in the verified token. */
export interface OwnConnectorOptions {
  readonly organization: OrganizationConfig;
  readonly tenant: Tenant;
  /** Absent if the page shows a connector alone. */
  readonly integration: IntegrationConfig | undefined;
  readonly identity: Identity;
  readonly log: Pick<Logger, 'warn'>;
}

/** Connects the own connector of the integration, if it has one. Returns what the developers of the host have to fix. */
export async function connectOwnConnector(
  deps: PageRouteDeps,
  { organization, tenant, integration, identity, log }: OwnConnectorOptions,
): Promise<SetupProblem | undefined> {
  const connector = integration?.ownConnector;
  const definition = connector === undefined ? undefined : visibleConnector(organization, connector);
  if (connector === undefined || !definition) {
    if (identity.ownCredential !== undefined) {
      log.warn(
        { organization: organization.slug },
        'the token has a credential for an own connector, and there is none',
      );
    }
    return undefined;
  }
  const message = await connectAutomatically({ ...deps.useCaseDeps, attempts: deps.attempts }, deps.background, {
    tenant,
    userKey: integration?.sharing === 'user' ? identity.userKey : null,
    connector,
    definition,
    credential: identity.ownCredential,
    ...causeOf(identity),
  });
  if (message === undefined) return undefined;
  log.warn({ organization: organization.slug, code: 'own_credential_missing', reason: message }, 'incomplete setup');
  return { code: 'own_credential_missing', message };
}
