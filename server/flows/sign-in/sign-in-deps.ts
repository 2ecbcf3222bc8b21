import type { Logger } from 'pino';
import { readSessionContext } from '../../auth/session.ts';
import type { SessionContext } from '../../auth/session.ts';
import { visibleConnector } from '../../auth/visible-connector.ts';
import type { OrganizationConfig } from '../../config/config.ts';
import { boundAuth } from '../../connectors/auth-types.ts';
import type { BoundSignIn } from '../../connectors/auth-types.ts';
import type { ConnectorDefinition } from '../../connectors/definition.ts';
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
  /** The session that began it. */
  readonly context: SessionContext;
}

/**
 * Finds what a flow is about. Throws `FlowExpiredError` where the configuration no longer has its organization or connector,
 * or where this build does not understand its stored context.
 */
export function subjectOf({ organizations }: Pick<SignInDeps, 'organizations'>, flow: StoredFlow): FlowSubject {
  const organization = organizations.get(flow.organization);
  const definition = organization && visibleConnector(organization, flow.connector);
  const context = readSessionContext(flow.context);
  if (!organization || !definition || !context) throw new FlowExpiredError();
  return { organization, definition, context };
}

/** Finds how people sign in for a flow. Throws `FlowExpiredError` where they do not any more. */
export function signInOf(deps: Pick<SignInDeps, 'organizations'>, flow: StoredFlow): BoundSignIn {
  const { signIn } = boundAuth(subjectOf(deps, flow).definition);
  if (!signIn) throw new FlowExpiredError();
  return signIn;
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
