import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { RateLimitedError } from '../errors.ts';

/** A page whose token has expired is reloaded a few times, by several people behind one address. */
const REFUSALS_PER_ADDRESS = 30;
/** Ten addresses at their limit: guesses from many places, or a back end that signs wrongly. */
const REFUSALS_PER_ORGANIZATION = 300;
/** Short: whoever mends a mistake can go on within a minute. */
const WINDOW_SECONDS = 60;

/** Who is being refused. */
export interface RefusedCaller {
  readonly address: string;
  /** Slug of the organization that the request was about, as far as it is known. */
  readonly organization?: string | undefined;
}

/**
 * Counts refused tokens per address and per organization.
 *
 * Only refusals count and only refusals are limited, so that whoever guesses cannot lock out those who need not.
 */
export class RefusalLimiter {
  readonly #addresses = new RateLimiterMemory({ points: REFUSALS_PER_ADDRESS, duration: WINDOW_SECONDS });
  readonly #organizations = new RateLimiterMemory({ points: REFUSALS_PER_ORGANIZATION, duration: WINDOW_SECONDS });

  /** Counts one refusal. Throws `RateLimitedError`, to be answered instead of it, when there were too many. */
  async count({ address, organization }: RefusedCaller): Promise<void> {
    try {
      await this.#addresses.consume(address);
      if (organization !== undefined) await this.#organizations.consume(organization);
    } catch (error) {
      if (error instanceof RateLimiterRes) throw new RateLimitedError(Math.ceil(error.msBeforeNext / 1000));
      throw error;
    }
  }
}
