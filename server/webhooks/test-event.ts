import { randomUUID } from 'node:crypto';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { RateLimitedError } from '../errors.ts';
import { findReceiver } from './configured-endpoints.ts';
import type { FindReceiverDeps } from './configured-endpoints.ts';
import { sendWebhook } from './send-webhook.ts';
import type { SendWebhookDeps, WebhookAttempt } from './send-webhook.ts';

/** Type of the event that {@link TestEvents} sends. No other event has it. */
export const TEST_EVENT_TYPE = 'webhook.test';

/** For one endpoint. More than a developer sends by hand, and too few to trouble a receiver. */
const MAX_PER_MINUTE = 10;
const WINDOW_SECONDS = 60;

/** An endpoint to test. */
export interface TestedEndpoint {
  readonly organization: string;
  readonly endpointId: string;
}

/** Sends test events to webhook endpoints, to one endpoint not too many from this process. */
export class TestEvents {
  readonly #deps: FindReceiverDeps & SendWebhookDeps;
  readonly #sent = new RateLimiterMemory({ points: MAX_PER_MINUTE, duration: WINDOW_SECONDS });

  constructor(deps: FindReceiverDeps & SendWebhookDeps) {
    this.#deps = deps;
  }

  /**
   * Sends a test event to an endpoint once, whether or not it is disabled, and stores nothing. Resolves to `undefined` if the
   * organization has no such endpoint. Rejects if `signal` aborts. Throws `RateLimitedError`.
   */
  async send(
    { organization, endpointId }: TestedEndpoint,
    signal: AbortSignal,
  ): Promise<{ readonly eventId: string; readonly attempt: WebhookAttempt } | undefined> {
    const now = this.#deps.now();
    const receiver = await findReceiver(this.#deps, { organization, endpointId, now });
    if (!receiver) return undefined;
    await this.#count(endpointId);
    const id = `evt_${randomUUID()}`;
    const body = JSON.stringify({
      ...{ id, type: TEST_EVENT_TYPE, created_at: new Date(now).toISOString(), sequence: 0, organization },
      ...{ tenant: null, data: {} },
    });
    return { eventId: id, attempt: await sendWebhook(this.#deps, receiver, { id, body }, signal) };
  }

  async #count(endpointId: string): Promise<void> {
    try {
      await this.#sent.consume(endpointId);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      const seconds = Math.ceil(error.msBeforeNext / 1000);
      throw new RateLimitedError(seconds, `At most ${MAX_PER_MINUTE} test events a minute are sent to one endpoint.`);
    }
  }
}
