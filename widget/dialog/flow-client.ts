import type { CreateSignInResponse, CreateSignInRequest, SignInState } from '../protocol/session-api.ts';
import { readEvents } from './event-stream.ts';
import { isFlowOffer, isFlowState } from './flow-guard.ts';
import type { SessionClient } from './session-client.ts';

/**
 * Calls the dialog's own server about sign-ins, with a session of its own.
 *
 * Every method rejects as {@link SessionClient} does.
 */
export class FlowClient {
  readonly #client: SessionClient;

  constructor(client: SessionClient) {
    this.#client = client;
  }

  /** Makes a sign-in for a connection. */
  offer(connectionId: number, body: CreateSignInRequest, signal: AbortSignal): Promise<CreateSignInResponse> {
    return this.#client.ask(isFlowOffer, {
      method: 'POST',
      path: `/connections/${connectionId}/sign-ins`,
      body,
      signal,
    });
  }

  read(id: number, signal: AbortSignal): Promise<SignInState> {
    return this.#client.ask(isFlowState, { method: 'GET', path: `/sign-ins/${id}`, signal });
  }

  /** Resolves to how the sign-in stands then: it may have been too late. */
  cancel(id: number, signal: AbortSignal): Promise<SignInState> {
    return this.#client.ask(isFlowState, { method: 'DELETE', path: `/sign-ins/${id}`, signal });
  }

  /** Calls back with each state of a sign-in, the present one first. Resolves when the server ends the stream. */
  async follow(id: number, seen: (state: SignInState) => void, signal: AbortSignal): Promise<void> {
    const heard = (data: unknown) => {
      if (isFlowState(data)) seen(data);
    };
    const read = (response: Response) => readEvents(response, heard);
    await this.#client.call({ method: 'GET', path: `/sign-ins/${id}/events`, signal, read });
  }
}
