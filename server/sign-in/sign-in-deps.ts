import { EventEmitter, once } from 'node:events';
import type { Logger } from 'pino';
import { parseSignInContext } from '../auth/session.ts';
import type { SessionContext } from '../auth/session.ts';
import { visibleConnector } from '../connections/visible-connections.ts';
import type { OrganizationConfig } from '../config/config.ts';
import { authenticator } from '../connectors/auth-types.ts';
import type { BoundSignInMethod } from '../connectors/auth-types.ts';
import type { ConnectorDefinition } from '../connectors/definition.ts';
import { SignInExpiredError } from '../errors.ts';
import type { SignInChange, StoredSignIn } from '../store/sign-in-store.ts';
import type { Stores } from '../store/store.ts';
import type { BackgroundTasks } from '../connections/background-tasks.ts';
import type { UseCaseDeps } from '../connections/use-case-deps.ts';

/** Notifies requests in this process that a sign-in has changed. Other processes notice the change by polling the store. */
export class SignInEvents {
  readonly #emitter = new EventEmitter().setMaxListeners(0);

  /** Notifies the waiting requests. Call it after the change was committed. */
  emit(signInId: number): void {
    this.#emitter.emit(String(signInId));
  }

  /** Resolves at the next change of a sign-in, after `timeoutMs`, or when the signal aborts. Never rejects. */
  async waitForChange(
    signInId: number,
    { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
  ): Promise<void> {
    const stop = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    await once(this.#emitter, String(signInId), { signal: stop }).catch(() => undefined);
  }
}

/** Dependencies of the sign-in use cases. */
export interface SignInDeps extends UseCaseDeps {
  readonly organizations: ReadonlyMap<string, OrganizationConfig>;
  readonly background: BackgroundTasks;
  readonly events: SignInEvents;
  readonly publicUrl: URL;
  readonly log: Logger;
}

/** The current configuration of a sign-in's organization and connector, and the sign-in's session context. */
export interface SignInConfig {
  readonly organization: OrganizationConfig;
  readonly definition: ConnectorDefinition;
  /** The session that created the sign-in. */
  readonly context: SessionContext;
}

/**
 * Finds the configuration of a sign-in. Throws `SignInExpiredError` if its organization or connector is not in the
 * configuration any more, or if this build does not understand its stored context.
 */
export function signInConfig({ organizations }: Pick<SignInDeps, 'organizations'>, signIn: StoredSignIn): SignInConfig {
  const organization = organizations.get(signIn.organization);
  const definition = organization && visibleConnector(organization, signIn.connector);
  const context = parseSignInContext(signIn.context);
  if (!organization || !definition || !context) throw new SignInExpiredError();
  return { organization, definition, context };
}

/** Finds the sign-in method of a sign-in's connector. Throws `SignInExpiredError` if the connector has none any more. */
export function signInMethod(deps: Pick<SignInDeps, 'organizations'>, signIn: StoredSignIn): BoundSignInMethod {
  const { signIn: method } = authenticator(signInConfig(deps, signIn).definition);
  if (!method) throw new SignInExpiredError();
  return method;
}

/**
 * Changes a sign-in and notifies the requests that wait for it. Resolves to `undefined`, with nothing changed, if the
 * sign-in changed since it was read.
 *
 * @param inTransaction Runs in the same transaction, after the change.
 */
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
 * Returns the address that the provider sends the browser back to. Each connector has its own address, so that no provider
 * can pose as another. The configuration refuses two providers with one connector name.
 */
export function redirectUri({ publicUrl }: Pick<SignInDeps, 'publicUrl'>, connector: string): URL {
  return new URL(`/oauth/callback/${connector}`, publicUrl);
}
