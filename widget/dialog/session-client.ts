import type { ConnectionDetails } from '../protocol/connection.ts';
import { type ErrorCode, isErrorCode } from '../protocol/error-codes.ts';
import type { ConnectionAnswer, ConnectionRename, CredentialSubmission } from '../protocol/session-api.ts';
import { isConnectionDetails } from './connection-guard.ts';
import { isRecord, isString, listOf, optional } from './shape.ts';

/** Longer than the server gives the external system, so that the server's answer comes first. */
const TIMEOUT_MS = 30_000;

const VALUE_PATH = 'values.';

/** The server answered, and the answer is no. */
export class SessionRefusedError extends Error {
  override readonly name = 'SessionRefusedError';
  readonly code: ErrorCode;
  /** Names of the fields that the server did not take. */
  readonly fields: readonly string[];
  /** The connection as the refused attempt left it, where the server says so. */
  readonly connection: ConnectionDetails | undefined;

  constructor(code: ErrorCode, fields: readonly string[], connection: ConnectionDetails | undefined) {
    super(code);
    this.code = code;
    this.fields = fields;
    this.connection = connection;
  }
}

/** No answer, or none that can be understood: offline, too slow, cancelled, or something in between answered. */
export class SessionUnreachableError extends Error {
  override readonly name = 'SessionUnreachableError';

  constructor(cause?: unknown) {
    super('The server of this dialog did not answer.', { cause });
  }
}

/**
 * Calls the dialog's own server with the bearer of its session, which leaves this object in no other way.
 *
 * Every method rejects with {@link SessionRefusedError} or {@link SessionUnreachableError}, the latter also after an abort.
 */
export class SessionClient {
  readonly #bearer: string;
  readonly #timeoutMs: number;

  constructor(bearer: string, timeoutMs = TIMEOUT_MS) {
    this.#bearer = bearer;
    this.#timeoutMs = timeoutMs;
  }

  /** The connections as they stand now. */
  async read(signal: AbortSignal): Promise<readonly ConnectionDetails[]> {
    const answer = await this.#call('GET', '', undefined, signal);
    const connections = isRecord(answer) ? answer['connections'] : undefined;
    if (!listOf(isConnectionDetails)(connections) || connections.length === 0) throw new SessionUnreachableError();
    return connections;
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
    if (!isConnectionAnswer(answer)) throw new SessionUnreachableError();
    return answer;
  }

  async #call(method: string, path: string, body: unknown, signal: AbortSignal): Promise<unknown> {
    const limit = new AbortController();
    const stop = () => limit.abort();
    const timer = setTimeout(stop, this.#timeoutMs);
    signal.addEventListener('abort', stop);
    try {
      const response = await fetch(`/session${path}`, {
        method,
        headers: {
          Accept: 'application/json',
          Authorization: `Bearer ${this.#bearer}`,
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        },
        body: body === undefined ? null : JSON.stringify(body),
        signal: limit.signal,
        cache: 'no-store',
        credentials: 'omit',
        redirect: 'error',
      });
      const answer: unknown = await response.json();
      if (response.ok) return answer;
      throw refusal(answer) ?? new SessionUnreachableError();
    } catch (cause) {
      throw cause instanceof SessionRefusedError ? cause : new SessionUnreachableError(cause);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    }
  }
}

function isConnectionAnswer(value: unknown): value is ConnectionAnswer {
  return isRecord(value) && isConnectionDetails(value['connection']) && optional(isRecord)(value['success']);
}

function refusal(answer: unknown): SessionRefusedError | undefined {
  const error = isRecord(answer) ? answer['error'] : undefined;
  if (!isRecord(error) || !isErrorCode(error['code'])) return undefined;
  const connection = error['connection'];
  return new SessionRefusedError(
    error['code'],
    refusedFields(error['fields']),
    isConnectionDetails(connection) ? connection : undefined,
  );
}

function refusedFields(fields: unknown): readonly string[] {
  if (!Array.isArray(fields)) return [];
  return fields.flatMap((field: unknown) => {
    const path = isRecord(field) ? field['path'] : undefined;
    return isString(path) && path.startsWith(VALUE_PATH) ? [path.slice(VALUE_PATH.length)] : [];
  });
}
