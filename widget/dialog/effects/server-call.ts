import type { ConnectionDetails } from '../../protocol/connection.ts';
import { type ErrorCode, isErrorCode } from '../../protocol/error-codes.ts';
import { isRecord, isString } from '../../protocol/guards.ts';
import { isConnectionDetails } from './connection-guard.ts';

/**
 * Longer than the server's timeout for providers, so that the server responds first, and longer than an event stream
 * lasts.
 */
const TIMEOUT_MS = 30_000;

/** What a person typed, and the integration of a call. The names of credentials have no prefix in the dialog. */
const FIELD_PATH = /^(values|settings|schedule|integration)\b/;

/** The optional fields of a refusal. */
interface RefusalDetails {
  readonly fields?: readonly string[];
  readonly connection?: ConnectionDetails | undefined;
  readonly requestId?: string | undefined;
  readonly reason?: string | undefined;
}

/** The server refused a call. The message is for developers, in English. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly code: ErrorCode;
  /** Names of the fields that the server refused. */
  readonly fields: readonly string[];
  /** The connection after the refused attempt, if the server sent it. */
  readonly connection: ConnectionDetails | undefined;
  /** Identifies the refusal in the server's log. */
  readonly requestId: string | undefined;
  /** The exact reason in English, if the server sent it. */
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

/** There was no valid response: offline, timeout, abort, or a response of a proxy. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';

  constructor(cause?: unknown) {
    super("The dialog's server did not respond.", { cause });
  }
}

/** One call to the dialog's server. */
export interface ServerCall {
  readonly method: string;
  /** Path with query. */
  readonly path: string;
  readonly bearer?: string;
  /** Sent as JSON. Absent: no body. */
  readonly body?: unknown;
  readonly signal: AbortSignal;
  readonly timeoutMs?: number;
  /** The call outlives the page, if the browser supports it. */
  readonly keepalive?: boolean;
  /** The caller has this version. If it is the present one, the result is `undefined`. */
  readonly knownVersion?: string | undefined;
  /** Reads a successful response. Default: as JSON. */
  readonly read?: (response: Response) => Promise<unknown>;
}

/**
 * Calls the dialog's server without cookies. Resolves to the unchecked response, or to `undefined` for 204 and 304.
 *
 * Rejects with {@link RefusedError}, or with {@link UnreachableError}, also after an abort.
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
      keepalive: call.keepalive === true,
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
    const content: unknown = await response.json();
    if (response.ok) return content;
    throw refusal(content) ?? new UnreachableError();
  } catch (cause) {
    throw cause instanceof RefusedError ? cause : new UnreachableError(cause);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

function refusal(response: unknown): RefusedError | undefined {
  const error = isRecord(response) ? response['error'] : undefined;
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
    return isString(path) && FIELD_PATH.test(path) ? [path.replace('values.', '')] : [];
  });
}
