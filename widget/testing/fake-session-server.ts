import type { SessionResponse } from '../protocol/session-api.ts';

/** A request that the dialog has sent. */
export interface RecordedCall {
  readonly method: string;
  readonly path: string;
  /** The query with its question mark. */
  readonly search: string;
  readonly authorization: string | null;
  readonly body: unknown;
  readonly signal: AbortSignal | null;
  /** The request may outlive its page. */
  readonly keepalive: boolean;
  /** Responds with JSON, or without a body. */
  respond(status: number, body?: unknown): void;
  /** Responds with any text. */
  respondText(status: number, body: string): void;
  /** Responds with an event stream that stays open. */
  stream(): RecordedStream;
  /** Resolves when the page has read the response. Never resolves if the page has aborted the request. */
  readonly read: Promise<unknown>;
  /** Fails the request with a network error. */
  drop(): void;
}

/** A `text/event-stream` that a test sends. */
export interface RecordedStream {
  /** Sends an event with this data. */
  send(data: unknown): void;
  /** Sends text as part of the stream. */
  sendText(text: string): void;
  /** Ends the stream, as the server does after a while. */
  end(): void;
  /** Breaks the stream with a network error. */
  drop(): void;
}

/**
 * Replaces `fetch` by a fake of the dialog's server. Records each request and leaves it pending until the test
 * responds. An aborted request rejects as in a browser.
 */
export class FakeSessionServer {
  readonly calls: RecordedCall[] = [];
  /** The requests for changes, apart from the other calls. They are answered at once. */
  readonly polls: { readonly authorization: string | null; readonly condition: string | null }[] = [];
  /** What has changed. Absent: nothing. */
  pollResponse: SessionResponse | undefined;
  readonly #scope: { fetch: typeof fetch };
  readonly #originalFetch: typeof fetch;
  #resolveWaiter: (() => void) | undefined;
  #recorded: Promise<unknown> = Promise.resolve();

  constructor(scope: { fetch: typeof fetch } = globalThis) {
    this.#scope = scope;
    this.#originalFetch = scope.fetch;
    scope.fetch = (input, init) => this.#receive(new Request(input, init), init);
  }

  /** Waits until there are `count` requests, and resolves to the last of them. */
  async call(count: number): Promise<RecordedCall> {
    while (this.calls.length < count) await new Promise<void>((resolve) => (this.#resolveWaiter = resolve));
    const call = this.calls[count - 1];
    if (!call) throw new Error('There is no such request.');
    return call;
  }

  /** Responds to the last of `count` requests, and resolves when the page has read the response. */
  async respond(count: number, status: number, body: unknown): Promise<void> {
    const call = await this.call(count);
    call.respond(status, body);
    await call.read;
  }

  restore(): void {
    this.#scope.fetch = this.#originalFetch;
  }

  #receive(request: Request, { signal = null, keepalive = false }: RequestInit = {}): Promise<Response> {
    const condition = request.headers.get('if-none-match');
    if (condition !== null) {
      this.polls.push({ authorization: request.headers.get('authorization'), condition });
      const body = this.pollResponse;
      return Promise.resolve(body ? Response.json(body) : new Response(null, { status: 304 }));
    }
    return new Promise((resolve, reject) => {
      const read = Promise.withResolvers<unknown>();
      const respond = (response: Response) => {
        const json = response.json.bind(response);
        response.json = () => json().finally(() => read.resolve(undefined));
        resolve(response);
      };
      signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
      // Reads bodies one after another, to record requests in the order in which they were sent.
      this.#recorded = Promise.all([request.text(), this.#recorded]).then(([text]) => {
        this.calls.push({
          method: request.method,
          path: new URL(request.url).pathname,
          search: new URL(request.url).search,
          authorization: request.headers.get('authorization'),
          body: text === '' ? undefined : JSON.parse(text),
          signal,
          keepalive,
          respond: (status, body) =>
            respond(body === undefined ? new Response(null, { status }) : Response.json(body, { status })),
          respondText: (status, body) => respond(new Response(body, { status })),
          stream: () => openStream(resolve, signal),
          read: read.promise,
          drop: () => reject(new TypeError('network')),
        });
        this.#resolveWaiter?.();
      });
    });
  }
}

function openStream(respond: (response: Response) => void, signal: AbortSignal | null): RecordedStream {
  const encoder = new TextEncoder();
  const { readable, writable } = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>();
  const writer = writable.getWriter();
  const ignore = () => undefined;
  const breakOff = (reason: unknown) => void writer.abort(reason).catch(ignore);
  signal?.addEventListener('abort', () => breakOff(new DOMException('aborted', 'AbortError')));
  respond(new Response(readable, { headers: { 'Content-Type': 'text/event-stream' } }));
  const sendText = (text: string) => void writer.write(encoder.encode(text)).catch(ignore);
  return {
    send: (data) => sendText(`data: ${JSON.stringify(data)}\n\n`),
    sendText,
    end: () => void writer.close().catch(ignore),
    drop: () => breakOff(new TypeError('network')),
  };
}
