import type { Logger } from 'pino';
import type { SetupProblem } from '../../widget/protocol/page-state.ts';
import { visibleConnector } from '../auth/visible-connector.ts';
import type { IntegrationConfig, OrganizationConfig } from '../config/config.ts';
import { connectAutomatically } from '../connections/connect-automatically.ts';
import type { Tenant } from '../store/tenant-store.ts';
import { causeOf } from '../webhooks/event.ts';
import type { Identity } from './identity.ts';
import type { PageRouteDeps } from './page-route.ts';

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
