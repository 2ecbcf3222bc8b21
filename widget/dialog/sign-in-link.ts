import type { CreateSignInResponse } from '../protocol/session-api.ts';
import { type SessionCalls, SessionEndedError } from './session-calls.ts';

/** Of its time, after which a link is replaced. What is left is for whoever clicks at the last moment. */
const FRESH_PART = 0.8;

/** What a {@link SignInLink} needs. */
export interface SignInLinkOptions {
  readonly calls: SessionCalls;
  /** Makes a sign-in. */
  readonly mint: (signal: AbortSignal) => Promise<CreateSignInResponse>;
  /** Called when there is another link. */
  readonly changed: () => void;
  /** Called when there is none to be had. */
  readonly failed: (error: unknown) => void;
}

/** The link to a system, for one sign-in: there before anybody can click it, and replaced before it is too old. */
export class SignInLink {
  readonly #options: SignInLinkOptions;
  #offer: (CreateSignInResponse & { readonly offeredAt: number }) | undefined;
  #hasFailed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: SignInLinkOptions) {
    this.#options = options;
  }

  /** The sign-in that the link is for. */
  get flowId(): number | undefined {
    return this.#offer?.id;
  }

  /** Where it leads. `undefined` while there is none that is good. */
  get path(): string | undefined {
    return this.#isWithin(1) ? this.#offer?.startPath : undefined;
  }

  /** Whether there was none to be had. {@link prepare} then does nothing until {@link forget}. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** Sees to it that there is a fresh one. */
  prepare(): void {
    if (!this.#hasFailed && !this.#isWithin(FRESH_PART)) this.replace();
  }

  /** Gets another one, unless that is under way. */
  replace(): void {
    const { calls, mint, changed, failed } = this.#options;
    if (calls.busy) return;
    void calls.make({
      request: mint,
      answered: (offer) => {
        this.#offer = { ...offer, offeredAt: Date.now() };
        this.rest();
        this.#timer = setTimeout(() => this.#refresh(), offer.expiresInSeconds * 1000 * FRESH_PART);
        changed();
      },
      failed: (error) => {
        this.#hasFailed = !(error instanceof SessionEndedError);
        failed(error);
      },
    });
  }

  /** Lets it grow old. */
  rest(): void {
    clearTimeout(this.#timer);
  }

  forget(): void {
    this.rest();
    this.#offer = undefined;
    this.#hasFailed = false;
  }

  /** A page that nobody looks at waits: whoever comes back to it wakes it. */
  #refresh(): void {
    if (!document.hidden) this.replace();
  }

  #isWithin(part: number): boolean {
    const { offeredAt = 0, expiresInSeconds = 0 } = this.#offer ?? {};
    return Date.now() < offeredAt + expiresInSeconds * 1000 * part;
  }
}
