import type { InstallationResponse } from '../../widget/protocol/installation.ts';
import { installationOwner } from '../installations/installation-owner.ts';
import { installationView } from '../installations/installation-view.ts';
import { integrationSummary } from './integration-summary.ts';
import type { DescribedSession, DescribeInstallationDeps } from './open-installation.ts';

/**
 * Describes the integration of a session, with what the dialect adds to its messages. If these details fail, the answer has
 * none: what the person did is stored, and a person who saw an error would do it again.
 */
export async function describeInstallation(
  { useCaseDeps, installationDetails }: DescribeInstallationDeps,
  { session, log }: DescribedSession,
): Promise<InstallationResponse> {
  const owner = installationOwner(session);
  const { organization, scope, integration, userKey } = owner;
  const view = await installationView(useCaseDeps, owner, integrationSummary(organization, integration));
  const details = installationDetails.get(session.context.dialect);
  if (!details) return { view };
  try {
    const installation = await useCaseDeps.store.installations.findByIntegration(scope, integration.slug, userKey);
    return { view, messageDetails: await details(session, installation) };
  } catch (error) {
    log.error({ err: error }, 'the details of an installation for the host page could not be made');
    return { view };
  }
}
