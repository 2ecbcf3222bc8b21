/** A call that reached the network. */
export interface RecordedCall {
  readonly method: string;
  readonly path: string;
  /** The query, with its question mark. */
  readonly search: string;
  readonly authorization: string | null;
  readonly body: unknown;
  readonly signal: AbortSignal | null;
  /** Answers it with JSON. */
  respond(status: number, body: unknown): void;
  /** Answers it with any text. */
  respondText(status: number, body: string): void;
  /** Answers it with a stream of events, which stays open. */
  stream(): RecordedStream;
  /** Resolves when the page has read the answer. Never, if it gave up before. */
  readonly read: Promise<unknown>;
  /** Fails it, as a network that is gone. */
  drop(): void;
}

/** A `text/event-stream` that a test sends. */
export interface RecordedStream {
  /** Sends an event with this as its data. */
  send(data: unknown): void;
  /** Sends a part of the text of a stream. */
  sendText(text: string): void;
  /** Ends it, as the server does from time to time. */
  end(): void;
  /** Breaks it, as a network that is gone. */
  drop(): void;
}

/**
 * Stands in for the dialog's own server at the edge of the network: takes the place of `fetch`, records each call, and
 * leaves it open until the test answers. Aborting a call rejects it as a browser does.
 */
export class FakeSessionServer {
  readonly calls: RecordedCall[] = [];
  readonly #scope: { fetch: typeof fetch };
  readonly #originalFetch: typeof fetch;
  #resolveWaiter: (() => void) | undefined;
  #recorded: Promise<unknown> = Promise.resolve();

  constructor(scope: { fetch: typeof fetch } = globalThis) {
    this.#scope = scope;
    this.#originalFetch = scope.fetch;
    scope.fetch = (input, init) => this.#receive(new Request(input, init), init?.signal ?? null);
  }

  /** Waits until there have been this many calls, and resolves to the last of them. */
  async call(count: number): Promise<RecordedCall> {
    while (this.calls.length < count) await new Promise<void>((resolve) => (this.#resolveWaiter = resolve));
    const call = this.calls[count - 1];
    if (!call) throw new Error('There was no such call.');
    return call;
  }

  restore(): void {
    this.#scope.fetch = this.#originalFetch;
  }

  #receive(request: Request, signal: AbortSignal | null): Promise<Response> {
    return new Promise((resolve, reject) => {
      const read = Promise.withResolvers<unknown>();
      const respond = (response: Response) => {
        const json = response.json.bind(response);
        response.json = () => json().finally(() => read.resolve(undefined));
        resolve(response);
      };
      signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
      // One after another, so that calls stand in the order in which they were made, however long a body takes to read.
      this.#recorded = Promise.all([request.text(), this.#recorded]).then(([text]) => {
        this.calls.push({
          method: request.method,
          path: new URL(request.url).pathname,
          search: new URL(request.url).search,
          authorization: request.headers.get('authorization'),
          body: text === '' ? undefined : JSON.parse(text),
          signal,
          respond: (status, body) => respond(Response.json(body, { status })),
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
