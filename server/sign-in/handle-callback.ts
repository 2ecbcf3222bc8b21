import type { Logger } from 'pino';
import { isAccessTokenLive } from '../auth/access-token.ts';
import { hashOpaqueToken } from '../auth/opaque-token.ts';
import {
  acceptedAccount,
  replacedAccount,
  storeAcceptedCredentials,
  retryStorage,
} from '../connections/accepted-credentials.ts';
import { isProviderError } from '../connections/provider-error.ts';
import type { ProviderError } from '../connections/provider-error.ts';
import { revokeInBackground } from '../connections/revoke.ts';
import { isSignedOut } from '../connections/sign-out.ts';
import type { SignInCallback } from '../connectors/auth-type.ts';
import type { BoundSignInMethod } from '../connectors/auth-types.ts';
import { sanitizeProviderText } from '../connectors/provider-text.ts';
import type { Credentials } from '../connectors/stored-credentials.ts';
import type { Values } from '../connectors/template.ts';
import { verifyCredentials } from '../connectors/verify.ts';
import type { VerifyResult } from '../connectors/verify.ts';
import {
  ConflictError,
  SignInExpiredError,
  ConsentRequiredError,
  NotFoundError,
  ProviderUnavailableError,
} from '../errors.ts';
import type { SignInBrowserMismatchError } from '../errors.ts';
import { checkSessionConsent } from '../installations/consent.ts';
import { installForSession } from '../installations/ensure-installation.ts';
import type { StoredSignIn } from '../store/sign-in-store.ts';
import { causeOf } from '../webhooks/event.ts';
import {
  recordBrowserMismatch,
  isSameBrowser,
  isAbandoned,
  isEnded,
  isOpen,
  openSecrets,
  failSignIn,
} from './stored-sign-in.ts';
import type { BrowserBindings } from './stored-sign-in.ts';
import { changeSignIn, redirectUri, signInMethod, signInConfig } from './sign-in-deps.ts';
import type { SignInDeps } from './sign-in-deps.ts';

/** Longer than finishing a sign-in can take. */
const OUTCOME_TIMEOUT_MS = 30_000;
/** How often to check for changes that other processes made. */
const POLL_INTERVAL_MS = 500;

/** A request to the callback address. Nothing in it has been checked. */
export interface CallbackRequest {
  /** The connector in the path of the address. */
  readonly connector: string;
  readonly parameters: URLSearchParams;
  readonly bindings: BrowserBindings;
  /** The logger of the request, so that log lines contain the request id. */
  readonly log: Logger;
  /** Aborts the wait for the result. The sign-in itself continues. */
  readonly signal: AbortSignal;
}

/**
 * Handles the return of a browser from the provider. Finishes the sign-in and resolves to it with its final status:
 * succeeded, failed or cancelled.
 *
 * Parallel callbacks with one state finish the sign-in once. A repeated callback in the right browser gets the same result.
 * The work continues if the person closes the window, because the code can be exchanged only once.
 *
 * @throws {SignInExpiredError} The sign-in does not exist or has expired.
 * @throws {SignInBrowserMismatchError} The browser, connector or issuer differs from the one that the sign-in started with.
 *   No code was exchanged.
 * @throws {ConflictError} The sign-in is not finished yet, and this request stops waiting.
 */
export async function handleCallback(deps: SignInDeps, request: CallbackRequest): Promise<StoredSignIn> {
  const { connector, parameters, bindings, signal } = request;
  const signIn = await findSignInByState(deps, parameters);
  if (signIn.connector !== connector)
    throw await recordBrowserMismatch(deps, signIn, 'the callback address belongs to another connector');
  // The binding cookie expires together with the sign-in.
  if (deps.now() >= signIn.expiresAt && !isSameBrowser(signIn, bindings)) throw new SignInExpiredError();
  if (!isSameBrowser(signIn, bindings))
    throw await recordBrowserMismatch(deps, signIn, 'the callback came from another browser');
  if (isAbandoned(signIn, deps.now())) throw new SignInExpiredError();
  if (signIn.status === 'exchanging') return waitForOutcome(deps, signIn, signal);
  if (isEnded(signIn)) return signIn;
  if (!isOpen(signIn, deps.now())) throw new SignInExpiredError();

  const method = signInMethod(deps, signIn);
  const secrets = await openSecrets(deps, signIn);
  // The sign-in has ended since it was read. Start over with its current status.
  if (!secrets?.run) return handleCallback(deps, request);
  const { run, values } = secrets;
  if (!method.isFromIssuer(values, parameters)) throw await failForWrongIssuer(deps, signIn, request);
  const taken = await changeSignIn(deps, signIn, { status: 'exchanging' });
  if (!taken) return handleCallback(deps, request);
  const callback = { redirectUri: redirectUri(deps, connector), state: run.state, secrets: run.kept, parameters };
  await deps.background.start(
    'finish sign-in',
    (stop) => finishSignIn({ ...deps, log: request.log }, { signIn: taken, values, callback, method }, stop),
    OUTCOME_TIMEOUT_MS,
  );
  return waitForOutcome(deps, taken, signal);
}

/** Fails a sign-in whose callback names another issuer than the one that the browser was sent to. It cannot succeed any more. */
async function failForWrongIssuer(
  deps: SignInDeps,
  signIn: StoredSignIn,
  { parameters, log }: CallbackRequest,
): Promise<SignInBrowserMismatchError> {
  const { auth } = signInConfig(deps, signIn).definition;
  const expectedIssuer = 'issuer' in auth ? auth.issuer : undefined;
  const fields = {
    signInId: signIn.id,
    connector: signIn.connector,
    expectedIssuer,
    issuer: sanitizeProviderText(parameters.get('iss')),
  };
  log.error(fields, 'the callback of a sign-in names another issuer than the configuration of its connector');
  const mismatch = await recordBrowserMismatch(deps, signIn, 'the callback names another issuer');
  await failSignIn(deps, signIn, mismatch);
  return mismatch;
}

async function findSignInByState({ store }: SignInDeps, parameters: URLSearchParams): Promise<StoredSignIn> {
  const [state, ...more] = parameters.getAll('state');
  const signIn =
    state === undefined || more.length > 0 ? undefined : await store.signIns.findByState(hashOpaqueToken(state));
  if (!signIn) throw new SignInExpiredError();
  return signIn;
}

async function waitForOutcome(deps: SignInDeps, signIn: StoredSignIn, signal: AbortSignal): Promise<StoredSignIn> {
  const until = deps.now() + OUTCOME_TIMEOUT_MS;
  for (;;) {
    const current = await deps.store.signIns.find(signIn, signIn.id);
    if (!current) throw new SignInExpiredError();
    if (isEnded(current)) return current;
    if (signal.aborted || deps.now() > until) throw new ConflictError('This sign-in is not finished yet.');
    await deps.events.waitForChange(signIn.id, { timeoutMs: POLL_INTERVAL_MS, signal });
  }
}

/** Timeout for all calls to the provider together. The person sees a blank window during this time. */
const FINISH_TIMEOUT_MS = 22_000;

/** A callback whose browser and issuer were checked and whose state is used up. */
interface VerifiedCallback {
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
