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

/** Longer than a sign-in can take to be finished. */
const OUTCOME_TIMEOUT_MS = 30_000;
/** Changes in other processes are noticed by looking this often. */
const POLL_INTERVAL_MS = 500;

/** A browser that a provider sent back. Nothing of it has been checked. */
export interface CallbackRequest {
  /** Whose address it came to. */
  readonly connector: string;
  readonly parameters: URLSearchParams;
  readonly bindings: BrowserBindings;
  /** Names the request, for whoever asks what became of it. */
  readonly log: Logger;
  /** Ends the wait, not the sign-in. */
  readonly signal: AbortSignal;
}

/**
 * Ends a sign-in with what the provider sent along, and resolves to the sign-in as it then stands: succeeded, failed or
 * cancelled. Many returns with one state end it once; a repeated one in the right browser is told how it ended.
 *
 * The work goes on when the window is closed meanwhile: the code can be exchanged once only.
 *
 * @throws {SignInExpiredError} There is no such sign-in, or it is over.
 * @throws {SignInBrowserMismatchError} Another browser, connector or issuer than it was begun with. Nothing was exchanged.
 * @throws {ConflictError} It is still being finished, and this request waits no longer.
 */
export async function handleCallback(deps: SignInDeps, request: CallbackRequest): Promise<StoredSignIn> {
  const { connector, parameters, bindings, signal } = request;
  const signIn = await findSignInByState(deps, parameters);
  if (signIn.connector !== connector) throw await recordBrowserMismatch(deps, signIn, 'another connector’s address');
  // The mark is gone with the time that a sign-in has.
  if (deps.now() >= signIn.expiresAt && !isSameBrowser(signIn, bindings)) throw new SignInExpiredError();
  if (!isSameBrowser(signIn, bindings)) throw await recordBrowserMismatch(deps, signIn, 'another browser came back');
  if (isAbandoned(signIn, deps.now())) throw new SignInExpiredError();
  if (signIn.status === 'exchanging') return waitForOutcome(deps, signIn, signal);
  if (isEnded(signIn)) return signIn;
  if (!isOpen(signIn, deps.now())) throw new SignInExpiredError();

  const method = signInMethod(deps, signIn);
  const secrets = await openSecrets(deps, signIn);
  // Over by now, which the next look at it tells.
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

/** The right browser came back from another provider than it was sent to: this run can end in nothing else. */
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
  log.error(fields, 'a sign-in came back from another issuer than its connector is configured with');
  const mismatch = await recordBrowserMismatch(deps, signIn, 'another issuer');
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
    if (signal.aborted || deps.now() > until) throw new ConflictError('This sign-in is being finished.');
    await deps.events.waitForChange(signIn.id, { patienceMs: POLL_INTERVAL_MS, signal });
  }
}
