/** A dialog has one stream open, and for a moment the broken one before it. A proxy may keep a few more open. */
const STREAMS_MAX = 5;

/** A stream among those of its session. */
export interface OpenStream {
  /** Aborts when a newer stream has taken its place. The stream then ends without an error. */
  readonly gaveWay: AbortSignal;
  /** Call it when the stream has ended. */
  readonly close: () => void;
}

/**
 * Counts the event streams of each session. Of more than five, the oldest gives way: a page that was reloaded, or a
 * stream that was opened again after a break in the network, works at once, whatever has become of the streams before.
 *
 * Each process counts its own, because what the limit protects, its memory and its looks at the database, is its own.
 */
export class OpenStreams {
  readonly #sessions = new Map<string, Set<AbortController>>();

  /** @param sessionId See `Session.id`. */
  open(sessionId: string): OpenStream {
    const streams = this.#sessions.get(sessionId) ?? new Set();
    this.#sessions.set(sessionId, streams);
    const stream = new AbortController();
    streams.add(stream);
    const [oldest] = streams;
    if (oldest && streams.size > STREAMS_MAX) {
      streams.delete(oldest);
      oldest.abort();
    }
    return {
      gaveWay: stream.signal,
      close: () => {
        streams.delete(stream);
        if (streams.size === 0 && this.#sessions.get(sessionId) === streams) this.#sessions.delete(sessionId);
      },
    };
  }
}
