import { randomInt } from 'node:crypto';
import { FLOW_CODE_LENGTH } from '../../../widget/protocol/session-api.ts';
import { hashOpaqueToken, newOpaqueToken } from '../../auth/opaque-token.ts';
import { FlowExpiredError } from '../../errors.ts';
import type { StoredFlow } from '../../store/flow-store.ts';
import { browserMismatch, isSameBrowser, newBrowserMark } from './browser-mark.ts';
import type { BrowserMarks } from './browser-mark.ts';
import { failFlow } from './fail-flow.ts';
import { BEGUN_FLOWS_MAX, makeRoom } from './flow-limits.ts';
import { isOpen } from './flow-progress.ts';
import { openSecrets, sealSecrets } from './flow-secrets.ts';
import type { FlowSecrets } from './flow-secrets.ts';
import { changeFlow, redirectUri, signInOf, subjectOf } from './sign-in-deps.ts';
import type { SignInDeps } from './sign-in-deps.ts';

/** Systems that have to be asked before the browser can be sent to them have this long. */
const BEGIN_TIMEOUT_MS = 20_000;

/** Prefix of the states that systems send back. */
const STATE_PREFIX = 'eco_';

/** The first request for the link of a flow. */
export interface FirstRequest {
  /** The token in the link. */
  readonly token: string;
  /**
   * Whether the browser says that a person followed a link of one of our own pages. Only the dialog has such a link.
   */
  readonly fromOwnPage: boolean;
}

/** A request for the link of a flow that {@link decideFlow} has seen. */
export interface StartRequest {
  /** The token in the link. */
  readonly token: string;
  readonly marks: BrowserMarks;
}

/** A flow that is bound to the browser which gets this mark. That browser then opens the link once more. */
export interface BoundFlow {
  readonly flow: StoredFlow;
  readonly mark: string;
}

/** What to answer a request for the link of a flow with. `confirm`: ask for the code. `departure`: off to the system. */
export type StartOutcome =
  | { readonly kind: 'departure'; readonly flow: StoredFlow; readonly location: URL }
  | { readonly kind: 'confirm' | 'connected'; readonly flow: StoredFlow };

/** Finds the flow of a link. Throws `FlowExpiredError` when there is none. */
export async function flowOfLink({ store }: Pick<SignInDeps, 'store'>, token: string): Promise<StoredFlow> {
  const flow = await store.flows.findByToken(hashOpaqueToken(token));
  if (!flow) throw new FlowExpiredError();
  return flow;
}

/**
 * Lets the first request for a link decide about its flow. Resolves to the flow if this request has bound it.
 *
 * The decision is final. A request that follows a link of our own page binds the flow to its browser. Any other request
 * leaves the flow unbound until a person enters the code that the dialog shows. Without this rule, a forwarded link
 * connects the account of the person who opens it to the sender's tenant; neither `state` nor PKCE prevents that.
 *
 * Every request that can render a document has to come here before anything answers it, a refusal included: a document of
 * ours in the history of a browser can turn the next request for the link into one of our own page.
 */
export async function decideFlow(deps: SignInDeps, request: FirstRequest): Promise<BoundFlow | undefined> {
  const flow = await deps.store.flows.findByToken(hashOpaqueToken(request.token));
  if (flow?.status !== 'offered' || !isOpen(flow, deps.now())) return undefined;
  if (request.fromOwnPage) {
    const bound = await bindFlow(deps, flow);
    if (bound) return bound;
  } else if (await leaveUnbound(deps, flow)) {
    return undefined;
  }
  // Another request changed the flow first: most likely it has decided.
  return decideFlow(deps, request);
}

/**
 * Goes on with a flow after {@link decideFlow}: asks for the code, or sends the browser that the flow is bound to on to
 * the system.
 *
 * @throws {FlowExpiredError} The flow is over.
 * @throws {FlowBrowserMismatchError} It is bound to another browser.
 * @throws As `SignIn.begin` says, after the flow was ended with it.
 */
export async function startFlow(deps: SignInDeps, request: StartRequest): Promise<StartOutcome> {
  const flow = await flowOfLink(deps, request.token);
  subjectOf(deps, flow);
  if (flow.status === 'succeeded' && isSameBrowser(flow, request.marks)) return { kind: 'connected', flow };
  if (!isOpen(flow, deps.now())) throw new FlowExpiredError();
  if (flow.status === 'confirming') return { kind: 'confirm', flow };
  if (flow.status !== 'started') throw new TypeError('A flow has to be decided before it is started.');
  if (!isSameBrowser(flow, request.marks)) throw await browserMismatch(deps, flow, 'another browser opened the link');
  return depart(deps, flow);
}

/**
 * Binds a flow to a browser, which is told at once: before the system is asked for anything, so that a window that is
 * closed meanwhile can be opened again. `undefined`: another request was faster.
 *
 * Where a tenant has enough of them under way, the oldest gives way: most likely nobody comes back to it.
 */
export async function bindFlow(deps: SignInDeps, flow: StoredFlow): Promise<BoundFlow | undefined> {
  const { token: mark, hash: cookieHash } = newBrowserMark();
  const bound = await changeFlow(deps, flow, { status: 'started', cookieHash }, (stores, now) =>
    makeRoom(stores, flow, { statuses: ['confirming', 'started'], most: BEGUN_FLOWS_MAX, now }),
  );
  return bound && { flow: bound, mark };
}

/** Gives a flow the code that the dialog shows. `undefined`: another request was faster. */
async function leaveUnbound(deps: SignInDeps, flow: StoredFlow): Promise<StoredFlow | undefined> {
  const code = String(randomInt(10 ** FLOW_CODE_LENGTH)).padStart(FLOW_CODE_LENGTH, '0');
  const known = await secretsOf(deps, flow);
  const secrets = sealSecrets(deps.vault, flow, { ...known, code });
  return changeFlow(deps, flow, { status: 'confirming', secrets });
}

/** A flow that is gone on with in a second window is the same run: whichever window comes back first ends it. */
async function depart(deps: SignInDeps, flow: StoredFlow): Promise<StartOutcome> {
  const secrets = await secretsOf(deps, flow);
  if (secrets.run) return { kind: 'departure', flow, location: new URL(secrets.run.location) };
  const signIn = signInOf(deps, flow);
  const { token: state, hash: stateHash } = newOpaqueToken(STATE_PREFIX);
  const run = { redirectUri: redirectUri(deps, flow.connector), state };
  const access = { ...deps, signal: AbortSignal.timeout(BEGIN_TIMEOUT_MS) };
  const begun = await signIn.begin(secrets.values, run, access).catch(async (error: unknown) => {
    await failFlow(deps, flow, error);
    throw error;
  });
  const { location, kept } = begun;
  const sealed = sealSecrets(deps.vault, flow, { ...secrets, run: { state, location: location.href, kept } });
  const departed = await changeFlow(deps, flow, { stateHash, secrets: sealed });
  if (departed) return { kind: 'departure', flow: departed, location };
  const current = await deps.store.flows.find(flow, flow.id);
  if (!current || !isOpen(current, deps.now())) throw new FlowExpiredError();
  return depart(deps, current);
}

async function secretsOf(deps: SignInDeps, flow: StoredFlow): Promise<FlowSecrets> {
  const secrets = await openSecrets(deps, flow);
  if (!secrets) throw new FlowExpiredError();
  return secrets;
}
