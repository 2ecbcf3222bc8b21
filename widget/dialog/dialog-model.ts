import type { ConnectionDetails } from '../protocol/connection.ts';
import type { ConnectorView } from '../protocol/connector.ts';
import type { DialogEvent } from '../protocol/dialog-event.ts';
import type { ConnectionAnswer } from '../protocol/session-api.ts';
import { CredentialDraft } from './credential-draft.ts';
import type { HostEvents } from './host-events.ts';
import { type SessionClient, SessionRefusedError, SessionUnreachableError } from './session-client.ts';
import { firstStep, type Step, type StepProblem } from './step.ts';

/** What a {@link DialogModel} starts from. */
export interface DialogModelOptions {
  readonly client: SessionClient;
  readonly connector: ConnectorView;
  readonly connections: readonly ConnectionDetails[];
  readonly connectionId: number;
  readonly events: HostEvents;
  /** Called with what the host page may hear. */
  readonly tell: (event: DialogEvent) => void;
}

/**
 * What the dialog knows and does, without how it looks: the connections, which one is chosen, its step, and the calls
 * that lead from one step to the next.
 *
 * One call runs at a time. Each has a number, and an answer whose number is no longer the newest changes nothing.
 */
export class DialogModel {
  readonly #options: DialogModelOptions;
  readonly #drafts = new Map<number, CredentialDraft>();
  readonly #listeners = new Set<() => void>();
  #connections: readonly ConnectionDetails[];
  #chosen: ConnectionDetails;
  #step: Step;
  #run = new AbortController();
  #busy = false;

  /** @throws {TypeError} If the connection to show is not in the list. */
  constructor(options: DialogModelOptions) {
    const chosen = options.connections.find(({ id }) => id === options.connectionId);
    if (!chosen) throw new TypeError('The connection to show is not in the list.');
    this.#options = options;
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
    return this.#busy;
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
    if (this.#busy || !connection) return;
    // A quiet look at the server that is still under way was about the other connection.
    this.#run.abort();
    this.#chosen = connection;
    this.#show(firstStep(connection));
  }

  /** Asks for new credentials and keeps the present ones meanwhile. */
  replace(): void {
    if (!this.#busy && this.#step.name === 'connected') this.#show({ name: 'form', replacing: true });
  }

  /** Goes back to the connection that {@link replace} wanted to change. */
  keep(): void {
    if (this.#busy || this.#step.name !== 'form' || !this.#step.replacing) return;
    this.draft.clear();
    this.#show(firstStep(this.#chosen));
  }

  /** Hands the draft to the server, to be tried and kept. */
  async connect(): Promise<void> {
    if (this.#busy || this.#step.name !== 'form') return;
    const { replacing } = this.#step;
    const { client, connector } = this.#options;
    const body = { values: this.draft.values(connector.fields) };
    await this.#call(
      { name: 'checking', replacing },
      (signal) => client.saveCredentials(this.#chosen.id, body, signal),
      (answer) => this.#accepted(answer),
      (problem) => ({ name: 'form', problem, replacing }),
    );
  }

  /**
   * Stops waiting for {@link connect}. What was typed stays.
   *
   * The server may have been faster than the person: it is asked how things stand, so that a connection that came
   * about all the same is shown and not asked for again.
   */
  async cancel(): Promise<void> {
    if (this.#step.name !== 'checking') return;
    const run = this.#begin({ name: 'form', replacing: this.#step.replacing });
    this.#busy = false;
    this.#notify();
    try {
      const connections = await this.#options.client.read(run.signal);
      if (!run.signal.aborted) this.#reconcile(connections);
    } catch (error) {
      // Nobody asked for this look, so nobody is told that it failed; an ended session matters at any time.
      if (!run.signal.aborted && isExpiry(error)) this.#expire();
    }
  }

  async disconnect(): Promise<void> {
    if (this.#busy || this.#step.name !== 'connected') return;
    await this.#call(
      { name: 'connected', disconnecting: true },
      (signal) => this.#options.client.disconnect(this.#chosen.id, signal),
      ({ connection }) => {
        this.#store(connection);
        this.#show(firstStep(connection));
        this.announce();
      },
      (problem) => ({ name: 'connected', problem, disconnecting: false }),
    );
  }

  /** Gives the chosen connection another name. Resolves to why not, if it did not work. */
  async rename(name: string): Promise<StepProblem | undefined> {
    if (this.#busy) return undefined;
    let failed: StepProblem | undefined;
    const before = this.#step;
    await this.#call(
      before,
      (signal) => this.#options.client.rename(this.#chosen.id, { name }, signal),
      ({ connection }) => {
        this.#store(connection);
        this.#show(before);
      },
      (problem) => {
        failed = problem;
        return before;
      },
    );
    return failed;
  }

  async #call(
    during: Step,
    request: (signal: AbortSignal) => Promise<ConnectionAnswer>,
    succeeded: (answer: ConnectionAnswer) => void,
    failed: (problem: StepProblem) => Step,
  ): Promise<void> {
    const run = this.#begin(during);
    try {
      const answer = await request(run.signal);
      if (run.signal.aborted) return;
      this.#busy = false;
      succeeded(answer);
    } catch (error) {
      if (run.signal.aborted) return;
      this.#busy = false;
      this.#failed(error, failed);
    }
  }

  #begin(step: Step): AbortController {
    this.#run.abort();
    this.#run = new AbortController();
    this.#busy = true;
    this.#show(step);
    return this.#run;
  }

  #accepted({ connection, success = {} }: ConnectionAnswer): void {
    this.#store(connection);
    if (connection.status === 'connected') this.draft.clear();
    this.#show(firstStep(connection));
    this.announce();
    if (connection.status === 'connected') this.#tell(this.#options.events.success(connection, success));
  }

  #failed(error: unknown, next: (problem: StepProblem) => Step): void {
    if (isExpiry(error)) {
      this.#expire();
    } else if (error instanceof SessionUnreachableError) {
      this.#show(next({ code: 'unreachable', fields: [] }));
    } else if (error instanceof SessionRefusedError) {
      this.#refused(error, next);
    } else {
      this.#show(next({ code: 'internal', fields: [] }));
      throw error;
    }
  }

  #refused({ code, fields, connection }: SessionRefusedError, next: (problem: StepProblem) => Step): void {
    const { events } = this.#options;
    if (connection) this.#store(connection);
    const problem = connection?.problem;
    // A problem of another code is an older one.
    this.#show(next({ code, fields, providerMessage: problem?.code === code ? problem.providerMessage : undefined }));
    if (connection) {
      this.#tell(events.refused(connection, code));
    } else if (code !== 'invalid_request') {
      this.#tell(events.error(code));
    }
  }

  #reconcile(connections: readonly ConnectionDetails[]): void {
    const now = connections.find(({ id }) => id === this.#chosen.id);
    if (!now) return;
    const before = this.#chosen;
    this.#connections = connections;
    this.#chosen = now;
    if (now.status === before.status && now.connectedAt === before.connectedAt) {
      this.#notify();
    } else {
      this.#show(firstStep(now));
      this.announce();
    }
  }

  #expire(): void {
    this.#drafts.clear();
    this.#busy = false;
    this.#show({ name: 'expired' });
    this.#tell(this.#options.events.error('session_expired'));
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

function isExpiry(error: unknown): boolean {
  return error instanceof SessionRefusedError && error.code === 'session_expired';
}
