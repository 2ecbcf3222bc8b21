import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { NotFoundError, RateLimitedError } from '../errors.ts';
import type { Installation } from '../store/installation-store.ts';
import { recordEvent } from '../webhooks/record-event.ts';
import type { UseCaseDeps } from '../connections/use-case-deps.ts';

const MINUTE_SECONDS = 60;
const DAY_SECONDS = 24 * 60 * 60;
/** Calls of one address. */
const MAX_CALLS_PER_MINUTE = 60;
/** Bytes of one organization. A full minute of the largest bodies at one address fits in. */
const MAX_BYTES_PER_MINUTE = 4 * 1024 * 1024;
/** The bytes are kept for as long as events are, so that failed events can be sent again. */
const MAX_BYTES_PER_DAY = 64 * 1024 * 1024;
/** What the rest of an event takes in the database, so that many small bodies count too. */
const EVENT_BYTES = 1024;

/** A call of the address of an installation. */
export interface TriggerOptions {
  readonly installation: Installation;
  /** Any JSON, from an unknown sender. */
  readonly payload: unknown;
  /** Size of the payload as it was sent. */
  readonly bytes: number;
}

/**
 * Passes calls of the addresses of installations on to webhooks. Everyone who has an address can call it, so it limits the
 * calls of each address and the bytes of each organization. Each process counts its own.
 */
export class InstallationTriggers {
  readonly #deps: Pick<UseCaseDeps, 'store' | 'now'>;
  readonly #calls = new RateLimiterMemory({ points: MAX_CALLS_PER_MINUTE, duration: MINUTE_SECONDS });
  readonly #quotas = [
    new RateLimiterMemory({ points: MAX_BYTES_PER_MINUTE, duration: MINUTE_SECONDS }),
    new RateLimiterMemory({ points: MAX_BYTES_PER_DAY, duration: DAY_SECONDS }),
  ];

  constructor(deps: Pick<UseCaseDeps, 'store' | 'now'>) {
    this.#deps = deps;
  }

  /**
   * Records the event `installation.triggered`, and resolves to its id.
   *
   * Throws `NotFoundError` if no webhook subscribes to it, and `RateLimitedError`.
   */
  async trigger({ installation, payload, bytes }: TriggerOptions): Promise<string> {
    const { store, now } = this.#deps;
    const { organization, userKey } = installation;
    if (!(await store.outbox.isWanted(installation, { type: 'installation.triggered', userKey })))
      throw new NotFoundError();
    await consume(this.#calls, installation.id, 1);
    for (const quota of this.#quotas) await consume(quota, organization, bytes + EVENT_BYTES);
    const id = await store.write((stores) =>
      recordEvent(stores, { type: 'installation.triggered', installation, payload, actor: null, now: now() }),
    );
    if (id === undefined) throw new NotFoundError();
    return id;
  }
}

/** Counts a call. Throws `RateLimitedError` if it is too many. */
async function consume(limiter: RateLimiterMemory, key: string | number, points: number): Promise<void> {
  try {
    await limiter.consume(key, points);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    throw new RateLimitedError(Math.ceil(error.msBeforeNext / 1000), 'Too many calls of this address.');
  }
}
