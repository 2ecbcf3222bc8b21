import { createHash } from 'node:crypto';
import type { DialogSession } from '../../widget/protocol/page-state.ts';
import { selectedConnection } from '../../widget/protocol/subject.ts';
import type { SessionContext } from '../auth/session.ts';
import type { Subject } from '../../widget/protocol/subject.ts';
import { requireConnector, connectionDetails, connectionsVersion } from '../connections/visible-connections.ts';
import type { OrganizationConfig } from '../config/config.ts';
import { connectorView } from '../connectors/connector-view.ts';
import type { OpenedSession } from '../connections/open-session.ts';
import type { UseCaseDeps } from '../connections/use-case-deps.ts';
import type { Tenant } from '../store/tenant-store.ts';
import { hasActiveSignIn } from '../sign-in/sign-in-state.ts';

/** A session that was opened, and what it shows. */
export interface OpenDialogSessionOptions {
  readonly bearer: string;
  readonly organization: OrganizationConfig;
  readonly tenant: Tenant;
  /** The person of the token. */
  readonly context: Pick<SessionContext, 'userKey' | 'actor'>;
  readonly permissions: DialogSession['permissions'];
  readonly subject: Subject;
  /** In display order. */
  readonly connectors: OpenedSession['connectors'];
  /** A person can add more connections of each connector. */
  readonly canAdd: boolean;
}

/** Describes an opened session to the page whose token opened it. */
export async function openDialogSession(deps: UseCaseDeps, session: OpenDialogSessionOptions): Promise<DialogSession> {
  return { bearer: session.bearer, ...(await describeSession(deps, session)) };
}

/** Describes what a session shows. */
export async function describeSession(
  deps: UseCaseDeps,
  session: Omit<OpenDialogSessionOptions, 'bearer'>,
): Promise<Omit<DialogSession, 'bearer'>> {
  const { organization, tenant, context, permissions, subject, canAdd } = session;
  const connectors = session.connectors.map(({ name, connections }) => ({
    connector: connectorView(name, requireConnector(organization, name)),
    connections: connections.map(connectionDetails),
    ...(canAdd && { canAdd }),
  }));
  const connections = session.connectors.flatMap((entry) => entry.connections);
  const selected = selectedConnection({ subject, connectors });
  const stored = connections.find(({ id }) => id === selected?.connection.id);
  const signInPending = selected?.connector.usesSignIn && stored && (await hasActiveSignIn(deps, stored));
  return {
    organization: organization.name,
    tenant: tenant.name ?? tenant.key,
    person: personId(tenant, context),
    permissions,
    subject,
    connectors,
    version: connectionsVersion(connections),
    ...(signInPending && { signInPending }),
    sandbox: organization.mode === 'sandbox',
  };
}

/** 48 bits in base64url: enough to tell the persons apart who use one page. */
const PERSON_ID_LENGTH = 8;

function personId({ organization, id }: Tenant, { userKey, actor }: OpenDialogSessionOptions['context']): string {
  const person = JSON.stringify([organization, id, userKey, actor?.id]);
  return createHash('sha256').update(person).digest('base64url').slice(0, PERSON_ID_LENGTH);
}
