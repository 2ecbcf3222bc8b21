import type { IntegrationSummary } from '../../widget/protocol/page-state.ts';
import { connectorsForPeople } from '../connections/visible-connections.ts';
import type { IntegrationConfig, OrganizationConfig } from '../config/config.ts';
import { isPresentConsent } from '../installations/consent.ts';
import type { Stores } from '../store/store.ts';
import type { TenantScope } from '../store/tenant-store.ts';

/** Whose installations and connections decide. */
export interface StatusQuery {
  readonly organization: OrganizationConfig;
  readonly scope: TenantScope;
  readonly userKey: string | null;
  readonly integrations: readonly IntegrationConfig[];
}

/** What decides about the statuses of integrations. */
export type StatusStores = Pick<Stores, 'connections' | 'consents' | 'installations' | 'runs'>;

/** More installations than a tenant has, with those of its users. */
const MAX_INSTALLATIONS = 10_000;

/** Whether an integration is installed, and what a person has to do about it. */
export type StatusOfIntegration = Pick<IntegrationSummary, 'attention'> & Required<Pick<IntegrationSummary, 'status'>>;

/** Tells for each integration whether the reader has installed it, and what a person has to do about it. */
export async function integrationStatuses(
  { connections, consents, installations, runs }: StatusStores,
  { organization, scope, userKey, integrations }: StatusQuery,
): Promise<ReadonlyMap<IntegrationConfig, StatusOfIntegration>> {
  const [installed, connected, given, failing] = await Promise.all([
    installations.list(scope, MAX_INSTALLATIONS),
    connections.list(scope, {}),
    consents.list(scope, userKey),
    runs.listFailing(scope, userKey),
  ]);
  return new Map(
    integrations.map((integration): readonly [IntegrationConfig, StatusOfIntegration] => {
      const owner = integration.sharing === 'user' ? userKey : null;
      const installation = installed.find((one) => one.integration === integration.slug && one.userKey === owner);
      if (!installation) return [integration, { status: 'not_installed' }];
      const connectors = connectorsForPeople(organization, integration);
      // A connector with a connection that works needs nothing.
      const needsReauth = connectors.some((name) => {
        const own = connected.filter(({ connector, userKey: of }) => connector === name && of === owner);
        const works = own.some(({ status }) => status === 'connected');
        return !works && own.some(({ status }) => status === 'needs_reauth' || status === 'error');
      });
      const lacksConsent =
        integration.consent.required &&
        !given.some(
          (consent) =>
            consent.integration === integration.slug &&
            consent.userKey === owner &&
            isPresentConsent(integration, consent),
        );
      const isFailing = failing.includes(installation.id);
      // Without a consent, nothing else can be done.
      const attention = lacksConsent
        ? 'consent_required'
        : needsReauth
          ? 'needs_reauth'
          : isFailing
            ? 'failed_run'
            : undefined;
      const status = installation.paused || lacksConsent ? 'paused' : 'installed';
      return [integration, { status, ...(attention && { attention }) }];
    }),
  );
}
