import { DialogModel } from '../dialog/dialog-model.ts';
import { HostEvents } from '../dialog/host-events.ts';
import { sayWith } from '../dialog/messages.ts';
import type { RefusedError } from '../dialog/server-call.ts';
import type { Renew } from '../dialog/session-calls.ts';
import { SessionClient } from '../dialog/session-client.ts';
import { en } from '../locales/en.ts';
import type { ConnectionDetails } from '../protocol/connection.ts';
import type { ConnectorView } from '../protocol/connector.ts';
import type { DialogEvent } from '../protocol/dialog-event.ts';
import { connection, createSignInResponse, signInConnector } from './fixtures.ts';
import { type RecordedStream, FakeSessionServer } from './fake-session-server.ts';

/** What a {@link SignInScenario} begins with, as far as it differs from what all others begin with. */
export interface SignInScenarioOptions {
  /** The first is the one that is shown. */
  readonly connections?: readonly ConnectionDetails[];
  readonly connector?: ConnectorView;
  readonly renew?: Renew;
}

/** What a dialog knows and does in which a person signs in at a provider, without how it looks. */
export class SignInScenario {
  readonly server = new FakeSessionServer();
  readonly model: DialogModel;
  /** What the host heard so far. */
  readonly emittedEvents: DialogEvent[] = [];
  /** Why sessions were over for good. */
  readonly sessionErrors: RefusedError[] = [];

  constructor({ connections = [connection()], connector = signInConnector, renew }: SignInScenarioOptions = {}) {
    this.model = new DialogModel({
      client: new SessionClient('bearer'),
      connector,
      connections,
      connectionId: connections[0]?.id ?? 0,
      events: new HostEvents({ say: sayWith(en) }),
      locale: () => 'de',
      tell: (event) => this.emittedEvents.push(event),
      renew,
      ended: (reason) => this.sessionErrors.push(reason),
    });
    this.model.signIn.resume();
  }

  /** The calls so far, as `GET /session`. */
  get paths(): readonly string[] {
    return this.server.calls.map(({ method, path }) => `${method} ${path}`);
  }

  get eventTypes(): readonly string[] {
    return this.emittedEvents.map(({ type }) => type);
  }

  /** How far the sign-in has come that is waited for. */
  get progress(): string | undefined {
    const { step } = this.model;
    return step.name === 'signing-in' ? step.flow.status : undefined;
  }

  /** Waits until the model is as wanted. */
  async until(wanted: () => boolean): Promise<void> {
    while (!wanted()) {
      await new Promise<void>((resolve) => {
        const stop = this.model.subscribe(() => {
          stop();
          resolve();
        });
      });
    }
  }

  waitForStep(step: string): Promise<void> {
    return this.until(() => this.model.step.name === step);
  }

  /** Answers a call with a link, and waits until it is there. */
  async respondWithLink(count: number, offer = createSignInResponse()): Promise<void> {
    (await this.server.call(count)).respond(200, offer);
    await this.until(() => this.model.signIn.link === offer.startPath);
  }

  /** Clicks the link. Resolves to the stream by which the dialog hears of it, which is the call of this number. */
  async open(count: number): Promise<RecordedStream> {
    this.model.signIn.open();
    return (await this.server.call(count)).stream();
  }

  dispose(): void {
    this.model.stop();
    this.server.restore();
  }
}
