import { timingSafeEqual } from 'node:crypto';
import { hashOpaqueToken, newOpaqueToken } from '../../auth/opaque-token.ts';
import { readSessionContext } from '../../auth/session.ts';
import { FlowBrowserMismatchError } from '../../errors.ts';
import type { StoredFlow } from '../../store/flow-store.ts';
import { connectionActivity } from '../connection-activity.ts';
import { changeFlow } from './sign-in-deps.ts';
import type { SignInDeps } from './sign-in-deps.ts';

const MARK_PREFIX = 'ecb_';

/** Marks of flows that a browser has shown, by the id of the flow: the cookies that it sent along. */
export type BrowserMarks = (flowId: number) => string | undefined;

/** The mark by which the one browser is known that may go on with a flow. */
export function newBrowserMark() {
  return newOpaqueToken(MARK_PREFIX);
}

/** Whether a request comes from the browser that a flow is bound to. */
export function isSameBrowser({ id, cookieHash }: StoredFlow, marks: BrowserMarks): boolean {
  const mark = marks(id);
  return mark !== undefined && cookieHash !== null && timingSafeEqual(hashOpaqueToken(mark), cookieHash);
}

/**
 * Records, once per flow, that somebody went on with it who may not, and returns the refusal. The flow itself goes on:
 * who began it is not to be stopped by somebody who knows an address.
 *
 * @param reason What did not agree, for the log and the activity.
 */
export async function browserMismatch(
  deps: Pick<SignInDeps, 'store' | 'news' | 'now'>,
  flow: StoredFlow,
  reason: string,
): Promise<FlowBrowserMismatchError> {
  if (!flow.mismatched) {
    await changeFlow(deps, flow, { mismatched: true }, async (stores, now) => {
      const actor = readSessionContext(flow.context)?.actor ?? null;
      const connection = { ...flow, id: flow.connectionId };
      await stores.activity.add(
        connectionActivity(connection, { type: 'flow.browser_mismatch', actor, now, detail: { reason } }),
      );
    });
  }
  return new FlowBrowserMismatchError(`${reason}, flow ${flow.id} of ${flow.connector}`);
}
