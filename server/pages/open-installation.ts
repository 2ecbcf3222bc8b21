import type { Logger } from 'pino';
import type { DialogSession } from '../../widget/protocol/page-state.ts';
import type { UseCaseDeps } from '../connections/use-case-deps.ts';
import { sessionVersion } from '../connections/visible-connections.ts';
import type { SessionConnector } from '../connections/visible-connections.ts';
import type { Session } from '../http/require-session.ts';
import { installationOwner } from '../installations/installation-owner.ts';
import { readInstallationState } from '../installations/installation-version.ts';
import type { InstallationMessageDetails } from './page-dialect.ts';

/** What describing an installation requires. */
export interface DescribeInstallationDeps {
  readonly useCaseDeps: Pick<UseCaseDeps, 'store' | 'vault' | 'now'>;
  /** What dialects add to their messages about an installation, by name. */
  readonly installationDetails: ReadonlyMap<string, InstallationMessageDetails>;
}

/** A session about an integration. */
export interface DescribedSession {
  readonly session: Pick<Session, 'organization' | 'scope' | 'context'>;
  readonly log: Pick<Logger, 'error'>;
}

/**
 * Describes the installation of a session's integration to the page that opens, if a person sets it up there. Returns the
 * version of the session in any case.
 */
export async function openInstallation(
  deps: DescribeInstallationDeps,
  { session, log, connectors }: DescribedSession & { readonly connectors: readonly SessionConnector[] },
): Promise<Pick<DialogSession, 'installation' | 'installationDetails' | 'version'>> {
  const state = await readInstallationState(deps.useCaseDeps.store, installationOwner(session));
  const connections = connectors.flatMap((entry) => entry.connections);
  const version = sessionVersion(connections, state.version);
  if (session.context.installs !== null) return { version };
  // Most pages only connect, so it is loaded with the first page that needs it.
  const { describeInstallation } = await import('./describe-installation.ts');
  const { view, messageDetails } = await describeInstallation(deps, { session, log });
  return { version, installation: view, ...(messageDetails && { installationDetails: messageDetails }) };
}
