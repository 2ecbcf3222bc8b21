import { SignInBrowserMismatchError, SignInExpiredError, WrongCodeError } from '../errors.ts';
import { timingSafeEqualText } from '../timing-safe-equal-text.ts';
import type { StoredSignIn } from '../store/sign-in-store.ts';
import { recordBrowserMismatch } from './browser-binding.ts';
import { isOpen } from './sign-in-status.ts';
import { openSecrets } from './sign-in-secrets.ts';
import { changeSignIn, signInConfig } from './sign-in-deps.ts';
import type { SignInDeps } from './sign-in-deps.ts';
import { bindToBrowser, findSignInByToken } from './start-sign-in.ts';
import type { BrowserBoundSignIn } from './start-sign-in.ts';

/** Of a million codes, this many may be tried. */
const MAX_CODE_ATTEMPTS = 5;

/** A code that somebody entered where a link was opened in an unexpected place. */
export interface CodeEntry {
  /** What stands in the link. */
  readonly token: string;
  readonly code: string;
}

/**
 * Binds a sign-in to the browser in which the code of the dialog was entered, which is to open the link once more.
 *
 * @throws {WrongCodeError} With the number of tries that are left.
 * @throws {SignInBrowserMismatchError} There are none left: the sign-in is over.
 * @throws {SignInExpiredError} The sign-in is over, or waits for no code.
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
  // Another entry was faster. Every one counts, also of many at once, so this one is judged again.
  return outcome ?? confirmSignIn(deps, entry);
}

async function recordFailedCode(deps: SignInDeps, signIn: StoredSignIn): Promise<Error | undefined> {
  const failedCodeAttempts = signIn.failedCodeAttempts + 1;
  const triesLeft = MAX_CODE_ATTEMPTS - failedCodeAttempts;
  const signal = { status: 'failed', problem: { code: 'sign_in_browser_mismatch' }, secrets: null } as const;
  const counted = await changeSignIn(deps, signIn, { failedCodeAttempts, ...(triesLeft === 0 && signal) });
  if (!counted) return undefined;
  return triesLeft === 0 ? recordBrowserMismatch(deps, counted, 'wrong codes') : new WrongCodeError(triesLeft);
}
