import { NotFoundError } from '../../errors.ts';
import { capabilityLocation, connectorSlug } from '../../installations/ensure-installation.ts';
import type { Session } from '../../http/require-session.ts';
import type { SuccessDetails } from '../../pages/page-dialect.ts';
import type { StoredConnection } from '../../store/connection-store.ts';
import type { Installation } from '../../store/installation-store.ts';
import type { DialectDeps } from '../dialect.ts';
import { readSessionClaims } from './session-claims.ts';
import { tenantObject } from './tenant-object.ts';

/**
 * Makes the details of the success message: the installation, and the address at which its owner may trigger it.
 */
export function successDetails(deps: DialectDeps): SuccessDetails {
  const { store } = deps.useCaseDeps;
  return async (session, { connector }) => {
    const { organization, scope, context } = session;
    const slug = context.installs ?? connectorSlug(connector);
    const installation = await store.installations.findByIntegration(scope, slug, owner(session));
    if (!installation) throw new NotFoundError('This installation does not exist.');
    const tenant = tenantObject({
      organization,
      installation,
      integration: organization.integrations.get(slug),
      connector,
      connections: await connectionsByConnector(deps, session),
      person: readSessionClaims(context.claims),
      publicUrl: deps.publicUrl,
    });
    return { tenant, ...webhookUrl(deps, session, installation) };
  };
}

function owner({ context }: Session): string | null {
  return context.sharing === 'user' ? context.userKey : null;
}

/** Finds the best connection of each connector: a connected one, else the oldest. */
async function connectionsByConnector({ useCaseDeps }: DialectDeps, session: Session) {
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
