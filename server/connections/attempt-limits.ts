import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { SessionContext } from '../auth/session.ts';
import { ProviderUnavailableError, RateLimitedError } from '../errors.ts';
import { ConcurrencyLimitError, ConcurrencyLimiter } from '../concurrency-limiter.ts';
import type { StoredConnection } from '../store/connection-store.ts';
import { isProviderError } from './provider-error.ts';

/** A person makes one attempt at a time. A second one can still run for a dialog that was closed. */
const MAX_CONCURRENT = 2;
/** More than a person starts while an earlier attempt runs. */
const MAX_WAITING = 4;
/** Together with the 22 s of an attempt, this is less than the 30 s that the dialog waits for an answer. */
const WAIT_TIMEOUT_MS = 5_000;
/** More often than a person mistypes. Guessing a credential takes many orders of magnitude more attempts. */
const REFUSALS_PER_SESSION = 20;
/** The limit of three sessions: a person who is stuck reloads the page a few times. */
const REFUSALS_PER_PERSON = 60;
const REFUSALS_SECONDS = 600;

/** The person that a token identifies. Both parts are `null` for a token that identifies only a tenant. */
export type SessionPerson = Pick<SessionContext, 'userKey' | 'actor'>;

/** An attempt to connect, with the connection, session and person that it counts against. */
export interface LimitedAttempt {
  readonly connection: Pick<StoredConnection, 'id' | 'organization' | 'tenantId' | 'connector'>;
  /** The session that makes the attempt. Absent where a page connects with the credential in its token, without a session. */
  readonly session?: { readonly id: string; readonly context: SessionPerson };
  /** Aborts when the caller gives up the attempt. */
  readonly signal: AbortSignal;
}

/**
 * Limits attempts to connect with credentials, because each attempt makes the server call a provider.
 *
 * Two attempts can run at once per session and per connection. In ten minutes, a provider can refuse twenty attempts of a
 * session, and sixty attempts of one person on the connections of one connector.
 *
 * The limits per session prevent the holder of a bearer from guessing credentials and from putting load on a provider. A
 * token that can be used more than once opens a new session with each page load. Therefore attempts also count against the
 * connector and the person, which the token fixes and its holder cannot change. The connection would not do, because a
 * person can add others and remove them again. Only one of several attempts on a connection can succeed anyway.
 *
 * Each process counts its own attempts. With n processes, a session gets at most n times as many, which is still far fewer
 * than guessing takes. `egress.ts` limits the requests that one process sends to a provider in any case.
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
   * Runs an attempt when it is its turn.
   *
   * Rejects with the error of the attempt. Rejects with `RateLimitedError`, or with the signal's reason, if it did not make
   * the attempt.
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
   * Counts an attempt before it runs, so that parallel attempts cannot exceed the limit. Uncounts it afterwards unless the
   * provider refused the credentials.
   *
   * An attempt that the caller gave up stays counted, because the provider may have refused it. An attempt that one limit
   * refuses is uncounted in the other limit too.
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

/** A counter of refusals, and the key to count under. */
interface RefusalCount {
  readonly refusals: RateLimiterMemory;
  readonly key: string;
  readonly signal: AbortSignal;
}

/** Returns the key of a person at a connector. It is JSON, so that no two persons share a key. */
function personKey(
  { organization, tenantId, connector }: LimitedAttempt['connection'],
  { userKey, actor }: SessionPerson,
): string {
  return JSON.stringify([organization, tenantId, connector, userKey, userKey === null ? actor?.id : undefined]);
}
