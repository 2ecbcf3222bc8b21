import type { ConnectionDetails } from '../protocol/connection.ts';
import type { ConnectorView } from '../protocol/connector.ts';
import type { DialogEvent } from '../protocol/dialog-event.ts';
import type { ConnectionResponse } from '../protocol/session-api.ts';
import { ConnectionChoice } from './connection-choice.ts';
import type { CredentialDraft } from './credential-draft.ts';
import type { HostEvents } from './host-events.ts';
import { type Failure, failureOf } from './failure.ts';
import { RefusedError, UnreachableError } from './server-call.ts';
import { type Renew, SessionCalls, SessionEndedError } from './session-calls.ts';
import type { SessionClient } from './session-client.ts';
import { SignIn } from './sign-in.ts';
import { entryStep, firstStep, isReplacing, type Step, stepBefore, type StepProblem } from './step.ts';

/** What a {@link DialogModel} starts from. */
export interface DialogModelOptions {
  readonly client: SessionClient;
  readonly connector: ConnectorView;
  readonly connections: readonly ConnectionDetails[];
  readonly connectionId: number;
  readonly events: HostEvents;
  /** BCP 47 tag of the language in which the person reads this. */
  readonly locale: () => string;
  /** Called with what the host page may hear. */
  readonly tell: (event: DialogEvent) => void;
  /**
   * Tries to get another session in place of one that is over. Calls {@link DialogModel.continueWith} before it
   * resolves; rejects if there is none to be had. Absent where a session that is over stays so.
   */
  readonly renew?: Renew | undefined;
  /** Called when the session is over for good. What was typed is still here. */
  readonly ended: (reason: RefusedError) => void;
}

/**
 * What the dialog knows and does, without how it looks: the connections, which one is chosen, its step, and the calls
 * that lead from one step to the next.
 */
export class DialogModel {
  /** Its steps where the connector has people sign in at the system. */
  readonly signIn: SignIn;
  readonly #options: DialogModelOptions;
  readonly #choice: ConnectionChoice;
  readonly #listeners = new Set<() => void>();
  readonly #calls: SessionCalls;
  #client: SessionClient;
  #step: Step;

  /** What is typed as another name of the chosen connection. `undefined` while nobody renames it. */
  newName: string | undefined;

  /** @throws {TypeError} If the connection to show is not in the list. */
  constructor(options: DialogModelOptions) {
    this.#options = options;
    this.#choice = new ConnectionChoice(options.connections, options.connectionId);
    this.#calls = new SessionCalls(options.renew, () => this.#notify());
    this.#client = options.client;
    this.#step = this.#firstStep();
    this.signIn = new SignIn({
      connector: options.connector,
      renew: options.renew,
      client: () => this.#client,
      order: () => ({ connectionId: this.chosen.id, values: this.#values(), locale: options.locale() }),
      step: () => this.#step,
      show: (step) => this.#show(step),
      changed: () => this.#notify(),
      succeeded: (state) => this.#accepted(state),
      refused: ({ connection, problem }, next) => {
        this.#fail({ connection, problem: { ...problem, fields: [] } }, next);
      },
      failed: (error, next) => this.#failed(error, next),
    });
  }

  get connections(): readonly ConnectionDetails[] {
    return this.#choice.all;
  }

  /** The connection that is shown. */
  get chosen(): ConnectionDetails {
    return this.#choice.chosen;
  }

  get step(): Step {
    return this.#step;
  }

  /** Whether a call runs whose answer is waited for. Only {@link cancel} is listened to meanwhile. */
  get busy(): boolean {
    return this.#calls.busy || this.#step.name === 'signing-in';
  }

  /** Whether the call that is waited for waits for another session. */
  get renewing(): boolean {
    return this.#calls.renewing;
  }

  /** What was typed for the chosen connection. */
  get draft(): CredentialDraft {
    return this.#choice.draft;
  }

  /** Calls back after each change. Returns what ends it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells the host how the chosen connection stands. To be called once when the page is there. */
  announce(): void {
    this.#tell(this.#options.events.status(this.chosen));
  }

  choose(id: number): void {
    if (this.busy || !this.#choice.choose(id)) return;
    // A quiet look at the server that is still under way was about the other connection.
    this.#calls.stop();
    this.signIn.forget();
    this.newName = undefined;
    this.#show(this.#firstStep());
  }

  /** Asks for new credentials and keeps the present ones meanwhile. */
  replace(): void {
    if (this.busy || this.#step.name !== 'connected') return;
    this.#show({ name: entryStep(this.#options.connector), replacing: true });
  }

  /** Goes back to the connection that {@link replace} wanted to change. */
  keep(): void {
    if (this.busy || !isReplacing(this.#step)) return;
    this.draft.clear();
    this.#show(this.#firstStep());
  }

  /** Goes back from the way to the system to what was typed before. */
  back(): void {
    if (this.#step.name === 'sign-in') this.#show({ name: 'form', replacing: this.#step.replacing });
  }

  /** Hands the draft to the server, to be tried and kept; or shows the way to the system, if it is for that. */
  async connect(): Promise<void> {
    if (this.busy || this.#step.name !== 'form') return;
    const { replacing } = this.#step;
    if (this.#options.connector.usesSignIn) {
      this.#show({ name: 'sign-in', replacing });
      return;
    }
    const body = { values: this.#values() };
    await this.#call(
      { name: 'checking', replacing },
      (signal) => this.#client.saveCredentials(this.chosen.id, body, signal),
      (answer) => this.#accepted(answer),
      (problem) => ({ name: 'form', problem, replacing }),
    );
  }

  /**
   * Stops waiting for {@link connect}, for a window, or for another session. What was typed stays.
   *
   * The server may have been faster than the person: it is asked how things stand, so that a connection that came
   * about all the same is shown and not asked for again.
   */
  async cancel(): Promise<void> {
    if (this.renewing) {
      this.#halt();
      return;
    }
    if (this.#step.name === 'signing-in' && this.#step.flow.status !== 'exchanging') this.signIn.cancel();
    if (this.#step.name !== 'checking') return;
    this.#halt();
    await this.#calls.look({
      request: (signal) => this.#client.read(signal),
      answered: (connections) => this.#reconcile(connections),
      failed: (error) => {
        // Nobody asked for this look, so nobody is told that it failed; an ended session matters at any time.
        if (error instanceof SessionEndedError) this.#options.ended(error.reason);
      },
    });
  }

  /** Ends what is under way, without a look at what came of it. */
  stop(): void {
    this.signIn.stop();
    this.#halt();
  }

  /** Goes on with another session, and with the connections as they stand in it. The chosen one is among them. */
  continueWith(client: SessionClient, connections: readonly ConnectionDetails[]): void {
    this.#client = client;
    this.#reconcile(connections);
  }

  async disconnect(): Promise<void> {
    if (this.busy || this.#step.name !== 'connected') return;
    await this.#call(
      { name: 'connected', disconnecting: true },
      (signal) => this.#client.disconnect(this.chosen.id, signal),
      ({ connection }) => {
        this.#choice.store(connection);
        this.#show(this.#firstStep());
        this.announce();
      },
      (problem) => ({ name: 'connected', problem, disconnecting: false }),
    );
  }

  /** Gives the chosen connection another name. Resolves to what came of it: if it did not work, to why not. */
  async rename(name: string): Promise<'done' | 'given up' | StepProblem> {
    let outcome: 'done' | 'given up' | StepProblem = 'given up';
    if (this.busy) return outcome;
    await this.#call(
      this.#step,
      (signal) => this.#client.rename(this.chosen.id, { name }, signal),
      ({ connection }) => {
        outcome = 'done';
        this.newName = undefined;
        this.#choice.store(connection);
        this.#notify();
      },
      (problem) => {
        outcome = problem;
        return this.#step;
      },
    );
    return outcome;
  }

  #call(
    during: Step,
    request: (signal: AbortSignal) => Promise<ConnectionResponse>,
    answered: (answer: ConnectionResponse) => void,
    failed: (problem: StepProblem) => Step,
  ): Promise<void> {
    const done = this.#calls.make({ request, answered, failed: (error) => this.#failed(error, failed) });
    this.#show(during);
    return done;
  }

  #accepted({ connection, successDetails = {}, previousAccount }: ConnectionResponse): void {
    this.#choice.store(connection);
    if (connection.status === 'connected') this.draft.clear();
    const step = this.#firstStep();
    this.#show(step.name === 'connected' ? { ...step, previousAccount } : step);
    this.announce();
    if (connection.status === 'connected') this.#tell(this.#options.events.success(connection, successDetails));
  }

  #failed(error: unknown, next: (problem: StepProblem) => Step): void {
    if (error instanceof SessionEndedError) {
      this.stop();
      this.#options.ended(error.reason);
      return;
    }
    this.#fail(failureOf(error), next);
    if (!(error instanceof UnreachableError || error instanceof RefusedError)) throw error;
  }

  #fail({ problem, connection, message }: Failure, next: (problem: StepProblem) => Step): void {
    const { events } = this.#options;
    const { code } = problem;
    if (connection) this.#choice.store(connection);
    this.#show(next(problem));
    if (code === 'unreachable') return;
    if (connection) this.#tell(events.refused(connection, code));
    else if (message !== undefined && code !== 'invalid_request') this.#tell(events.error(code, message));
  }

  #reconcile(connections: readonly ConnectionDetails[]): void {
    const before = this.chosen;
    if (!this.#choice.choose(before.id, connections)) return;
    const now = this.chosen;
    // A step that waits for an answer gives way to the one that the answer brings.
    const isWaiting = this.#step.name === 'signing-in' || stepBefore(this.#step) !== this.#step;
    if (isWaiting || (now.status === before.status && now.connectedAt === before.connectedAt)) {
      this.#notify();
    } else {
      this.#show(this.#firstStep());
      this.announce();
    }
  }

  #firstStep(): Step {
    return firstStep(this.chosen, this.#options.connector);
  }

  #values(): Readonly<Record<string, string>> {
    return this.draft.values(this.#options.connector.fields);
  }

  #halt(): void {
    this.#calls.stop();
    this.#show(stepBefore(this.#step));
  }

  #show(step: Step): void {
    this.#step = step;
    this.signIn.attend();
    this.#notify();
  }

  #tell(event: DialogEvent): void {
    this.#options.tell(event);
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }
}
