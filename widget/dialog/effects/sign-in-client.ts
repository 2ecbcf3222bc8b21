import type { CreateSignInResponse, CreateSignInRequest, SignInState } from '../../protocol/session-api.ts';
import type { SessionClient } from './session-client.ts';
import { type Guard, isRecord, isString, oneOf, optional, record } from '../../protocol/guards.ts';
import { isId } from '../../protocol/connection.ts';
import { isConnectionDetails, isProblem } from './connection-guard.ts';

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

/**
 * Reads a response as `text/event-stream` (HTML section 9.2.6) until it ends. Calls back with the parsed JSON of each
 * event.
 *
 * Supports only events with one line of data, as our server sends them. Rejects if the data is not JSON, or if the
 * stream breaks.
 */
export async function readEvents(response: Response, onEvent: (data: unknown) => void): Promise<void> {
  let rest = '';
  const write = (text: string) => {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('data:')) onEvent(JSON.parse(line.slice(5)));
  };
  await response.body?.pipeThrough(new TextDecoderStream()).pipeTo(new WritableStream({ write }));
}

/** Whether an unchecked value is a path of this server. A link must not lead to another origin or run a script. */
const isPath: Guard<string> = (value): value is string => isString(value) && /^\/\w/.test(value);

const isFiniteNumber: Guard<number> = (value): value is number => Number.isFinite(value);

/** Whether an unchecked value is a {@link CreateSignInResponse}. */
const isSignInOffer: Guard<CreateSignInResponse> = record({
  id: isId,
  startPath: isPath,
  expiresInSeconds: isFiniteNumber,
});

const STATES: readonly Guard<SignInState>[] = [
  record({ status: oneOf(['created', 'started', 'exchanging', 'cancelled']) }),
  record({ status: oneOf(['confirming']), code: isString }),
  record({
    status: oneOf(['succeeded']),
    connection: isConnectionDetails,
    successDetails: optional(isRecord),
    previousAccount: optional(isString),
  }),
  record({ status: oneOf(['failed']), problem: isProblem, connection: isConnectionDetails }),
];

/** Whether an unchecked value is a {@link SignInState}. */
const isSignInState: Guard<SignInState> = (value): value is SignInState => STATES.some((isState) => isState(value));
