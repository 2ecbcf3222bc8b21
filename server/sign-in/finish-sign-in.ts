import { isAccessTokenLive } from '../auth/live-access-token.ts';
import type { SignInCallback } from '../connectors/auth-type.ts';
import type { BoundSignInMethod } from '../connectors/auth-types.ts';
import type { Credentials } from '../connectors/stored-credentials.ts';
import type { Values } from '../connectors/template.ts';
import { verifyCredentials } from '../connectors/verify.ts';
import type { VerifyResult } from '../connectors/verify.ts';
import { ConsentRequiredError, NotFoundError, ProviderUnavailableError, SignInExpiredError } from '../errors.ts';
import type { StoredSignIn } from '../store/sign-in-store.ts';
import {
  acceptedAccount,
  replacedAccount,
  storeAcceptedCredentials,
  retryStorage,
} from '../connections/accepted-credentials.ts';
import { checkSessionConsent } from '../installations/consent.ts';
import { installForSession } from '../installations/ensure-installation.ts';
import { isSignedOut } from '../connections/sign-out.ts';
import { isProviderError } from '../connections/provider-error.ts';
import type { ProviderError } from '../connections/provider-error.ts';
import { revokeInBackground } from '../connections/revoke.ts';
import { causeOf } from '../webhooks/event.ts';
import { failSignIn } from './fail-sign-in.ts';
import { signInConfig } from './sign-in-deps.ts';
import type { SignInDeps } from './sign-in-deps.ts';

/** Timeout for all calls to the provider together. The person sees a blank window during this time. */
const FINISH_TIMEOUT_MS = 22_000;

/** A callback whose browser and issuer were checked and whose state is used up. */
export interface VerifiedCallback {
  readonly signIn: StoredSignIn;
  readonly values: Values;
  readonly callback: SignInCallback;
  readonly method: BoundSignInMethod;
}

/**
 * Finishes a sign-in: exchanges the code of the callback, verifies the tokens, and stores the result in one transaction.
 *
 * Stores an error as the result of the sign-in. Throws an unexpected error as well.
 *
 * @param stop Aborts when the server stops.
 */
export async function finishSignIn(deps: SignInDeps, callback: VerifiedCallback, stop: AbortSignal): Promise<void> {
  const timeout = AbortSignal.timeout(FINISH_TIMEOUT_MS);
  try {
    const { credentials, verified } = await exchangeCode(deps, callback, AbortSignal.any([stop, timeout]));
    await storeOrRevoke(deps, callback.signIn, { credentials, verified });
  } catch (error) {
    const failure = timeout.aborted ? new ProviderUnavailableError('the sign-in timed out', { cause: error }) : error;
    await retryStorage(() => failSignIn(deps, callback.signIn, failure));
    if (!isProviderError(failure)) throw failure;
    logProviderError(deps, callback.signIn, failure);
  }
}

function logProviderError(
  deps: SignInDeps,
  { id, connectionId, connector }: StoredSignIn,
  refusal: ProviderError,
): void {
  const isForOperator = refusal instanceof ProviderUnavailableError && refusal.retry === 'operator';
  const { code, message: reason } = refusal;
  const later = refusal instanceof ProviderUnavailableError && {
    retry: refusal.retry,
    retryAfterSeconds: refusal.retryAfterSeconds,
  };
  const fields = { signInId: id, connectionId, connector, code, reason, ...later };
  deps.log[isForOperator ? 'error' : 'warn'](fields, 'a sign-in failed');
}

interface SignInResult {
  readonly credentials: Credentials;
  readonly verified: VerifyResult;
}

async function exchangeCode(
  deps: SignInDeps,
  { signIn, values, callback, method }: VerifiedCallback,
  signal: AbortSignal,
): Promise<SignInResult> {
  const { definition } = signInConfig(deps, signIn);
  const access = { ...deps, signal };
  const credentials = { values, tokens: await method.finish(values, callback, access) };
  return { credentials, verified: await verifyCredentials(definition, credentials, access) };
}

/** Stores the new tokens. If the connection was deleted or its user signed out in the meantime, revokes them instead. */
async function storeOrRevoke(deps: SignInDeps, signIn: StoredSignIn, signedIn: SignInResult): Promise<void> {
  try {
    await retryStorage(() => storeResult(deps, signIn, signedIn));
  } catch (error) {
    const { definition } = signInConfig(deps, signIn);
    const account = acceptedAccount({ ...signedIn, definition });
    const connection = { ...signIn, id: signIn.connectionId, account };
    if (error instanceof NotFoundError || error instanceof SignInExpiredError)
      revokeInBackground(deps, { ...signedIn, connection, definition });
    throw error;
  }
}

/**
 * Stores a successful sign-in, even if the connection changed in the meantime. Throws `NotFoundError` if it was deleted, and
 * `SignInExpiredError` if its user was signed out, its access token was revoked or has expired, or the consent was withdrawn.
 */
async function storeResult(deps: SignInDeps, signIn: StoredSignIn, signedIn: SignInResult): Promise<void> {
  const { organization, definition, context } = signInConfig(deps, signIn);
  const now = deps.now();
  await deps.store.write(async (stores) => {
    const connection = await stores.connections.find(signIn, signIn.connectionId);
    const current = await stores.signIns.find(signIn, signIn.id);
    if (!connection || !current) throw new NotFoundError('The connection was deleted in the meantime.');
    if (await isSignedOut(stores, { scope: signIn, userKey: context.userKey, createdAt: signIn.createdAt }))
      throw new SignInExpiredError();
    const { accessTokenId } = context;
    const live = { store: stores, now: () => now };
    // The session in which the sign-in began has ended with it.
    if (accessTokenId !== undefined && !(await isAccessTokenLive(live, signIn.organization, accessTokenId)))
      throw new SignInExpiredError();
    if (!(await mayStillConnect(stores, { organization, scope: signIn, context }))) throw new SignInExpiredError();
    const options = { connection, definition, ...causeOf(context), ...signedIn, now };
    const connected = await storeAcceptedCredentials(stores, deps.vault, options);
    if (!connected) throw new TypeError('The connection changed within the transaction.');
    const previousAccount = replacedAccount(connection, connected) ?? null;
    await stores.signIns.change(current, { status: 'succeeded', secrets: null, previousAccount }, now);
    await installForSession(stores, deps.vault, { organization, scope: signIn, context, now });
  });
  deps.events.emit(signIn.id);
}

/** Another tab may have withdrawn the consent to the integration while the person was at the provider. */
async function mayStillConnect(
  stores: Parameters<typeof checkSessionConsent>[0],
  session: Parameters<typeof checkSessionConsent>[1],
): Promise<boolean> {
  try {
    await checkSessionConsent(stores, session);
    return true;
  } catch (error) {
    if (!(error instanceof ConsentRequiredError)) throw error;
    return false;
  }
}
