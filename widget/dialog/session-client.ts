import type { ConnectionDetails } from '../protocol/connection.ts';
import type { ConnectionAnswer, ConnectionRename, CredentialSubmission } from '../protocol/session-api.ts';
import { type Guard, isRecord, listOf, optional, record } from '../protocol/shape.ts';
import { isConnectionDetails } from './connection-guard.ts';
import { callServer, UnreachableError } from './server-call.ts';

const isConnectionAnswer: Guard<ConnectionAnswer> = record({
  connection: isConnectionDetails,
  success: optional(isRecord),
});

const isSessionAnswer = record({ connections: listOf(isConnectionDetails) });

/**
 * Calls the dialog's own server with the bearer of its session, which leaves this object in no other way.
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

  /** The connections as they stand now. */
  async read(signal: AbortSignal): Promise<readonly ConnectionDetails[]> {
    const answer = await this.#call('GET', '', undefined, signal);
    if (!isSessionAnswer(answer) || answer.connections.length === 0) throw new UnreachableError();
    return answer.connections;
  }

  /** Hands over what a person typed. Resolves when the server has tried it against the external system and kept it. */
  saveCredentials(id: number, body: CredentialSubmission, signal: AbortSignal): Promise<ConnectionAnswer> {
    return this.#change('PUT', `/connections/${id}/credentials`, body, signal);
  }

  disconnect(id: number, signal: AbortSignal): Promise<ConnectionAnswer> {
    return this.#change('POST', `/connections/${id}/disconnect`, undefined, signal);
  }

  rename(id: number, body: ConnectionRename, signal: AbortSignal): Promise<ConnectionAnswer> {
    return this.#change('PATCH', `/connections/${id}`, body, signal);
  }

  async #change(method: string, path: string, body: unknown, signal: AbortSignal): Promise<ConnectionAnswer> {
    const answer = await this.#call(method, path, body, signal);
    if (!isConnectionAnswer(answer)) throw new UnreachableError();
    return answer;
  }

  #call(method: string, path: string, body: unknown, signal: AbortSignal): Promise<unknown> {
    const timeoutMs = this.#timeoutMs;
    return callServer({
      method,
      path: `/session${path}`,
      bearer: this.#bearer,
      body,
      signal,
      ...(timeoutMs !== undefined && { timeoutMs }),
    });
  }
}
