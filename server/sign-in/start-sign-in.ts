import { randomInt } from 'node:crypto';
import { SIGN_IN_CODE_LENGTH } from '../../widget/protocol/session-api.ts';
import { hashOpaqueToken, createOpaqueToken } from '../auth/opaque-token.ts';
import { SignInExpiredError } from '../errors.ts';
import type { StoredSignIn } from '../store/sign-in-store.ts';
import {
  recordBrowserMismatch,
  isSameBrowser,
  newBrowserBinding,
  isOpen,
  openSecrets,
  sealSecrets,
  failSignIn,
} from './stored-sign-in.ts';
import type { BrowserBindings, SignInSecrets } from './stored-sign-in.ts';
import { MAX_STARTED_SIGN_INS, cancelOldest } from './create-sign-in.ts';
import { changeSignIn, redirectUri, signInMethod, signInConfig } from './sign-in-deps.ts';
import type { SignInDeps } from './sign-in-deps.ts';

/** Timeout for calls to a provider that are necessary before the browser can be sent there. */
const START_TIMEOUT_MS = 20_000;

/** Prefix of the states that providers send back. */
const STATE_PREFIX = 'eco_';

/** The first request for the link of a sign-in. */
export interface FirstRequest {
  /** The token in the link. */
  readonly token: string;
  /**
   * Whether the browser reports that a person followed a link on one of our own pages. Only the dialog has such a link.
   */
  readonly fromOwnPage: boolean;
}

/** A request for the link of a sign-in, after {@link bindOnFirstRequest} has handled it. */
export interface StartRequest {
  /** The token in the link. */
  readonly token: string;
  readonly bindings: BrowserBindings;
}

/** A sign-in and the token that binds it to a browser. The browser stores the token and then opens the link again. */
export interface BrowserBoundSignIn {
  readonly signIn: StoredSignIn;
  readonly bindingToken: string;
}

/**
 * The answer to a request for the link of a sign-in. `departure` sends the browser to the provider, `confirm` asks for the
 * code, and `connected` says that the sign-in has succeeded.
 */
export type StartOutcome =
  | { readonly kind: 'departure'; readonly signIn: StoredSignIn; readonly location: URL }
  | { readonly kind: 'confirm' | 'connected'; readonly signIn: StoredSignIn };

/** Finds the sign-in of a link. Throws `SignInExpiredError` if there is none. */
export async function findSignInByToken({ store }: Pick<SignInDeps, 'store'>, token: string): Promise<StoredSignIn> {
  const signIn = await store.signIns.findByToken(hashOpaqueToken(token));
  if (!signIn) throw new SignInExpiredError();
  return signIn;
}

/**
 * Lets the first request for a link decide how its sign-in is bound to a browser. Resolves to the sign-in if this request
 * bound it.
 *
 * The decision is final. A request that follows a link of our own page binds the sign-in to its browser. Any other request
 * leaves the sign-in unbound until a person enters the code that the dialog shows. Without this rule, a forwarded link
 * connects the account of the person who opens it to the sender's tenant; neither `state` nor PKCE prevents that.
 *
 * Call it for every request that can render a document, before any answer and also before a refusal. Otherwise a document of
 * ours in the browser's history could make the next request for the link look like one from our own page.
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
  // Another request changed the sign-in first and has most likely decided. Read it again.
  return bindOnFirstRequest(deps, request);
}

/**
 * Continues a sign-in after {@link bindOnFirstRequest}: asks for the code, or sends the bound browser to the provider.
 *
 * @throws {SignInExpiredError} The sign-in has ended or expired.
 * @throws {SignInBrowserMismatchError} The sign-in is bound to another browser.
 * @throws The error of the sign-in method's `start`. The sign-in has failed with it.
 */
export async function startSignIn(deps: SignInDeps, request: StartRequest): Promise<StartOutcome> {
  const signIn = await findSignInByToken(deps, request.token);
  signInConfig(deps, signIn);
  if (signIn.status === 'succeeded' && isSameBrowser(signIn, request.bindings)) return { kind: 'connected', signIn };
  if (!isOpen(signIn, deps.now())) throw new SignInExpiredError();
  if (signIn.status === 'confirming') return { kind: 'confirm', signIn };
  if (signIn.status !== 'started') throw new TypeError('Call bindOnFirstRequest before startSignIn.');
  if (!isSameBrowser(signIn, request.bindings))
    throw await recordBrowserMismatch(deps, signIn, 'the link was opened in another browser');
  return redirectToProvider(deps, signIn);
}

/**
 * Binds a sign-in to a browser. Resolves to `undefined` if another request changed the sign-in first.
 *
 * The browser gets its binding token before the provider is called, so that the person can open the link again if they close
 * the window in the meantime. Cancels the tenant's oldest started sign-in if there are {@link MAX_STARTED_SIGN_INS} already,
 * because it is most likely abandoned.
 */
export async function bindToBrowser(deps: SignInDeps, signIn: StoredSignIn): Promise<BrowserBoundSignIn | undefined> {
  const { token: bindingToken, hash: browserBindingHash } = newBrowserBinding();
  const bound = await changeSignIn(deps, signIn, { status: 'started', browserBindingHash }, (stores, now) =>
    cancelOldest(stores, signIn, { statuses: ['confirming', 'started'], limit: MAX_STARTED_SIGN_INS, now }),
  );
  return bound && { signIn: bound, bindingToken };
}

/** Creates the code that the dialog shows. Resolves to `undefined` if another request changed the sign-in first. */
async function requireCode(deps: SignInDeps, signIn: StoredSignIn): Promise<StoredSignIn | undefined> {
  const code = String(randomInt(10 ** SIGN_IN_CODE_LENGTH)).padStart(SIGN_IN_CODE_LENGTH, '0');
  const known = await requireSecrets(deps, signIn);
  const secrets = sealSecrets(deps.vault, signIn, { ...known, code });
  return changeSignIn(deps, signIn, { status: 'confirming', secrets });
}

/**
 * Sends the browser to the provider. A second window of the same browser gets the same authorization URL; the window that
 * returns first finishes the sign-in.
 */
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
