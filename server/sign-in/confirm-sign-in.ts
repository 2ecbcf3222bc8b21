import { SignInBrowserMismatchError, SignInExpiredError, WrongCodeError } from '../errors.ts';
import { timingSafeEqualText } from '../timing-safe-equal-text.ts';
import type { StoredSignIn } from '../store/sign-in-store.ts';
import { recordBrowserMismatch, isOpen, openSecrets } from './stored-sign-in.ts';
import { changeSignIn, signInConfig } from './sign-in-deps.ts';
import type { SignInDeps } from './sign-in-deps.ts';
import { bindToBrowser, findSignInByToken } from './start-sign-in.ts';
import type { BrowserBoundSignIn } from './start-sign-in.ts';

/** After this many wrong codes, the sign-in fails. There are a million possible codes. */
const MAX_CODE_ATTEMPTS = 5;

/** A code that a person entered on the page that a sign-in link opened. */
export interface CodeEntry {
  /** The token in the link. */
  readonly token: string;
  readonly code: string;
}

/**
 * Binds a sign-in to the browser that sent a code, if it is the code that the dialog shows. The browser then opens the link
 * again.
 *
 * @throws {WrongCodeError} The code is wrong. The error has the number of remaining tries.
 * @throws {SignInBrowserMismatchError} The code is wrong and no try remains. The sign-in has failed.
 * @throws {SignInExpiredError} The sign-in has ended or expired, or does not wait for a code.
 */
export async function confirmSignIn(deps: SignInDeps, entry: CodeEntry): Promise<BrowserBoundSignIn> {
  const signIn = await findSignInByToken(deps, entry.token);
  signInConfig(deps, signIn);
  if (signIn.status === 'failed' && signIn.failedCodeAttempts >= MAX_CODE_ATTEMPTS)
    throw new SignInBrowserMismatchError('wrong codes');
  if (signIn.status !== 'confirming' || !isOpen(signIn, deps.now())) throw new SignInExpiredError();
  const { code = '' } = (await openSecrets(deps, signIn)) ?? {};
  const outcome = timingSafeEqualText(entry.code, code)
    ? await bindToBrowser(deps, signIn)
    : await recordFailedCode(deps, signIn);
  if (outcome instanceof Error) throw outcome;
  // If a parallel request changed the sign-in first, check the code again. This way, every wrong code is counted.
  return outcome ?? confirmSignIn(deps, entry);
}

async function recordFailedCode(deps: SignInDeps, signIn: StoredSignIn): Promise<Error | undefined> {
  const failedCodeAttempts = signIn.failedCodeAttempts + 1;
  const triesLeft = MAX_CODE_ATTEMPTS - failedCodeAttempts;
  const failure = { status: 'failed', problem: { code: 'sign_in_browser_mismatch' }, secrets: null } as const;
  const counted = await changeSignIn(deps, signIn, { failedCodeAttempts, ...(triesLeft === 0 && failure) });
  if (!counted) return undefined;
  return triesLeft === 0 ? recordBrowserMismatch(deps, counted, 'wrong codes') : new WrongCodeError(triesLeft);
}
