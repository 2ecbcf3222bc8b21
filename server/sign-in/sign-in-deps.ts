import type { Logger } from 'pino';
import { parseSessionContext } from '../auth/session.ts';
import type { SessionContext } from '../auth/session.ts';
import { visibleConnector } from '../auth/visible-connector.ts';
import type { OrganizationConfig } from '../config/config.ts';
import { authenticator } from '../connectors/auth-types.ts';
import type { BoundSignInMethod } from '../connectors/auth-types.ts';
import type { ConnectorDefinition } from '../connectors/definition.ts';
import { SignInExpiredError } from '../errors.ts';
import type { SignInChange, StoredSignIn } from '../store/sign-in-store.ts';
import type { Stores } from '../store/store.ts';
import type { BackgroundTasks } from '../connections/background-tasks.ts';
import type { UseCaseDeps } from '../connections/use-case-deps.ts';
import type { SignInEvents } from './sign-in-events.ts';

/** What signing in works with. */
export interface SignInDeps extends UseCaseDeps {
  readonly organizations: ReadonlyMap<string, OrganizationConfig>;
  readonly background: BackgroundTasks;
  readonly events: SignInEvents;
  readonly publicUrl: URL;
  readonly log: Logger;
}

/** What a sign-in is about, as the configuration has it now. */
export interface SignInConfig {
  readonly organization: OrganizationConfig;
  readonly definition: ConnectorDefinition;
  /** The session that began it. */
  readonly context: SessionContext;
}

/**
 * Finds what a sign-in is about. Throws `SignInExpiredError` where the configuration no longer has its organization or connector,
 * or where this build does not understand its stored context.
 */
export function signInConfig({ organizations }: Pick<SignInDeps, 'organizations'>, signIn: StoredSignIn): SignInConfig {
  const organization = organizations.get(signIn.organization);
  const definition = organization && visibleConnector(organization, signIn.connector);
  const context = parseSessionContext(signIn.context);
  if (!organization || !definition || !context) throw new SignInExpiredError();
  return { organization, definition, context };
}

/** Finds how people sign in for a sign-in. Throws `SignInExpiredError` where they do not any more. */
export function signInMethod(deps: Pick<SignInDeps, 'organizations'>, signIn: StoredSignIn): BoundSignInMethod {
  const { signIn: method } = authenticator(signInConfig(deps, signIn).definition);
  if (!method) throw new SignInExpiredError();
  return method;
}

/** Changes a sign-in, does more in the same transaction, and tells whoever waits. `undefined`: another change came first. */
export async function changeSignIn(
  deps: Pick<SignInDeps, 'store' | 'events' | 'now'>,
  signIn: StoredSignIn,
  change: SignInChange,
  inTransaction?: (stores: Stores, now: number) => Promise<void>,
): Promise<StoredSignIn | undefined> {
  const now = deps.now();
  const changed = await deps.store.write(async (stores) => {
    const after = await stores.signIns.change(signIn, change, now);
    if (after) await inTransaction?.(stores, now);
    return after;
  });
  if (changed) deps.events.emit(signIn.id);
  return changed;
}

/**
 * Where the provider sends the browser back to. One address per connector, so that no provider can pose as another: the
 * configuration refuses two systems behind one name.
 */
export function redirectUri({ publicUrl }: Pick<SignInDeps, 'publicUrl'>, connector: string): URL {
  return new URL(`/oauth/callback/${connector}`, publicUrl);
}
