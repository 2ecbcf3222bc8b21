import type { ConnectionDetails } from '../../protocol/connection.ts';
import { type ErrorCode, isErrorCode } from '../../protocol/error-codes.ts';
import { isRecord, isString } from '../../protocol/guards.ts';
import { isConnectionDetails } from './connection-guard.ts';

/** Longer than the server gives the external system, so that its answer comes first; and than its streams last. */
const TIMEOUT_MS = 30_000;

const VALUE_PATH = 'values.';

/** What a server says beside the code of a refusal. */
interface RefusalDetails {
  readonly fields?: readonly string[];
  readonly connection?: ConnectionDetails | undefined;
  readonly requestId?: string | undefined;
  readonly reason?: string | undefined;
}

/** The server answered, and the answer is no. The message is English, for developers. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly code: ErrorCode;
  /** Names of the fields that the server did not take. */
  readonly fields: readonly string[];
  /** The connection as the refused attempt left it, where the server says so. */
  readonly connection: ConnectionDetails | undefined;
  /** What the log of the server knows the refusal by. */
  readonly requestId: string | undefined;
  /** Precisely why, in English, where the server runs in development. */
  readonly reason: string | undefined;

  constructor(code: ErrorCode, message: string, { fields = [], connection, requestId, reason }: RefusalDetails = {}) {
    super(message);
    this.code = code;
    this.fields = fields;
    this.connection = connection;
    this.requestId = requestId;
    this.reason = reason;
  }
}

/** No answer, or none that can be understood: offline, too slow, cancelled, or something in between answered. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';

  constructor(cause?: unknown) {
    super('The server of this dialog did not answer.', { cause });
  }
}

/** One call of the dialog's own server. */
export interface ServerCall {
  readonly method: string;
  /** With the query, if there is one. */
  readonly path: string;
  readonly bearer?: string;
  /** Becomes JSON. Absent: no body. */
  readonly body?: unknown;
  readonly signal: AbortSignal;
  readonly timeoutMs?: number;
  /** The caller has this version. If it is the present one, the answer is `undefined`. */
  readonly knownVersion?: string | undefined;
  /** Reads a good answer. Absent: as JSON. */
  readonly read?: (response: Response) => Promise<unknown>;
}

/**
 * Calls the dialog's own server, without cookies, and resolves to what it answers, unchecked, or to `undefined` for no content.
 *
 * Rejects with {@link RefusedError} or {@link UnreachableError}, the latter also after an abort.
 */
export async function callServer(call: ServerCall): Promise<unknown> {
  const { method, path, bearer, body, signal, timeoutMs = TIMEOUT_MS, knownVersion, read } = call;
  const limit = new AbortController();
  const stop = () => limit.abort();
  const timer = setTimeout(stop, timeoutMs);
  signal.addEventListener('abort', stop);
  try {
    const response = await fetch(path, {
      method,
      headers: {
        Accept: read ? 'text/event-stream' : 'application/json',
        ...(bearer !== undefined && { Authorization: `Bearer ${bearer}` }),
        ...(knownVersion !== undefined && { 'If-None-Match': `"${knownVersion}"` }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: limit.signal,
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
    });
    if (response.status === 304 || response.status === 204) return undefined;
    if (response.ok && read) return await read(response);
    const answer: unknown = await response.json();
    if (response.ok) return answer;
    throw refusal(answer) ?? new UnreachableError();
  } catch (cause) {
    throw cause instanceof RefusedError ? cause : new UnreachableError(cause);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

function refusal(answer: unknown): RefusedError | undefined {
  const error = isRecord(answer) ? answer['error'] : undefined;
  if (!isRecord(error) || !isErrorCode(error['code'])) return undefined;
  const { code, message, fields, connection, requestId, reason } = error;
  return new RefusedError(code, isString(message) ? message : code, {
    fields: refusedFields(fields),
    connection: isConnectionDetails(connection) ? connection : undefined,
    requestId: isString(requestId) ? requestId : undefined,
    reason: isString(reason) ? reason : undefined,
  });
}

function refusedFields(fields: unknown): readonly string[] {
  if (!Array.isArray(fields)) return [];
  return fields.flatMap((field: unknown) => {
    const path = isRecord(field) ? field['path'] : undefined;
    return isString(path) && path.startsWith(VALUE_PATH) ? [path.slice(VALUE_PATH.length)] : [];
  });
}
