/** The breaker opens after a provider refused this many connections and accepted none in between. */
export const OPEN_THRESHOLD = 5;

/**
 * Detects that a provider refuses the stored credentials of every connection. The cause is then more likely an outage of
 * the provider, a changed API or a mistake in the connector than wrong credentials.
 *
 * Each process keeps its own count in memory. A restart resets the count.
 */
export class CircuitBreaker {
  /** Connections that the provider refused since it last accepted one. At most {@link OPEN_THRESHOLD}. */
  readonly #refused = new Set<number>();

  /** Whether refusals currently say nothing about the credentials. The next acceptance closes the breaker. */
  get isOpen(): boolean {
    return this.#refused.size >= OPEN_THRESHOLD;
  }

  /** Counts a refusal. Several refusals of one connection count once, so that one bad key does not open the breaker. */
  recordRefusal(connectionId: number): void {
    if (!this.isOpen) this.#refused.add(connectionId);
  }

  /** Closes the breaker: the provider accepted the credentials of a connection, so its answers are reliable again. */
  recordAcceptance(): void {
    this.#refused.clear();
  }
}
