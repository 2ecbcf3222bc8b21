import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { waitUntilSettled } from './with-timeout.ts';

/** How many requests the server takes from one connection. */
export interface ConnectionLimits {
  /**
   * Requests in all. The answer to the last one says `Connection: close`, and then the connection is closed. With
   * `maxRequestsPerSocket`, Node.js would only ask the client to close it, and answer further requests with 503.
   */
  readonly maxRequests: number;
  /** Requests that are handled at once, although the first of them is not answered yet. */
  readonly maxInFlight: number;
  /**
   * Requests that wait for their turn. Node.js reads up to 64 KiB at a time and parses all of it, which can be 2,500
   * requests, so they cannot be left unread. A client that sends more than these loses its connection.
   */
  readonly maxWaiting: number;
}

/** The requests of one connection that are not answered yet. */
interface Pipeline {
  readonly responses: Set<ServerResponse>;
  readonly waiting: (() => void)[];
  /** Requests so far. */
  requestCount: number;
  /** Whether the last answer of this connection was chosen. Requests that come later are not handled. */
  ended: boolean;
}

/**
 * Tracks the requests that are not answered yet: limits them per connection, and lets a stop wait for them.
 *
 * A request counts until the operating system has taken the last byte of its answer or the connection is closed, so a
 * client that does not read its answers gets no further ones.
 */
export class InFlightRequests {
  readonly #limits: ConnectionLimits;
  readonly #pipelines = new Map<Socket, Pipeline>();
  readonly #closing = new AbortController();
  #count = 0;
  #stopping = false;
  #idle: (() => void) | undefined;

  constructor(limits: ConnectionLimits) {
    this.#limits = limits;
  }

  /** Whether the server is about to stop. */
  get stopping(): boolean {
    return this.#stopping;
  }

  /** Aborts when answers without an end of their own, such as event streams, have to end. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /**
   * Wraps a listener so that it handles at most `inFlight` requests of a connection at once.
   *
   * @param onFlood Called when a connection is closed because it sent too many requests without waiting for answers.
   */
  limit(handle: RequestListener, onFlood: (incoming: IncomingMessage) => void): RequestListener {
    return (incoming, outgoing) => {
      const { socket } = incoming;
      const pipeline = this.#pipelineOf(socket);
      // Node.js goes on parsing what it has read after the connection was closed.
      if (socket.destroyed || pipeline.ended || pipeline.requestCount === this.#limits.maxRequests) return;
      pipeline.requestCount += 1;
      const start = () => {
        if (socket.destroyed) return;
        this.#start(pipeline, outgoing);
        handle(incoming, outgoing);
      };
      if (pipeline.responses.size < this.#limits.maxInFlight) {
        start();
      } else if (pipeline.waiting.length < this.#limits.maxWaiting) {
        pipeline.waiting.push(start);
      } else {
        onFlood(incoming);
        socket.destroy();
      }
    };
  }

  /** Called when the server is about to stop. It still takes requests. */
  startShutdown(): void {
    this.#stopping = true;
  }

  /**
   * Tells whether an answer is the last one of its connection, and so has to say `Connection: close`: when the server is
   * about to stop, or the connection has had its requests. What the client sent before it knows is answered first.
   */
  isLastResponse({ socket }: IncomingMessage, outgoing: ServerResponse): boolean {
    const pipeline = this.#pipelines.get(socket);
    if (!pipeline || !(this.#stopping || pipeline.requestCount === this.#limits.maxRequests)) return false;
    const isLast = pipeline.waiting.length === 0 && [...pipeline.responses].at(-1) === outgoing;
    if (isLast) pipeline.ended = true;
    return isLast;
  }

  /** Ends the answers that listen to {@link closing}, and resolves when every request is answered or time is up. */
  async drain(timeoutMs: number): Promise<void> {
    this.#closing.abort();
    if (this.#count === 0) return;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#idle = () => resolve(undefined);
    await waitUntilSettled(promise, timeoutMs);
  }

  #pipelineOf(socket: Socket): Pipeline {
    const known = this.#pipelines.get(socket);
    if (known) return known;
    const pipeline: Pipeline = { responses: new Set(), waiting: [], requestCount: 0, ended: false };
    // A closed connection says so only once.
    if (socket.destroyed) return pipeline;
    this.#pipelines.set(socket, pipeline);
    // Node.js does not say of every answer that it is closed when its connection is.
    socket.once('close', () => {
      this.#pipelines.delete(socket);
      pipeline.ended = true;
      for (const outgoing of pipeline.responses) this.#end(pipeline, outgoing);
    });
    return pipeline;
  }

  #start(pipeline: Pipeline, outgoing: ServerResponse): void {
    pipeline.responses.add(outgoing);
    this.#count += 1;
    outgoing.once('close', () => {
      this.#end(pipeline, outgoing);
    });
  }

  #end(pipeline: Pipeline, outgoing: ServerResponse): void {
    if (!pipeline.responses.delete(outgoing)) return;
    pipeline.waiting.shift()?.();
    this.#count -= 1;
    if (this.#count === 0) this.#idle?.();
  }
}
