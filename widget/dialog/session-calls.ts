import { RefusedError } from './server-call.ts';

/** Gets another session in place of one that is over. Rejects if there is none to be had. */
export type Renew = (reason: RefusedError) => Promise<unknown>;

/** Something to ask the server, and what to do with its answer. */
export interface SessionCall<T> {
  /** Made once more, if need be, after the session was renewed. */
  readonly request: (signal: AbortSignal) => Promise<T>;
  /** Called with the answer, unless the call was stopped before. */
  readonly answered: (answer: T) => void;
  /** Called with a {@link SessionEndedError} or with what the request rejected with, unless it was stopped before. */
  readonly failed: (error: unknown) => void;
}

/** There is no session to make a call with. */
export class SessionEndedError extends Error {
  override readonly name = 'SessionEndedError';
  readonly reason: RefusedError;

  constructor(reason: RefusedError) {
    super(reason.message);
    this.reason = reason;
  }
}

/**
 * Makes the calls of a session, one at a time: the next stops the one before, whose answer then changes nothing. A call
 * that finds the session over is made once more with another session, where there may be one.
 */
export class SessionCalls {
  readonly #renew: Renew | undefined;
  readonly #changed: () => void;
  #run = new AbortController();
  #busy = false;
  #renewing: AbortController | undefined;

  /** @param changed Called when {@link renewing} has changed. */
  constructor(renew: Renew | undefined, changed: () => void) {
    this.#renew = renew;
    this.#changed = changed;
  }

  /** Whether a call runs whose answer is waited for. */
  get busy(): boolean {
    return this.#busy;
  }

  /** Whether the call that is waited for waits for another session. */
  get renewing(): boolean {
    return this.#busy && this.#renewing === this.#run;
  }

  /** Makes a call whose answer is waited for. Resolves when it is over or stopped. */
  make<T>(call: SessionCall<T>): Promise<void> {
    this.stop();
    this.#busy = true;
    return this.#settle(call, this.#run);
  }

  /** Makes a call that nobody waits for. */
  look<T>(call: SessionCall<T>): Promise<void> {
    this.stop();
    return this.#settle(call, this.#run);
  }

  /** Ends what is under way. */
  stop(): void {
    this.#run.abort();
    this.#run = new AbortController();
    this.#busy = false;
  }

  async #settle<T>({ request, answered, failed }: SessionCall<T>, run: AbortController): Promise<void> {
    let settled: () => void;
    try {
      const answer = await this.#request(run, () => request(run.signal));
      settled = () => answered(answer);
    } catch (error) {
      settled = () => failed(error);
    }
    if (run.signal.aborted) return;
    this.#busy = false;
    settled();
  }

  async #request<T>(run: AbortController, request: () => Promise<T>): Promise<T> {
    try {
      return await request();
    } catch (error) {
      if (!isExpiry(error)) throw error;
      await this.#anotherSession(run, error);
    }
    try {
      return await request();
    } catch (error) {
      throw isExpiry(error) ? new SessionEndedError(error) : error;
    }
  }

  /** Rejects if there is no other session, or nobody who waits for it any more. */
  async #anotherSession(run: AbortController, reason: RefusedError): Promise<void> {
    run.signal.throwIfAborted();
    if (!this.#renew) throw new SessionEndedError(reason);
    this.#renewing = run;
    this.#changed();
    try {
      await this.#renew(reason);
    } catch (error) {
      throw error instanceof RefusedError ? new SessionEndedError(error) : error;
    } finally {
      if (this.#renewing === run) this.#renewing = undefined;
      this.#changed();
    }
    run.signal.throwIfAborted();
  }
}

function isExpiry(error: unknown): error is RefusedError {
  return error instanceof RefusedError && error.code === 'session_expired';
}
