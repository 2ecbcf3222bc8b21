import { createMiddleware } from 'hono/factory';

import type { SandboxContext, SandboxEnv } from './sandbox-env.ts';

/** The kinds of requests that the sandbox counts. */
const ZERO_COUNTERS = {
  sign_in_page: 0,
  sign_in: 0,
  /** Exchanges of a code. */
  token: 0,
  refresh: 0,
  client_credentials: 0,
  revoke: 0,
  metadata: 0,
  /** Calls with credentials that ask for their account. */
  me: 0,
  oauth1_request_token: 0,
  oauth1_access_token: 0,
  session: 0,
  session_refresh: 0,
};

/** One of the kinds of requests that the sandbox counts. */
export type RequestKind = keyof typeof ZERO_COUNTERS;

/** One request to the sandbox, without query, headers and body, which could contain secrets. */
export interface ServedRequest {
  readonly kind: RequestKind;
  readonly method: string;
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Absent until the response, and if the sandbox closed the connection. */
  readonly status?: number;
}

/** How many requests the sandbox served, by kind. */
export type RequestCounters = Readonly<Record<RequestKind, number>>;

/** How many requests the log keeps. The counters have no limit. */
const MAX_LOGGED_REQUESTS = 1_000;

/** The requests since the sandbox's start or the last {@link RequestLog.clear}. */
export class RequestLog {
  readonly #now: () => number;
  #requests: ServedRequest[] = [];
  #counters: Record<RequestKind, number> = { ...ZERO_COUNTERS };

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The newest thousand, oldest first. */
  get requests(): readonly ServedRequest[] {
    return [...this.#requests];
  }

  get counters(): RequestCounters {
    return { ...this.#counters };
  }

  clear(): void {
    this.#requests = [];
    this.#counters = { ...ZERO_COUNTERS };
  }

  /**
   * Counts a request as soon as it arrives.
   *
   * @returns A function that records the status of the response.
   */
  start(request: Pick<ServedRequest, 'kind' | 'method' | 'path'>): (status: number) => void {
    const started: ServedRequest = { ...request, at: this.#now() };
    this.#counters[request.kind] += 1;
    this.#requests.push(started);
    if (this.#requests.length > MAX_LOGGED_REQUESTS) this.#requests.shift();
    return (status) => {
      const index = this.#requests.indexOf(started);
      if (index >= 0) this.#requests[index] = { ...started, status };
    };
  }
}

/** Middleware that records the requests of a route. Requests of the kind `undefined` are not recorded. */
export function logRequests(
  record: RequestLog,
  kindOf: RequestKind | ((c: SandboxContext) => RequestKind | undefined | Promise<RequestKind | undefined>),
) {
  return createMiddleware<SandboxEnv>(async function recorded(c, next) {
    const kind = typeof kindOf === 'string' ? kindOf : await kindOf(c);
    const answered = kind && record.start({ kind, method: c.req.method, path: c.req.path });
    await next();
    if (answered && !c.env.incoming.socket.destroyed) answered(c.res.status);
  });
}
