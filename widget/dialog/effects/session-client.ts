import type {
  ConnectionResponse,
  RenameConnectionRequest,
  SaveCredentialsRequest,
  SessionResponse,
} from '../../protocol/session-api.ts';
import { type Guard, isRecord, isString, listOf, optional, record } from '../../protocol/guards.ts';
import { isConnectionDetails } from './connection-guard.ts';
import { callServer, type ServerCall, UnreachableError } from './server-call.ts';

/** The server reads a few rows. */
const POLL_TIMEOUT_MS = 8000;

/** Whether an unchecked value is the response to a call about one connection. */
export const isConnectionAnswer: Guard<ConnectionResponse> = record({
  connection: isConnectionDetails,
  successDetails: optional(isRecord),
  previousAccount: optional(isString),
});

const isSessionAnswer: Guard<SessionResponse> = record({
  version: isString,
  connectors: listOf(record({ name: isString, connections: listOf(isConnectionDetails) })),
});

/**
 * Calls the dialog's server with the bearer of its session. The bearer is not accessible in any other way.
 *
 * Every method rejects as {@link callServer} does.
 */
export class SessionClient {
  readonly #bearer: string;
  readonly #timeoutMs: number | undefined;

  constructor(bearer: string, timeoutMs?: number) {
    this.#bearer = bearer;
    this.#timeoutMs = timeoutMs;
  }

  /** Reads the connections of each connector. */
  async read(signal: AbortSignal): Promise<SessionResponse['connectors']> {
    return (await this.ask(isSessionAnswer, { method: 'GET', path: '', signal })).connectors;
  }

  /** Resolves to `undefined` when the connections still have this version. Does not wait as long as other calls. */
  async readChanges(version: string | undefined, signal: AbortSignal): Promise<SessionResponse | undefined> {
    const call = { method: 'GET', path: '', signal, knownVersion: version, timeoutMs: POLL_TIMEOUT_MS };
    return this.ask(optional(isSessionAnswer), call);
  }

  /** Sends the typed values. Resolves when the provider has accepted them and the server has stored them. */
  saveCredentials(id: number, body: SaveCredentialsRequest, signal: AbortSignal): Promise<ConnectionResponse> {
    return this.ask(isConnectionAnswer, { method: 'PUT', path: `/connections/${id}/credentials`, body, signal });
  }

  disconnect(id: number, signal: AbortSignal): Promise<ConnectionResponse> {
    return this.ask(isConnectionAnswer, { method: 'POST', path: `/connections/${id}/disconnect`, signal });
  }

  rename(id: number, body: RenameConnectionRequest, signal: AbortSignal): Promise<ConnectionResponse> {
    return this.ask(isConnectionAnswer, { method: 'PATCH', path: `/connections/${id}`, body, signal });
  }

  /** Makes a call and checks its response. The path is relative to `/session`. */
  async ask<T>(isAnswer: Guard<T>, call: ServerCall): Promise<T> {
    const response = await this.call(call);
    if (!isAnswer(response)) throw new UnreachableError();
    return response;
  }

  /** Makes a call and resolves to its unchecked response. The path is relative to `/session`. */
  call(call: ServerCall): Promise<unknown> {
    const timeoutMs = this.#timeoutMs;
    return callServer({
      ...call,
      path: `/session${call.path}`,
      bearer: this.#bearer,
      ...(timeoutMs !== undefined && { timeoutMs }),
    });
  }
}
