import type { Logger } from 'pino';
import type { OrganizationConfig } from '../../config/config.ts';
import type { ConnectorDefinition } from '../../connectors/definition.ts';
import { visibleConnector } from '../../auth/visible-connector.ts';
import { FlowExpiredError } from '../../errors.ts';
import type { FlowChange, StoredFlow } from '../../store/flow-store.ts';
import type { Stores } from '../../store/store.ts';
import type { BackgroundTasks } from '../background-tasks.ts';
import type { FlowDeps } from '../flow-deps.ts';
import type { FlowNews } from './flow-news.ts';

/** What signing in works with. */
export interface SignInDeps extends FlowDeps {
  readonly organizations: ReadonlyMap<string, OrganizationConfig>;
  readonly background: BackgroundTasks;
  readonly news: FlowNews;
  readonly publicUrl: URL;
  readonly log: Logger;
}

/** What a flow is about, as the configuration has it now. */
export interface FlowSubject {
  readonly organization: OrganizationConfig;
  readonly definition: ConnectorDefinition;
}

/** Finds what a flow is about. Throws `FlowExpiredError` where organization or connector have left the configuration. */
export function subjectOf({ organizations }: Pick<SignInDeps, 'organizations'>, flow: StoredFlow): FlowSubject {
  const organization = organizations.get(flow.organization);
  const definition = organization && visibleConnector(organization, flow.connector);
  if (!organization || !definition) throw new FlowExpiredError();
  return { organization, definition };
}

/** Changes a flow, does more in the same transaction, and tells whoever waits. `undefined`: another change came first. */
export async function changeFlow(
  deps: Pick<SignInDeps, 'store' | 'news' | 'now'>,
  flow: StoredFlow,
  change: FlowChange,
  alongside?: (stores: Stores, now: number) => Promise<void>,
): Promise<StoredFlow | undefined> {
  const now = deps.now();
  const changed = await deps.store.write(async (stores) => {
    const after = await stores.flows.change(flow, change, now);
    if (after) await alongside?.(stores, now);
    return after;
  });
  if (changed) deps.news.tell(flow.id);
  return changed;
}

/**
 * Where the system sends the browser back to. One address per connector, so that no system can pose as another: the
 * configuration refuses two systems behind one name.
 */
export function redirectUri({ publicUrl }: Pick<SignInDeps, 'publicUrl'>, connector: string): URL {
  return new URL(`/oauth/callback/${connector}`, publicUrl);
}

/** Beyond this the process that exchanged a code must have died. */
const EXCHANGE_MAX_MS = 45_000;

/** Whether nobody ends a flow any more that a browser has come back with. */
export function isAbandoned({ status, updatedAt }: StoredFlow, now: number): boolean {
  return status === 'exchanging' && now - updatedAt > EXCHANGE_MAX_MS;
}

/** Whether a flow can still be gone on with. */
export function isOpen({ status, expiresAt }: StoredFlow, now: number): boolean {
  return now < expiresAt && (status === 'offered' || status === 'confirming' || status === 'started');
}
