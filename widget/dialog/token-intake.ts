import type { TokenExchangeResponse } from '../protocol/session-api.ts';
import { RefusedError } from './server-call.ts';
import { exchangeToken } from './token-exchange.ts';

/** A host that fetches its tokens from its own back end has one by then, or will have none. */
const PATIENCE_MS = 15_000;

/** What a {@link TokenIntake} is made of. */
export interface TokenIntakeOptions {
  /** Asks the host for a new token. */
  readonly ask: () => void;
  /** Called with what a token gave, and awaited before whoever waits for it goes on. Aborted by a newer token. */
  readonly granted: (answer: TokenExchangeResponse, signal: AbortSignal) => Promise<void>;
  /** Called if a token gave nothing and nobody waits, who would hear of it. */
  readonly failed: (error: unknown) => void;
  readonly patienceMs?: number | undefined;
}

interface Wait extends PromiseWithResolvers<unknown> {
  timer?: ReturnType<typeof setTimeout>;
  /** The host was asked. Once for each wait: a host that answers with bad tokens would be asked forever. */
  asked: boolean;
}

/**
 * Takes the tokens that the host hands over, and lets others wait for one.
 *
 * The newest token counts: what the server says to an older one afterwards changes nothing.
 */
export class TokenIntake {
  readonly #options: TokenIntakeOptions;
  #wait: Wait | undefined;
  #exchange: AbortController | undefined;

  constructor(options: TokenIntakeOptions) {
    this.#options = options;
  }

  /**
   * Resolves when a token has been accepted. Rejects with why one was refused, or with `reason` if none comes in time.
   */
  next(reason: RefusedError): Promise<unknown> {
    return this.#expect(reason).promise;
  }

  /** As {@link next}, and asks the host for a token, unless it has been asked already or one is on its way. */
  renew(reason: RefusedError): Promise<unknown> {
    const wait = this.#expect(reason);
    if (!this.#exchange) this.#ask(wait);
    return wait.promise;
  }

  /** Takes a token. One that came too late or was used before is worth another, which the host is asked for once. */
  async offer(token: string): Promise<void> {
    this.#exchange?.abort();
    const exchange = (this.#exchange = new AbortController());
    // Patience is for the host. What the server takes is not the host's to hurry.
    clearTimeout(this.#wait?.timer);
    const isNewest = () => this.#exchange === exchange;
    try {
      const answer = await exchangeToken(token, exchange.signal);
      if (isNewest()) await this.#options.granted(answer, exchange.signal);
      if (!isNewest()) return;
      this.#exchange = undefined;
      this.#settle()?.resolve(undefined);
    } catch (error) {
      if (!isNewest()) return;
      this.#exchange = undefined;
      this.#refused(error);
    }
  }

  /** Ends what is under way. Whoever waits hears no more of it. */
  stop(): void {
    this.#exchange?.abort();
    this.#exchange = undefined;
    this.#settle();
  }

  #refused(error: unknown): void {
    const { failed } = this.#options;
    if (isWorthAnother(error) && !this.#wait?.asked) {
      const isAwaited = this.#wait !== undefined;
      const another = this.renew(error);
      if (!isAwaited) another.catch(failed);
      return;
    }
    const wait = this.#settle();
    if (wait) wait.reject(error);
    else failed(error);
  }

  #expect(reason: RefusedError): Wait {
    const wait = (this.#wait ??= { ...Promise.withResolvers<unknown>(), asked: false });
    // Whoever waited may have left.
    wait.promise.catch(() => undefined);
    clearTimeout(wait.timer);
    if (!this.#exchange) {
      const { patienceMs: timeoutMs = PATIENCE_MS } = this.#options;
      wait.timer = setTimeout(() => this.#settle()?.reject(reason), timeoutMs);
    }
    return wait;
  }

  #ask(wait: Wait): void {
    if (wait.asked) return;
    wait.asked = true;
    this.#options.ask();
  }

  #settle(): Wait | undefined {
    const wait = this.#wait;
    clearTimeout(wait?.timer);
    this.#wait = undefined;
    return wait;
  }
}

/** Tells whether a refusal is of a token that was good once, so that another may be. */
export function isWorthAnother(error: unknown): error is RefusedError {
  return error instanceof RefusedError && (error.code === 'token_expired' || error.code === 'token_replayed');
}
