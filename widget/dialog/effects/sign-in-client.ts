import type { CreateSignInResponse, CreateSignInRequest, SignInState } from '../../protocol/session-api.ts';
import { readEvents } from './event-stream.ts';
import { isSignInOffer, isSignInState } from './sign-in-guard.ts';
import type { SessionClient } from './session-client.ts';

/**
 * Calls the dialog's own server about sign-ins.
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

  /** Resolves to the state of the sign-in after the call: it may have been too late to cancel. */
  cancel(id: number, signal: AbortSignal): Promise<SignInState> {
    return this.#client.ask(isSignInState, { method: 'DELETE', path: `/sign-ins/${id}`, signal });
  }

  /** Calls back with each state of a sign-in, first the present one. Resolves when the server ends the stream. */
  async follow(id: number, seen: (state: SignInState) => void, signal: AbortSignal): Promise<void> {
    const heard = (data: unknown) => {
      if (isSignInState(data)) seen(data);
    };
    const read = (response: Response) => readEvents(response, heard);
    await this.#client.call({ method: 'GET', path: `/sign-ins/${id}/events`, signal, read });
  }
}
