import type { Logger } from 'pino';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { RateLimitedError } from '../errors.ts';

/** More refusals than several people behind one address cause with a page that is built wrongly. */
const MAX_REFUSALS_PER_ADDRESS = 30;
/** Ten addresses at their limit: guesses from many places, or a back end that signs wrongly. */
const MAX_REFUSALS_PER_ORGANIZATION = 300;
/** Short, so that a developer who has corrected an error can continue within a minute. */
const WINDOW_SECONDS = 60;

/** The caller whose token was refused. */
export interface RefusedCaller {
  readonly address: string;
  /** Slug of the organization in the request, if it is known. */
  readonly organization?: string | undefined;
}

/**
 * Counts refusals per address and per organization.
 *
 * Only refusals are counted and limited, so a caller who guesses cannot lock out others.
 */
export class RefusalLimiter {
  readonly #addresses = new RateLimiterMemory({ points: MAX_REFUSALS_PER_ADDRESS, duration: WINDOW_SECONDS });
  readonly #organizations = new RateLimiterMemory({ points: MAX_REFUSALS_PER_ORGANIZATION, duration: WINDOW_SECONDS });
  readonly #unknownSecrets = new RateLimiterMemory({ points: MAX_REFUSALS_PER_ADDRESS, duration: WINDOW_SECONDS });

  /**
   * Counts one token with a wrong signature. Throws `RateLimitedError` when there were too many. That error replaces
   * the refusal in the answer.
   */
  async countRefusal({ address, organization }: RefusedCaller): Promise<void> {
    try {
      await this.#addresses.consume(address);
      if (organization !== undefined) await this.#organizations.consume(organization);
    } catch (error) {
      if (error instanceof RateLimiterRes) throw new RateLimitedError(Math.ceil(error.msBeforeNext / 1000));
      throw error;
    }
  }

  /**
   * Counts one unknown secret of 256 bits, such as the bearer of a session, and logs a warning when many came from one
   * address.
   *
   * The answer never depends on the count. Such a secret cannot be guessed, so a limit would stop no attack. It would
   * hide from other people at the same address that their session or link has expired, and their dialog would not ask
   * for a new token.
   */
  async recordUnknownSecret(log: Logger, address: string): Promise<void> {
    const { consumedPoints: refusals } = await this.#unknownSecrets.penalty(address);
    if (refusals !== MAX_REFUSALS_PER_ADDRESS) return;
    log.warn({ address, refusals, seconds: WINDOW_SECONDS }, 'many unknown or expired secrets came from one address');
  }
}
