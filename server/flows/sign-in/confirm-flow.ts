import { FlowBrowserMismatchError, FlowExpiredError, WrongCodeError } from '../../errors.ts';
import { isSameText } from '../../same-text.ts';
import type { StoredFlow } from '../../store/flow-store.ts';
import { browserMismatch } from './browser-mark.ts';
import { isOpen } from './flow-progress.ts';
import { openSecrets } from './flow-secrets.ts';
import { changeFlow, subjectOf } from './sign-in-deps.ts';
import type { SignInDeps } from './sign-in-deps.ts';
import { bindFlow, flowOfLink } from './start-flow.ts';
import type { BoundFlow } from './start-flow.ts';

/** Of a million codes, this many may be tried. */
const CODE_TRIES = 5;

/** A code that somebody entered where a link was opened in an unexpected place. */
export interface CodeEntry {
  /** What stands in the link. */
  readonly token: string;
  readonly code: string;
}

/**
 * Binds a flow to the browser in which the code of the dialog was entered, which is to open the link once more.
 *
 * @throws {WrongCodeError} With the number of tries that are left.
 * @throws {FlowBrowserMismatchError} There are none left: the flow is over.
 * @throws {FlowExpiredError} The flow is over, or waits for no code.
 */
export async function confirmFlow(deps: SignInDeps, entry: CodeEntry): Promise<BoundFlow> {
  const flow = await flowOfLink(deps, entry.token);
  subjectOf(deps, flow);
  if (flow.status === 'failed' && flow.wrongCodes >= CODE_TRIES) throw new FlowBrowserMismatchError('wrong codes');
  if (flow.status !== 'confirming' || !isOpen(flow, deps.now())) throw new FlowExpiredError();
  const { code = '' } = (await openSecrets(deps, flow)) ?? {};
  const outcome = isSameText(entry.code, code) ? await bindFlow(deps, flow) : await countWrongCode(deps, flow);
  if (outcome instanceof Error) throw outcome;
  // Another entry was faster. Every one counts, also of many at once, so this one is judged anew.
  return outcome ?? confirmFlow(deps, entry);
}

async function countWrongCode(deps: SignInDeps, flow: StoredFlow): Promise<Error | undefined> {
  const wrongCodes = flow.wrongCodes + 1;
  const triesLeft = CODE_TRIES - wrongCodes;
  const over = { status: 'failed', problem: { code: 'flow_browser_mismatch' }, secrets: null } as const;
  const counted = await changeFlow(deps, flow, { wrongCodes, ...(triesLeft === 0 && over) });
  if (!counted) return undefined;
  return triesLeft === 0 ? browserMismatch(deps, counted, 'wrong codes') : new WrongCodeError(triesLeft);
}
