import { parseSessionContext } from '../auth/session.ts';
import { EmbedError, InternalError } from '../errors.ts';
import type { SignInChange, StoredSignIn } from '../store/sign-in-store.ts';
import { isProviderError, storeProviderError } from '../connections/provider-error.ts';
import { changeSignIn } from './sign-in-deps.ts';
import type { SignInDeps } from './sign-in-deps.ts';

/**
 * Ends a sign-in with what went wrong, which the connection remembers too where the provider refused. A sign-in that has another
 * status by now stays as it is.
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
    const actor = parseSessionContext(signIn.context)?.actor ?? null;
    await storeProviderError(stores, { connection, actor, problem }, now);
  });
  if (failed) return;
  const current = await deps.store.signIns.find(signIn, signIn.id);
  // What changed was a detail, such as a browser that did not agree.
  if (current && current.status === signIn.status) await failSignIn(deps, current, error);
}

function errorCodeOf(error: unknown) {
  return (error instanceof EmbedError ? error : new InternalError()).code;
}
