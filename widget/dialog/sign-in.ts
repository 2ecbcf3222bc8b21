import type { ConnectorView } from '../protocol/connector.ts';
import type { CreateSignInRequest, SignInState } from '../protocol/session-api.ts';
import { FlowClient } from './flow-client.ts';
import { FlowWatch } from './flow-watch.ts';
import { RefusedError } from './server-call.ts';
import { type Renew, SessionCalls, SessionEndedError } from './session-calls.ts';
import type { SessionClient } from './session-client.ts';
import { SignInLink } from './sign-in-link.ts';
import { isPassing, isReplacing, type Step, type StepProblem } from './step.ts';

/** How often to look at a link that may be followed without a click here, and for how long: as long as a sign-in has. */
const LOOK_EVERY_MS = 2000;
const LOOKS_MAX = 300;

/** What a {@link SignIn} needs of the dialog in which it has two steps. */
export interface SignInOptions {
  readonly connector: ConnectorView;
  readonly renew: Renew | undefined;
  /** The session as it is now. */
  readonly client: () => SessionClient;
  /** What to sign in for. */
  readonly order: () => CreateSignInRequest & { readonly connectionId: number };
  readonly step: () => Step;
  /** Shows a step. */
  readonly show: (step: Step) => void;
  /** Called when there is something else to see in the present step. */
  readonly changed: () => void;
  readonly succeeded: (state: SignInState & { readonly status: 'succeeded' }) => void;
  /** Called when the system or the person said no, with the step to show. */
  readonly refused: (state: SignInState & { readonly status: 'failed' }, next: (problem: StepProblem) => Step) => void;
  /** Called when a call failed, with the step to show. */
  readonly failed: (error: unknown, next: (problem: StepProblem) => Step) => void;
}

/**
 * The steps in which a person signs in at a system: the way there, and the wait for what becomes of it.
 *
 * Asks the server for nothing before {@link resume} and after {@link stop}. A sign-in that is left goes on without it.
 */
export class SignIn {
  readonly #options: SignInOptions;
  readonly #calls: SessionCalls;
  readonly #link: SignInLink;
  readonly #watch: FlowWatch;
  /** What was begun, and waits for its end. */
  #flowId: number | undefined;
  #isStopped = true;
  #looks: ReturnType<typeof setInterval> | undefined;

  constructor(options: SignInOptions) {
    const { renew, order, changed } = options;
    const client = () => this.#client;
    this.#options = options;
    const calls = (this.#calls = new SessionCalls(renew, changed));
    this.#link = new SignInLink({
      calls,
      mint: (signal) => {
        const { connectionId, ...body } = order();
        return client().offer(connectionId, body, signal);
      },
      changed,
      failed: (error) => options.failed(error, (problem) => this.#stepWithoutLink(problem)),
    });
    this.#watch = new FlowWatch({
      calls,
      client,
      seen: (state) => this.#seen(state),
      failed: (error) => options.failed(error, (problem) => this.#beginning(problem)),
    });
  }

  /** Where the window is to be opened. `undefined` while there is no such place. */
  get link(): string | undefined {
    return this.#link.path;
  }

  /** Whether there was no link to be had, so that there is none before {@link retry}. */
  get hasFailed(): boolean {
    return this.#link.hasFailed;
  }

  /** Whether a link waits for another session. */
  get renewing(): boolean {
    return this.#calls.renewing;
  }

  /** Does what the step needs that is shown now. */
  attend(): void {
    const { name } = this.#options.step();
    if (name !== 'sign-in' && name !== 'signing-in') this.forget();
    else if (this.#isStopped) return;
    else if (name === 'sign-in') this.#link.prepare();
    else if (this.#flowId !== undefined) void this.#watch.start(this.#flowId);
  }

  /** Tries again to get a link. */
  retry(): void {
    this.#options.show(this.#beginning());
  }

  /** To be called at the click on the link. */
  open(): void {
    const { flowId } = this.#link;
    this.#halt();
    // When the browser has followed the link, which has to stand in the page until then.
    setTimeout(() => {
      if (flowId !== undefined && flowId === this.#link.flowId) this.#opened(flowId, { status: 'created' });
    });
  }

  /**
   * Looks now and then how the sign-in stands to which the link leads: it may be followed from a menu or in another
   * browser, or a window may be open still of which this page knows nothing.
   */
  expect(): void {
    let looks = 0;
    clearInterval(this.#looks);
    this.#looks = setInterval(() => {
      if (this.#isStopped || this.#options.step().name !== 'sign-in' || ++looks > LOOKS_MAX) clearInterval(this.#looks);
      else this.#check();
    }, LOOK_EVERY_MS);
  }

  /** Looks at once how things stand. To be called when the person comes back to the page. */
  wake(): void {
    this.#watch.wake();
    if (this.#options.step().name === 'sign-in' && !this.#isStopped) this.#check();
  }

  /** Ends the sign-in that was begun. What becomes of it is seen all the same, if it was too late for that. */
  cancel(): void {
    const { failed, step, show } = this.#options;
    const flowId = this.#flowId;
    if (flowId === undefined) return;
    this.#halt();
    this.#link.forget();
    void this.#calls.make({
      request: (signal) => this.#client.cancel(flowId, signal),
      answered: (state) => this.#seen(state),
      failed: (error) => {
        if (error instanceof SessionEndedError) failed(error, step);
        else this.#seen({ status: 'cancelled' });
      },
    });
    show({ name: 'sign-in', replacing: isReplacing(step()) });
  }

  /** Forgets the link, and what becomes of it. */
  forget(): void {
    clearInterval(this.#looks);
    this.#halt();
    this.#link.forget();
    this.#flowId = undefined;
  }

  /** Asks for nothing more. */
  stop(): void {
    clearInterval(this.#looks);
    this.#isStopped = true;
    this.#halt();
  }

  /** Goes on where {@link stop} has ended it. */
  resume(): void {
    this.#isStopped = false;
    this.attend();
  }

  get #client(): FlowClient {
    return new FlowClient(this.#options.client());
  }

  #halt(): void {
    this.#link.rest();
    this.#watch.stop();
    this.#calls.stop();
  }

  /** A link may have been followed in a way that cannot be noticed, as from a menu. */
  #check(): void {
    const { flowId } = this.#link;
    this.#link.prepare();
    if (flowId === undefined || this.#calls.busy) return;
    void this.#calls.look({
      request: (signal) => this.#client.read(flowId, signal),
      answered: (state) => {
        if (state.status !== 'created') this.#opened(flowId, state);
      },
      failed: (error) => {
        // It has given way to newer ones. Of any other failure nobody is told, since nobody asked.
        if (error instanceof RefusedError) this.#link.replace();
      },
    });
  }

  #opened(flowId: number, state: SignInState): void {
    this.#flowId = flowId;
    this.#seen(state);
  }

  #seen(state: SignInState): void {
    const { step, show, succeeded, refused } = this.#options;
    const now = step();
    switch (state.status) {
      case 'succeeded':
        succeeded(state);
        break;
      case 'failed':
        refused(state, (problem) => this.#beginning(problem));
        break;
      case 'cancelled':
        show(this.#beginning());
        break;
      case 'created':
      case 'confirming':
      case 'started':
      case 'exchanging':
        if (now.name === 'signing-in' && now.flow.status === state.status) return;
        show({ name: 'signing-in', flow: state, replacing: isReplacing(now) });
    }
  }

  /** The way to the system, to be gone once more. */
  #beginning(problem?: StepProblem): Step {
    this.forget();
    return { name: 'sign-in', problem, replacing: isReplacing(this.#options.step()) };
  }

  /** What was typed may be why there is none. */
  #stepWithoutLink(problem: StepProblem): Step {
    const { connector, step } = this.#options;
    const name = connector.fields.length === 0 || isPassing(problem.code) ? 'sign-in' : 'form';
    return { name, problem, replacing: isReplacing(step()) };
  }
}
