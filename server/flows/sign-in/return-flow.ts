import type { Logger } from 'pino';
import { hashOpaqueToken } from '../../auth/opaque-token.ts';
import { providerText } from '../../connectors/provider-text.ts';
import { ConflictError, FlowExpiredError } from '../../errors.ts';
import type { FlowBrowserMismatchError } from '../../errors.ts';
import type { StoredFlow } from '../../store/flow-store.ts';
import { browserMismatch, isSameBrowser } from './browser-mark.ts';
import type { BrowserMarks } from './browser-mark.ts';
import { failFlow } from './fail-flow.ts';
import { finishSignIn } from './finish-sign-in.ts';
import { isAbandoned, isEnded, isOpen } from './flow-progress.ts';
import { openSecrets } from './flow-secrets.ts';
import { changeFlow, redirectUri, signInOf, subjectOf } from './sign-in-deps.ts';
import type { SignInDeps } from './sign-in-deps.ts';

/** Longer than a sign-in can take to be finished. */
const OUTCOME_PATIENCE_MS = 30_000;
/** Changes in other processes are noticed by looking this often. */
const LOOK_EVERY_MS = 500;

/** A browser that a system sent back. Nothing of it has been checked. */
export interface ReturnRequest {
  /** Whose address it came to. */
  readonly connector: string;
  readonly parameters: URLSearchParams;
  readonly marks: BrowserMarks;
  /** Names the request, for whoever asks what became of it. */
  readonly log: Logger;
  /** Ends the wait, not the sign-in. */
  readonly signal: AbortSignal;
}

/**
 * Ends a sign-in with what the system sent along, and resolves to the flow as it then stands: succeeded, failed or
 * cancelled. Many returns with one state end it once; a repeated one in the right browser is told how it ended.
 *
 * The work goes on when the window is closed meanwhile: the code can be exchanged once only.
 *
 * @throws {FlowExpiredError} There is no such flow, or it is over.
 * @throws {FlowBrowserMismatchError} Another browser, connector or issuer than it was begun with. Nothing was exchanged.
 * @throws {ConflictError} It is still being finished, and this request waits no longer.
 */
export async function returnFlow(deps: SignInDeps, request: ReturnRequest): Promise<StoredFlow> {
  const { connector, parameters, marks, signal } = request;
  const flow = await flowOfReturn(deps, parameters);
  if (flow.connector !== connector) throw await browserMismatch(deps, flow, 'another connector’s address');
  // The mark is gone with the time that a sign-in has.
  if (deps.now() >= flow.expiresAt && !isSameBrowser(flow, marks)) throw new FlowExpiredError();
  if (!isSameBrowser(flow, marks)) throw await browserMismatch(deps, flow, 'another browser came back');
  if (isAbandoned(flow, deps.now())) throw new FlowExpiredError();
  if (flow.status === 'exchanging') return outcomeOf(deps, flow, signal);
  if (isEnded(flow)) return flow;
  if (!isOpen(flow, deps.now())) throw new FlowExpiredError();

  const signIn = signInOf(deps, flow);
  const secrets = await openSecrets(deps, flow);
  // Over by now, which the next look at it tells.
  if (!secrets?.run) return returnFlow(deps, request);
  const { run, values } = secrets;
  if (!signIn.isFromIssuer(values, parameters)) throw await wrongIssuer(deps, flow, request);
  const taken = await changeFlow(deps, flow, { status: 'exchanging' });
  if (!taken) return returnFlow(deps, request);
  const back = { redirectUri: redirectUri(deps, connector), state: run.state, kept: run.kept, parameters };
  await deps.background.start(
    'finish sign-in',
    (stop) => finishSignIn({ ...deps, log: request.log }, { flow: taken, values, back, signIn }, stop),
    OUTCOME_PATIENCE_MS,
  );
  return outcomeOf(deps, taken, signal);
}

/** The right browser came back from another system than it was sent to: this run can end in nothing else. */
async function wrongIssuer(
  deps: SignInDeps,
  flow: StoredFlow,
  { parameters, log }: ReturnRequest,
): Promise<FlowBrowserMismatchError> {
  const { auth } = subjectOf(deps, flow).definition;
  const expectedIssuer = 'issuer' in auth ? auth.issuer : undefined;
  const fields = {
    flowId: flow.id,
    connector: flow.connector,
    expectedIssuer,
    issuer: providerText(parameters.get('iss')),
  };
  log.error(fields, 'a sign-in came back from another issuer than its connector is configured with');
  const mismatch = await browserMismatch(deps, flow, 'another issuer');
  await failFlow(deps, flow, mismatch);
  return mismatch;
}

async function flowOfReturn({ store }: SignInDeps, parameters: URLSearchParams): Promise<StoredFlow> {
  const [state, ...more] = parameters.getAll('state');
  const flow =
    state === undefined || more.length > 0 ? undefined : await store.flows.findByState(hashOpaqueToken(state));
  if (!flow) throw new FlowExpiredError();
  return flow;
}

async function outcomeOf(deps: SignInDeps, flow: StoredFlow, signal: AbortSignal): Promise<StoredFlow> {
  const until = deps.now() + OUTCOME_PATIENCE_MS;
  for (;;) {
    const current = await deps.store.flows.find(flow, flow.id);
    if (!current) throw new FlowExpiredError();
    if (isEnded(current)) return current;
    if (signal.aborted || deps.now() > until) throw new ConflictError('This sign-in is being finished.');
    await deps.news.next(flow.id, { patienceMs: LOOK_EVERY_MS, signal });
  }
}
