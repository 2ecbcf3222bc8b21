import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { SessionContext } from '../auth/session.ts';
import { ProviderUnavailableError, RateLimitedError } from '../errors.ts';
import { ConcurrencyLimitError, ConcurrencyLimiter } from '../concurrency-limiter.ts';
import type { StoredConnection } from '../store/connection-store.ts';
import { isProviderError } from './provider-error.ts';

/** A person has one attempt under way, and at times one more that a closed dialog has left behind. */
const MAX_CONCURRENT = 2;
/** More than a person begins before an attempt has ended. */
const MAX_WAITING = 4;
/** With the 22 s of an attempt, less than the 30 s that the dialog waits for an answer. */
const WAIT_TIMEOUT_MS = 5_000;
/** More than a person mistypes. A guess of a credential takes more by many orders of magnitude. */
const REFUSALS_PER_SESSION = 20;
/** Three sessions at their limit: a person who is stuck loads the page again a few times. */
const REFUSALS_PER_PERSON = 60;
const REFUSALS_SECONDS = 600;

/** The person that a token names, as far as it names one. */
export type SessionPerson = Pick<SessionContext, 'userKey' | 'actor'>;

/** What an attempt to connect counts for. */
export interface LimitedAttempt {
  readonly connection: Pick<StoredConnection, 'id' | 'organization' | 'tenantId'>;
  /** The session that asks, see `Session`. Absent where a page connects without a session, with what its token brought. */
  readonly session?: { readonly id: string; readonly context: SessionPerson };
  /** Aborts when the caller no longer wants the attempt. */
  readonly signal: AbortSignal;
}

/**
 * Limits attempts to connect with credentials, each of which makes the server ask a provider: two at once per session and
 * per connection, and in ten minutes twenty refused ones per session and sixty per person and connection.
 *
 * The limits per session keep a bearer from guessing credentials and from putting load on a provider. A token that can be
 * used more than once opens a new session with each page load. So attempts also count for what the token fixes and its
 * holder cannot refresh: the connection and the person. Of several attempts on one connection only one can succeed anyway.
 *
 * Each process counts its own attempts. With n processes a session gets at most n times as many, which is still far
 * fewer than guessing takes. `egress.ts` bounds the requests that one process sends to a provider in any case.
 */
export class AttemptLimits {
  readonly #sessions = new ConcurrencyLimiter({
    maxConcurrent: MAX_CONCURRENT,
    maxWaiting: MAX_WAITING,
    waitTimeoutMs: WAIT_TIMEOUT_MS,
  });
  readonly #connections = new ConcurrencyLimiter({
    maxConcurrent: MAX_CONCURRENT,
    maxWaiting: MAX_WAITING,
    waitTimeoutMs: WAIT_TIMEOUT_MS,
  });
  readonly #sessionRefusals = new RateLimiterMemory({ points: REFUSALS_PER_SESSION, duration: REFUSALS_SECONDS });
  readonly #personRefusals = new RateLimiterMemory({ points: REFUSALS_PER_PERSON, duration: REFUSALS_SECONDS });

  /**
   * Makes an attempt when it is its turn. Rejects as the attempt does. When it rejects with `RateLimitedError` or the
   * reason of the signal instead, the attempt was not made.
   */
  async run<T>({ connection, session, signal }: LimitedAttempt, attempt: () => Promise<T>): Promise<T> {
    const inTurn = () => this.#connections.run(String(connection.id), signal, attempt);
    try {
      if (!session) return await inTurn();
      const person = personKey(connection, session.context);
      const perSession = () =>
        this.#countRefusals({ refusals: this.#sessionRefusals, key: session.id, signal }, perPerson);
      const perPerson = () => this.#countRefusals({ refusals: this.#personRefusals, key: person, signal }, inTurn);
      return await this.#sessions.run(session.id, signal, perSession);
    } catch (error) {
      if (!(error instanceof ConcurrencyLimitError)) throw error;
      throw new RateLimitedError(WAIT_TIMEOUT_MS / 1000, 'Too many attempts at once.');
    }
  }

  /**
   * Counts an attempt before it is made, so that parallel ones cannot exceed the limit, and takes the count back unless
   * the provider refused the credentials. An attempt that the caller gave up stays counted, because the provider may
   * have refused it. An attempt that one limit refuses is taken back from the other as well.
   */
  async #countRefusals<T>({ refusals, key, signal }: RefusalCount, attempt: () => Promise<T>): Promise<T> {
    let refused = false;
    try {
      await refusals.consume(key).catch((error: unknown) => {
        throw error instanceof RateLimiterRes
          ? new RateLimitedError(Math.ceil(error.msBeforeNext / 1000), 'Too many refused credentials.')
          : error;
      });
      return await attempt();
    } catch (error) {
      refused = signal.aborted || (isProviderError(error) && !(error instanceof ProviderUnavailableError));
      throw error;
    } finally {
      if (!refused) await refusals.reward(key);
    }
  }
}

/** What {@link AttemptLimits} counts an attempt with. */
interface RefusalCount {
  readonly refusals: RateLimiterMemory;
  readonly key: string;
  readonly signal: AbortSignal;
}

/** Names a person on a connection. As JSON, so that no two of them share a name. */
function personKey(
  { organization, tenantId, id }: LimitedAttempt['connection'],
  { userKey, actor }: SessionPerson,
): string {
  return JSON.stringify([organization, tenantId, id, userKey, userKey === null ? actor?.id : undefined]);
}
