import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { ProviderUnavailableError, RateLimitedError } from '../errors.ts';
import { NoPlaceError, Places } from '../places.ts';
import { isRefusal } from './refusal.ts';

/** A person has one attempt under way, and at times one more that a closed dialog has left behind. */
const AT_ONCE_MAX = 2;
/** More than a person begins before an attempt has ended. */
const WAITING_MAX = 4;
/** With the 22 s of an attempt, less than the 30 s that the dialog waits for an answer. */
const WAIT_MS = 5_000;
/** More than a person mistypes. A guess of a credential takes more by many orders of magnitude. */
const REFUSALS_MAX = 20;
const REFUSALS_SECONDS = 600;

/** What an attempt to connect counts for. */
export interface LimitedAttempt {
  readonly connection: { readonly id: number };
  /** Names the session that asks, see `Session.id`. Absent where no session does: a page connects by itself. */
  readonly sessionId?: string;
  /** Aborts when the caller no longer wants the attempt. */
  readonly signal: AbortSignal;
}

/**
 * Limits attempts to connect with credentials, each of which makes the server ask a provider: two at once per session and
 * per connection, and twenty refused ones per session in ten minutes.
 *
 * Per session, so that a bearer cannot be used to guess credentials or to put load on a provider. Per connection as
 * well, because one token opens many sessions, and of several attempts on one connection only one can succeed.
 *
 * Each process counts its own. With n processes a session gets at most n times as much, which is still bounded and far
 * from what guessing takes; the requests that one process sends to a provider are bounded by `egress.ts` in any case.
 */
export class AttemptLimits {
  readonly #sessions = new Places({ most: AT_ONCE_MAX, waitingMost: WAITING_MAX, waitMs: WAIT_MS });
  readonly #connections = new Places({ most: AT_ONCE_MAX, waitingMost: WAITING_MAX, waitMs: WAIT_MS });
  readonly #refusals = new RateLimiterMemory({ points: REFUSALS_MAX, duration: REFUSALS_SECONDS });

  /**
   * Makes an attempt when it is its turn. Rejects as the attempt does. When it rejects with `RateLimitedError` or the
   * reason of the signal instead, the attempt was not made.
   */
  async run<T>({ connection, sessionId, signal }: LimitedAttempt, attempt: () => Promise<T>): Promise<T> {
    const inTurn = () => this.#connections.run(String(connection.id), signal, attempt);
    try {
      if (sessionId === undefined) return await inTurn();
      const counted = () => this.#counted({ sessionId, signal }, inTurn);
      return await this.#sessions.run(sessionId, signal, counted);
    } catch (error) {
      if (!(error instanceof NoPlaceError)) throw error;
      throw new RateLimitedError(WAIT_MS / 1000, 'Too many attempts at once.');
    }
  }

  /**
   * Counts an attempt before it is made, so that parallel ones cannot exceed the limit, and takes the count back unless
   * the provider has refused it. An attempt that the caller gave up stays counted: the provider may have refused it.
   */
  async #counted<T>(
    { sessionId, signal }: { readonly sessionId: string; readonly signal: AbortSignal },
    attempt: () => Promise<T>,
  ): Promise<T> {
    await this.#refusals.consume(sessionId).catch((error: unknown) => {
      throw error instanceof RateLimiterRes
        ? new RateLimitedError(Math.ceil(error.msBeforeNext / 1000), 'Too many refused credentials.')
        : error;
    });
    let refused = false;
    try {
      return await attempt();
    } catch (error) {
      refused = signal.aborted || (isRefusal(error) && !(error instanceof ProviderUnavailableError));
      throw error;
    } finally {
      if (!refused) await this.#refusals.reward(sessionId);
    }
  }
}
