import type { CreateSignInResponse, CreateSignInRequest, SignInState } from '../../protocol/session-api.ts';
import { readEvents } from './event-stream.ts';
import { isSignInOffer, isSignInState } from './sign-in-guard.ts';
import type { SessionClient } from './session-client.ts';

/**
 * Makes the calls about sign-ins.
 *
 * Every method rejects as the methods of {@link SessionClient} do.
 */
export class SignInClient {
  readonly #client: SessionClient;

  constructor(client: SessionClient) {
    this.#client = client;
  }

  /** Creates a sign-in for a connection. */
  create(connectionId: number, body: CreateSignInRequest, signal: AbortSignal): Promise<CreateSignInResponse> {
    return this.#client.ask(isSignInOffer, {
      method: 'POST',
      path: `/connections/${connectionId}/sign-ins`,
      body,
      signal,
    });
  }

  read(id: number, signal: AbortSignal): Promise<SignInState> {
    return this.#client.ask(isSignInState, { method: 'GET', path: `/sign-ins/${id}`, signal });
  }

  /** Cancels a sign-in. Resolves to its state after the call, which may show that it had already ended. */
  cancel(id: number, signal: AbortSignal): Promise<SignInState> {
    return this.#client.ask(isSignInState, { method: 'DELETE', path: `/sign-ins/${id}`, signal });
  }

  /**
   * Calls back with each state of a sign-in, starting with the present state. Resolves when the server ends the stream.
   */
  async follow(id: number, seen: (state: SignInState) => void, signal: AbortSignal): Promise<void> {
    const heard = (data: unknown) => {
      if (isSignInState(data)) seen(data);
    };
    const read = (response: Response) => readEvents(response, heard);
    await this.#client.call({ method: 'GET', path: `/sign-ins/${id}/events`, signal, read });
  }
}
