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
import { connection, flowOffer, signInConnector } from './samples.ts';
import { type RecordedStream, SessionServer } from './session-server.ts';

/** What a {@link SignInRun} begins with, as far as it differs from what all others begin with. */
export interface SignInRunOptions {
  /** The first is the one that is shown. */
  readonly connections?: readonly ConnectionDetails[];
  readonly connector?: ConnectorView;
  readonly renew?: Renew;
}

/** What a dialog knows and does in which a person signs in at a system, without how it looks. */
export class SignInRun {
  readonly server = new SessionServer();
  readonly model: DialogModel;
  /** What the host heard so far. */
  readonly told: DialogEvent[] = [];
  /** Why sessions were over for good. */
  readonly ended: RefusedError[] = [];

  constructor({ connections = [connection()], connector = signInConnector, renew }: SignInRunOptions = {}) {
    this.model = new DialogModel({
      client: new SessionClient('bearer'),
      connector,
      connections,
      connectionId: connections[0]?.id ?? 0,
      events: new HostEvents({ say: sayWith(en) }),
      locale: () => 'de',
      tell: (event) => this.told.push(event),
      renew,
      ended: (reason) => this.ended.push(reason),
    });
    this.model.signIn.resume();
  }

  /** The calls so far, as `GET /session`. */
  get paths(): readonly string[] {
    return this.server.calls.map(({ method, path }) => `${method} ${path}`);
  }

  get typesTold(): readonly string[] {
    return this.told.map(({ type }) => type);
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

  isAt(step: string): Promise<void> {
    return this.until(() => this.model.step.name === step);
  }

  /** Answers a call with a link, and waits until it is there. */
  async offered(count: number, offer = flowOffer()): Promise<void> {
    (await this.server.call(count)).answer(200, offer);
    await this.until(() => this.model.signIn.link === offer.startPath);
  }

  /** Clicks the link. Resolves to the stream by which the dialog hears of it, which is the call of this number. */
  async open(count: number): Promise<RecordedStream> {
    this.model.signIn.open();
    return (await this.server.call(count)).stream();
  }

  end(): void {
    this.model.stop();
    this.server.restore();
  }
}
