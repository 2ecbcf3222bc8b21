/** How many connections a provider refuses, without an acceptance between them, before the breaker opens. */
export const OPEN_THRESHOLD = 5;

/**
 * Notices that a provider refuses the stored credentials of every connection. The cause is then more likely an outage of
 * the provider, a changed API or a mistake in the connector than the credentials.
 *
 * Each process counts for itself, in memory. A restart resets the count.
 */
export class CircuitBreaker {
  /** Connections that the provider refused since it last accepted one, {@link OPEN_THRESHOLD} at most. */
  readonly #refused = new Set<number>();

  /** Whether refusals say nothing about credentials now. The next acceptance closes the breaker. */
  get isOpen(): boolean {
    return this.#refused.size >= OPEN_THRESHOLD;
  }

  /** Counts a refusal. Several of one connection count once, so that a bad key alone opens nothing. */
  recordRefusal(connectionId: number): void {
    if (!this.isOpen) this.#refused.add(connectionId);
  }

  /** The provider accepted the credentials of a connection, so its answers can be believed. */
  recordAcceptance(): void {
    this.#refused.clear();
  }
}
