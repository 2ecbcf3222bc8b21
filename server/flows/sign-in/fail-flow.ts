import { readSessionContext } from '../../auth/session.ts';
import { EmbedError, InternalError } from '../../errors.ts';
import type { FlowChange, StoredFlow } from '../../store/flow-store.ts';
import { isRefusal, storeRefusal } from '../refusal.ts';
import { changeFlow } from './sign-in-deps.ts';
import type { SignInDeps } from './sign-in-deps.ts';

/**
 * Ends a flow with what went wrong, which the connection remembers too where the system refused. A flow that has another
 * status by now stays as it is.
 */
export async function failFlow(
  deps: Pick<SignInDeps, 'store' | 'news' | 'now'>,
  flow: StoredFlow,
  error: unknown,
): Promise<void> {
  const problem = isRefusal(error) ? error.problem : { code: expectedCode(error) };
  const change: FlowChange = { status: 'failed', problem, secrets: null };
  const failed = await changeFlow(deps, flow, change, async (stores, now) => {
    const connection = await stores.connections.find(flow, flow.connectionId);
    if (!connection || !isRefusal(error)) return;
    const actor = readSessionContext(flow.context)?.actor ?? null;
    await storeRefusal(stores, { connection, actor, problem }, now);
  });
  if (failed) return;
  const current = await deps.store.flows.find(flow, flow.id);
  // What changed was a detail, such as a browser that did not agree.
  if (current && current.status === flow.status) await failFlow(deps, current, error);
}

function expectedCode(error: unknown) {
  return (error instanceof EmbedError ? error : new InternalError()).code;
}
