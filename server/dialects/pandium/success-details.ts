import type { IntegrationConfig } from '../../config/config.ts';
import { NotFoundError } from '../../errors.ts';
import { shownInstallation } from '../../installations/consent.ts';
import { capabilityLocation, connectorSlug } from '../../installations/ensure-installation.ts';
import type { Session } from '../../http/require-session.ts';
import type { InstallationMessageDetails, SuccessDetails } from '../../pages/page-dialect.ts';
import type { StoredConnection } from '../../store/connection-store.ts';
import type { Installation } from '../../store/installation-store.ts';
import type { DialectDeps } from '../dialect.ts';
import { readSessionClaims } from './session-claims.ts';
import { tenantObject } from './tenant-object.ts';
import type { TenantObjectSource } from './tenant-object.ts';

/**
 * Makes the details of the success message: the installation, and the address at which its owner may trigger it. In an
 * install flow, a person connects before there is an installation.
 */
export function successDetails(deps: DialectDeps): SuccessDetails {
  const { store } = deps.useCaseDeps;
  return async (session, { connector }) => {
    const { organization, scope, context } = session;
    const slug = installedSlug(context) ?? connectorSlug(connector);
    const installation = await store.installations.findByIntegration(scope, slug, owner(session));
    const integration = organization.integrations.get(slug);
    if (!installation && context.installs !== null) throw new NotFoundError('This installation does not exist.');
    const tenant = await describe(deps, session, { installation, integration, connector });
    return { tenant, ...(installation && webhookUrl(deps, session, installation)) };
  };
}

/** Makes the details of the messages of an install flow: the same object as that of the success message. */
export function installationDetails(deps: DialectDeps): InstallationMessageDetails {
  return async (session, installation) => {
    const { organization, context } = session;
    const integration = organization.integrations.get(installedSlug(context) ?? '');
    const [connector = ''] = integration?.connectors ?? [];
    return { tenant: await describe(deps, session, { installation, integration, connector }) };
  };
}

/** Slug of the integration that the session installs, at once or when the person saves. */
function installedSlug({ installs, subject }: Session['context']): string | undefined {
  return installs ?? (subject.kind === 'integration' ? subject.integration : undefined);
}

type DescribedSession = Pick<Session, 'organization' | 'scope' | 'context'>;

async function describe(
  deps: DialectDeps,
  session: DescribedSession,
  described: Pick<TenantObjectSource, 'installation' | 'connector'> & {
    readonly integration: IntegrationConfig | undefined;
  },
) {
  const { installation, integration } = described;
  const { store } = deps.useCaseDeps;
  return tenantObject({
    ...described,
    installation: installation && (await shownInstallation(store, installation, integration)),
    organization: session.organization,
    connections: await connectionsByConnector(deps, session),
    runs: installation && (await store.runs.latest(installation, installation.id)),
    person: readSessionClaims(session.context.claims),
    publicUrl: deps.publicUrl,
  });
}

function owner({ context }: DescribedSession): string | null {
  return context.sharing === 'user' ? context.userKey : null;
}

/** Finds the best connection of each connector: a connected one, else the oldest. */
async function connectionsByConnector({ useCaseDeps }: DialectDeps, session: DescribedSession) {
  const connections = await useCaseDeps.store.connections.list(session.scope, { userKey: owner(session) });
  const best = new Map<string, StoredConnection>();
  for (const connection of connections) {
    const other = best.get(connection.connector);
    const better = connection.status === 'connected' && other?.status !== 'connected';
    if (!other || better) best.set(connection.connector, connection);
  }
  return best;
}

function webhookUrl({ useCaseDeps, publicUrl }: DialectDeps, { organization }: Session, installation: Installation) {
  if (installation.capability === null || organization.dialects['pandium']?.['webhookUrl'] === false) return {};
  const capability = useCaseDeps.vault.open(capabilityLocation(installation), installation.capability);
  return { webhook_url: new URL(`/v1/webhooks/${capability}`, publicUrl).href };
}
