import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { isString } from '../protocol/guards.ts';
import { requestToken, type TokenProblem, type TokenSettings } from './request-token.ts';

/** Options of {@link TokenSource}. */
export interface TokenSourceOptions {
  /** Read each time a token is needed. */
  readonly settings: TokenSettings;
  /** Resolves when the current page can receive a token. `undefined`: it already can. */
  readonly ready: () => Promise<unknown> | undefined;
  /** Gives a token to the current page. */
  readonly deliver: (token: string) => void;
  /** Called when a token is needed, `token` is used up, and there is no endpoint or provider. */
  readonly onExpired: () => void;
  readonly onError: (problem: TokenProblem) => void;
}

/**
 * Gets tokens for one page after the other, from the properties of the tag. Ignores a token that arrives after another
 * request has started. Delivers each value of `token` only once, even to different pages.
 */
export class TokenSource implements ReactiveController {
  readonly #options: TokenSourceOptions;
  /** The values of `token` that were delivered. Tokens from an endpoint or provider are not kept: each is new. */
  readonly #used = new Set<string>();
  /** Aborted when the next request starts, or when no token is needed any more. */
  #request = new AbortController();
  /** The current page needs a token, and there is no endpoint or provider. */
  #isMissing = false;
  /** The page in the frame asked for the token, so it has had one before and shows what it needs. */
  #isRequestedByPage = false;

  constructor(host: ReactiveControllerHost, options: TokenSourceOptions) {
    this.#options = options;
    host.addController(this);
  }

  /** Whether the current page has had no token yet, and nothing can provide one. */
  get isMissing(): boolean {
    return this.#isMissing && !this.#isRequestedByPage;
  }

  hostDisconnected(): void {
    this.stop();
  }

  /**
   * Gets a token. If there is none, and no endpoint or provider, calls `onExpired` if the page has had a token before
   * or has asked for one (`requestedByPage`).
   */
  async request(requestedByPage = false): Promise<void> {
    this.stop();
    this.#isRequestedByPage = requestedByPage;
    const { settings, ready, deliver, onExpired, onError } = this.#options;
    const { signal } = (this.#request = new AbortController());
    const { token } = settings;
    const requested = requestToken(settings, signal);
    const result = requested ? await requested : token && !this.#used.has(token) ? token : undefined;
    if (isString(result)) await ready();
    if (signal.aborted) return;

    if (isString(result)) {
      if (!requested) this.#used.add(result);
      deliver(result);
    } else if (result) {
      onError(result);
    } else {
      this.#isMissing = true;
      if (requestedByPage || token) onExpired();
    }
  }

  /** Requests a token again if the changed properties may now provide one. */
  settingsChanged(tokenChanged: boolean): void {
    const { tokenProvider, tokenUrl } = this.#options.settings;
    if (tokenProvider || tokenUrl ? this.#isMissing : tokenChanged) void this.request();
  }

  /** Ends the running request, because its page was removed. */
  stop(): void {
    this.#request.abort();
    this.#isMissing = false;
  }
}
