import { timingSafeEqual } from 'node:crypto';
import { hashOpaqueToken, createOpaqueToken } from '../auth/opaque-token.ts';
import { parseSignInContext } from '../auth/session.ts';
import { SignInBrowserMismatchError } from '../errors.ts';
import type { StoredSignIn } from '../store/sign-in-store.ts';
import { recordEvent } from '../webhooks/record-event.ts';
import { changeSignIn } from './sign-in-deps.ts';
import type { SignInDeps } from './sign-in-deps.ts';

const BINDING_PREFIX = 'ecb_';

/** Reads the binding token of a sign-in, by its id, from the cookies of a request. */
export type BrowserBindings = (signInId: number) => string | undefined;

/** Creates the binding token that identifies the one browser that may continue a sign-in. */
export function newBrowserBinding() {
  return createOpaqueToken(BINDING_PREFIX);
}

/** Tells whether a request comes from the browser that a sign-in is bound to. */
export function isSameBrowser({ id, browserBindingHash }: StoredSignIn, bindings: BrowserBindings): boolean {
  const bindingToken = bindings(id);
  return (
    bindingToken !== undefined &&
    browserBindingHash !== null &&
    timingSafeEqual(hashOpaqueToken(bindingToken), browserBindingHash)
  );
}

/**
 * Records, once per sign-in, that a request did not match the sign-in, and returns the error for that request.
 *
 * The sign-in itself continues, so that a person who only knows the address cannot stop it.
 *
 * @param reason What did not match, for the log and the activity.
 */
export async function recordBrowserMismatch(
  deps: Pick<SignInDeps, 'store' | 'events' | 'now'>,
  signIn: StoredSignIn,
  reason: string,
): Promise<SignInBrowserMismatchError> {
  if (!signIn.mismatchRecorded) {
    await changeSignIn(deps, signIn, { mismatchRecorded: true }, async (stores, now) => {
      const actor = parseSignInContext(signIn.context)?.actor ?? null;
      await recordEvent(stores, { type: 'sign_in.browser_mismatch', signIn, reason, actor, now });
    });
  }
  return new SignInBrowserMismatchError(`${reason}, sign-in ${signIn.id} of ${signIn.connector}`);
}
