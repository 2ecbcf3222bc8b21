import type { ConnectionDetails } from '../protocol/connection.ts';
import type { ConnectorView } from '../protocol/connector.ts';
import type { DialogEvent } from '../protocol/dialog-event.ts';
import type { ConnectionAnswer } from '../protocol/session-api.ts';
import { CredentialDraft } from './credential-draft.ts';
import type { HostEvents } from './host-events.ts';
import { RefusedError, UnreachableError } from './server-call.ts';
import { type Renew, SessionCalls, SessionEndedError } from './session-calls.ts';
import type { SessionClient } from './session-client.ts';
import { firstStep, type Step, stepBefore, type StepProblem } from './step.ts';

/** What a {@link DialogModel} starts from. */
export interface DialogModelOptions {
  readonly client: SessionClient;
  readonly connector: ConnectorView;
  readonly connections: readonly ConnectionDetails[];
  readonly connectionId: number;
  readonly events: HostEvents;
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
  readonly #options: DialogModelOptions;
  readonly #drafts = new Map<number, CredentialDraft>();
  readonly #listeners = new Set<() => void>();
  readonly #calls: SessionCalls;
  #client: SessionClient;
  #connections: readonly ConnectionDetails[];
  #chosen: ConnectionDetails;
  #step: Step;

  /** What is typed as another name of the chosen connection. `undefined` while nobody renames it. */
  newName: string | undefined;

  /** @throws {TypeError} If the connection to show is not in the list. */
  constructor(options: DialogModelOptions) {
    const chosen = options.connections.find(({ id }) => id === options.connectionId);
    if (!chosen) throw new TypeError('The connection to show is not in the list.');
    this.#options = options;
    this.#calls = new SessionCalls(options.renew, () => this.#notify());
    this.#client = options.client;
    this.#connections = options.connections;
    this.#chosen = chosen;
    this.#step = firstStep(chosen);
  }

  get connections(): readonly ConnectionDetails[] {
    return this.#connections;
  }

  /** The connection that is shown. */
  get chosen(): ConnectionDetails {
    return this.#chosen;
  }

  get step(): Step {
    return this.#step;
  }

  /** Whether a call runs whose answer is waited for. Only {@link cancel} is listened to meanwhile. */
  get busy(): boolean {
    return this.#calls.busy;
  }

  /** Whether the call that is waited for waits for another session. */
  get renewing(): boolean {
    return this.#calls.renewing;
  }

  /** What was typed for the chosen connection. */
  get draft(): CredentialDraft {
    let draft = this.#drafts.get(this.#chosen.id);
    if (!draft) this.#drafts.set(this.#chosen.id, (draft = new CredentialDraft()));
    return draft;
  }

  /** Calls back after each change. Returns what ends it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells the host how the chosen connection stands. To be called once when the page is there. */
  announce(): void {
    this.#tell(this.#options.events.status(this.#chosen));
  }

  choose(id: number): void {
    const connection = this.#connections.find((candidate) => candidate.id === id);
    if (this.busy || !connection) return;
    // A quiet look at the server that is still under way was about the other connection.
    this.#calls.stop();
    this.#chosen = connection;
    this.newName = undefined;
    this.#show(firstStep(connection));
  }

  /** Asks for new credentials and keeps the present ones meanwhile. */
  replace(): void {
    if (!this.busy && this.#step.name === 'connected') this.#show({ name: 'form', replacing: true });
  }

  /** Goes back to the connection that {@link replace} wanted to change. */
  keep(): void {
    if (this.busy || this.#step.name !== 'form' || !this.#step.replacing) return;
    this.draft.clear();
    this.#show(firstStep(this.#chosen));
  }

  /** Hands the draft to the server, to be tried and kept. */
  async connect(): Promise<void> {
    if (this.busy || this.#step.name !== 'form') return;
    const { replacing } = this.#step;
    const body = { values: this.draft.values(this.#options.connector.fields) };
    await this.#call(
      { name: 'checking', replacing },
      (signal) => this.#client.saveCredentials(this.#chosen.id, body, signal),
      (answer) => this.#accepted(answer),
      (problem) => ({ name: 'form', problem, replacing }),
    );
  }

  /**
   * Stops waiting for {@link connect}, or for another session. What was typed stays.
   *
   * The server may have been faster than the person: it is asked how things stand, so that a connection that came
   * about all the same is shown and not asked for again.
   */
  async cancel(): Promise<void> {
    if (this.renewing) {
      this.stop();
      return;
    }
    if (this.#step.name !== 'checking') return;
    this.stop();
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
    this.#calls.stop();
    this.#show(stepBefore(this.#step));
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
      (signal) => this.#client.disconnect(this.#chosen.id, signal),
      ({ connection }) => {
        this.#store(connection);
        this.#show(firstStep(connection));
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
      (signal) => this.#client.rename(this.#chosen.id, { name }, signal),
      ({ connection }) => {
        outcome = 'done';
        this.newName = undefined;
        this.#store(connection);
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
    request: (signal: AbortSignal) => Promise<ConnectionAnswer>,
    answered: (answer: ConnectionAnswer) => void,
    failed: (problem: StepProblem) => Step,
  ): Promise<void> {
    const done = this.#calls.make({ request, answered, failed: (error) => this.#failed(error, failed) });
    this.#show(during);
    return done;
  }

  #accepted({ connection, success = {} }: ConnectionAnswer): void {
    this.#store(connection);
    if (connection.status === 'connected') this.draft.clear();
    this.#show(firstStep(connection));
    this.announce();
    if (connection.status === 'connected') this.#tell(this.#options.events.success(connection, success));
  }

  #failed(error: unknown, next: (problem: StepProblem) => Step): void {
    if (error instanceof SessionEndedError) {
      this.#show(stepBefore(this.#step));
      this.#options.ended(error.reason);
    } else if (error instanceof UnreachableError) {
      this.#show(next({ code: 'unreachable', fields: [] }));
    } else if (error instanceof RefusedError) {
      this.#refused(error, next);
    } else {
      this.#show(next({ code: 'internal', fields: [] }));
      throw error;
    }
  }

  #refused({ code, message, fields, connection }: RefusedError, next: (problem: StepProblem) => Step): void {
    const { events } = this.#options;
    if (connection) this.#store(connection);
    const problem = connection?.problem;
    // A problem of another code is an older one.
    this.#show(next({ code, fields, providerMessage: problem?.code === code ? problem.providerMessage : undefined }));
    if (connection) {
      this.#tell(events.refused(connection, code));
    } else if (code !== 'invalid_request') {
      this.#tell(events.error(code, message));
    }
  }

  #reconcile(connections: readonly ConnectionDetails[]): void {
    const now = connections.find(({ id }) => id === this.#chosen.id);
    if (!now) return;
    const before = this.#chosen;
    this.#connections = connections;
    this.#chosen = now;
    // A step that waits for an answer gives way to the one that the answer brings.
    const isWaiting = stepBefore(this.#step) !== this.#step;
    if (isWaiting || (now.status === before.status && now.connectedAt === before.connectedAt)) {
      this.#notify();
    } else {
      this.#show(firstStep(now));
      this.announce();
    }
  }

  #store(connection: ConnectionDetails): void {
    this.#connections = this.#connections.map((known) => (known.id === connection.id ? connection : known));
    if (this.#chosen.id === connection.id) this.#chosen = connection;
  }

  #show(step: Step): void {
    this.#step = step;
    this.#notify();
  }

  #tell(event: DialogEvent): void {
    this.#options.tell(event);
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }
}
