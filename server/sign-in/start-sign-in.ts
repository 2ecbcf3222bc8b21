import { randomInt } from 'node:crypto';
import { SIGN_IN_CODE_LENGTH } from '../../widget/protocol/session-api.ts';
import { hashOpaqueToken, createOpaqueToken } from '../auth/opaque-token.ts';
import { SignInExpiredError } from '../errors.ts';
import type { StoredSignIn } from '../store/sign-in-store.ts';
import { recordBrowserMismatch, isSameBrowser, newBrowserBinding } from './browser-binding.ts';
import type { BrowserBindings } from './browser-binding.ts';
import { failSignIn } from './fail-sign-in.ts';
import { MAX_STARTED_SIGN_INS, cancelOldest } from './sign-in-limits.ts';
import { isOpen } from './sign-in-status.ts';
import { openSecrets, sealSecrets } from './sign-in-secrets.ts';
import type { SignInSecrets } from './sign-in-secrets.ts';
import { changeSignIn, redirectUri, signInMethod, signInConfig } from './sign-in-deps.ts';
import type { SignInDeps } from './sign-in-deps.ts';

/** Systems that have to be asked before the browser can be sent to them have this long. */
const START_TIMEOUT_MS = 20_000;

/** Prefix of the states that providers send back. */
const STATE_PREFIX = 'eco_';

/** The first request for the link of a sign-in. */
export interface FirstRequest {
  /** The token in the link. */
  readonly token: string;
  /**
   * Whether the browser says that a person followed a link of one of our own pages. Only the dialog has such a link.
   */
  readonly fromOwnPage: boolean;
}

/** A request for the link of a sign-in that {@link bindOnFirstRequest} has seen. */
export interface StartRequest {
  /** The token in the link. */
  readonly token: string;
  readonly bindings: BrowserBindings;
}

/** A sign-in that is bound to the browser which gets this mark. That browser then opens the link once more. */
export interface BrowserBoundSignIn {
  readonly signIn: StoredSignIn;
  readonly bindingToken: string;
}

/** What to answer a request for the link of a sign-in with. `confirm`: ask for the code. `departure`: off to the provider. */
export type StartOutcome =
  | { readonly kind: 'departure'; readonly signIn: StoredSignIn; readonly location: URL }
  | { readonly kind: 'confirm' | 'connected'; readonly signIn: StoredSignIn };

/** Finds the sign-in of a link. Throws `SignInExpiredError` when there is none. */
export async function findSignInByToken({ store }: Pick<SignInDeps, 'store'>, token: string): Promise<StoredSignIn> {
  const signIn = await store.signIns.findByToken(hashOpaqueToken(token));
  if (!signIn) throw new SignInExpiredError();
  return signIn;
}

/**
 * Lets the first request for a link decide about its sign-in. Resolves to the sign-in if this request has bound it.
 *
 * The decision is final. A request that follows a link of our own page binds the sign-in to its browser. Any other request
 * leaves the sign-in unbound until a person enters the code that the dialog shows. Without this rule, a forwarded link
 * connects the account of the person who opens it to the sender's tenant; neither `state` nor PKCE prevents that.
 *
 * Every request that can render a document has to come here before anything answers it, a refusal included: a document of
 * ours in the history of a browser can turn the next request for the link into one of our own page.
 */
export async function bindOnFirstRequest(
  deps: SignInDeps,
  request: FirstRequest,
): Promise<BrowserBoundSignIn | undefined> {
  const signIn = await deps.store.signIns.findByToken(hashOpaqueToken(request.token));
  if (signIn?.status !== 'created' || !isOpen(signIn, deps.now())) return undefined;
  if (request.fromOwnPage) {
    const bound = await bindToBrowser(deps, signIn);
    if (bound) return bound;
  } else if (await requireCode(deps, signIn)) {
    return undefined;
  }
  // Another request changed the sign-in first: most likely it has decided.
  return bindOnFirstRequest(deps, request);
}

/**
 * Goes on with a sign-in after {@link bindOnFirstRequest}: asks for the code, or sends the browser that the sign-in is bound to on to
 * the provider.
 *
 * @throws {SignInExpiredError} The sign-in is over.
 * @throws {SignInBrowserMismatchError} It is bound to another browser.
 * @throws As `start` says, after the sign-in was ended with it.
 */
export async function startSignIn(deps: SignInDeps, request: StartRequest): Promise<StartOutcome> {
  const signIn = await findSignInByToken(deps, request.token);
  signInConfig(deps, signIn);
  if (signIn.status === 'succeeded' && isSameBrowser(signIn, request.bindings)) return { kind: 'connected', signIn };
  if (!isOpen(signIn, deps.now())) throw new SignInExpiredError();
  if (signIn.status === 'confirming') return { kind: 'confirm', signIn };
  if (signIn.status !== 'started') throw new TypeError('A flow has to be decided before it is started.');
  if (!isSameBrowser(signIn, request.bindings))
    throw await recordBrowserMismatch(deps, signIn, 'another browser opened the link');
  return redirectToProvider(deps, signIn);
}

/**
 * Binds a sign-in to a browser, which is told at once: before the provider is asked for anything, so that a window that is
 * closed meanwhile can be opened again. `undefined`: another request was faster.
 *
 * Where a tenant has enough of them under way, the oldest gives way: most likely nobody comes back to it.
 */
export async function bindToBrowser(deps: SignInDeps, signIn: StoredSignIn): Promise<BrowserBoundSignIn | undefined> {
  const { token: bindingToken, hash: browserBindingHash } = newBrowserBinding();
  const bound = await changeSignIn(deps, signIn, { status: 'started', browserBindingHash }, (stores, now) =>
    cancelOldest(stores, signIn, { statuses: ['confirming', 'started'], limit: MAX_STARTED_SIGN_INS, now }),
  );
  return bound && { signIn: bound, bindingToken };
}

/** Gives a sign-in the code that the dialog shows. `undefined`: another request was faster. */
async function requireCode(deps: SignInDeps, signIn: StoredSignIn): Promise<StoredSignIn | undefined> {
  const code = String(randomInt(10 ** SIGN_IN_CODE_LENGTH)).padStart(SIGN_IN_CODE_LENGTH, '0');
  const known = await requireSecrets(deps, signIn);
  const secrets = sealSecrets(deps.vault, signIn, { ...known, code });
  return changeSignIn(deps, signIn, { status: 'confirming', secrets });
}

/** A sign-in that is gone on with in a second window is the same run: whichever window comes back first ends it. */
async function redirectToProvider(deps: SignInDeps, signIn: StoredSignIn): Promise<StartOutcome> {
  const secrets = await requireSecrets(deps, signIn);
  if (secrets.run) return { kind: 'departure', signIn, location: new URL(secrets.run.location) };
  const method = signInMethod(deps, signIn);
  const { token: state, hash: stateHash } = createOpaqueToken(STATE_PREFIX);
  const run = { redirectUri: redirectUri(deps, signIn.connector), state };
  const access = { ...deps, signal: AbortSignal.timeout(START_TIMEOUT_MS) };
  const started = await method.start(secrets.values, run, access).catch(async (error: unknown) => {
    await failSignIn(deps, signIn, error);
    throw error;
  });
  const { url, secrets: kept } = started;
  const sealed = sealSecrets(deps.vault, signIn, { ...secrets, run: { state, location: url.href, kept } });
  const changed = await changeSignIn(deps, signIn, { stateHash, secrets: sealed });
  if (changed) return { kind: 'departure', signIn: changed, location: url };
  const current = await deps.store.signIns.find(signIn, signIn.id);
  if (!current || !isOpen(current, deps.now())) throw new SignInExpiredError();
  return redirectToProvider(deps, current);
}

async function requireSecrets(deps: SignInDeps, signIn: StoredSignIn): Promise<SignInSecrets> {
  const secrets = await openSecrets(deps, signIn);
  if (!secrets) throw new SignInExpiredError();
  return secrets;
}
