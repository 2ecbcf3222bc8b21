import { parseSignInContext } from '../auth/session.ts';
import { EmbedError, InternalError } from '../errors.ts';
import type { SignInChange, StoredSignIn } from '../store/sign-in-store.ts';
import { isProviderError, storeProviderError } from '../connections/provider-error.ts';
import { causeOf } from '../webhooks/event.ts';
import { changeSignIn } from './sign-in-deps.ts';
import type { SignInDeps } from './sign-in-deps.ts';

/**
 * Ends a sign-in with an error. If the provider refused, records the refusal on the connection too.
 *
 * Does nothing if the status of the sign-in has changed since it was read.
 */
export async function failSignIn(
  deps: Pick<SignInDeps, 'store' | 'events' | 'now'>,
  signIn: StoredSignIn,
  error: unknown,
): Promise<void> {
  const problem = isProviderError(error) ? error.problem : { code: errorCodeOf(error) };
  const change: SignInChange = { status: 'failed', problem, secrets: null };
  const failed = await changeSignIn(deps, signIn, change, async (stores, now) => {
    const connection = await stores.connections.find(signIn, signIn.connectionId);
    if (!connection || !isProviderError(error)) return;
    const context = parseSignInContext(signIn.context);
    const cause = context ? causeOf(context) : { actor: null };
    await storeProviderError(stores, { connection, ...cause, problem }, now);
  });
  if (failed) return;
  const current = await deps.store.signIns.find(signIn, signIn.id);
  // Only a detail has changed, such as `mismatchRecorded`. Try again with the current row.
  if (current && current.status === signIn.status) await failSignIn(deps, current, error);
}

function errorCodeOf(error: unknown) {
  return (error instanceof EmbedError ? error : new InternalError()).code;
}
