import type { Logger } from 'pino';
import { hashOpaqueToken } from '../auth/opaque-token.ts';
import { sanitizeProviderText } from '../connectors/provider-text.ts';
import { ConflictError, SignInExpiredError } from '../errors.ts';
import type { SignInBrowserMismatchError } from '../errors.ts';
import type { StoredSignIn } from '../store/sign-in-store.ts';
import { recordBrowserMismatch, isSameBrowser } from './browser-binding.ts';
import type { BrowserBindings } from './browser-binding.ts';
import { failSignIn } from './fail-sign-in.ts';
import { finishSignIn } from './finish-sign-in.ts';
import { isAbandoned, isEnded, isOpen } from './sign-in-status.ts';
import { openSecrets } from './sign-in-secrets.ts';
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
