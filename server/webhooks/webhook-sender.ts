import type { Logger } from 'pino';
import { StorageUnavailableError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import type { DueWebhookDelivery } from '../store/webhook-delivery-store.ts';
import { disableEndpoint } from './endpoint-state.ts';
import { findReceiver } from './configured-endpoints.ts';
import type { FindReceiverDeps } from './configured-endpoints.ts';
import { DEFAULT_RECEIVER_LIMITS, ReceiverLimits } from './receiver-limits.ts';
import type { Destination, ReceiverLimitOptions } from './receiver-limits.ts';
import { attemptOutcome, RETRY_SCHEDULE_MS } from './retry-schedule.ts';
import { ATTEMPT_TIMEOUT_MS, sendWebhook } from './send-webhook.ts';
import type { SendWebhookDeps, WebhookReceiver } from './send-webhook.ts';

/** How soon a process sees the deliveries of other processes, and those whose time has come. */
const POLL_INTERVAL_MS = 1000;
/** Longer than an attempt and the storing of its result. If the process dies, the delivery is due again after this time. */
const LEASE_MS = ATTEMPT_TIMEOUT_MS + 15_000;

/** What the sender works with. */
export interface WebhookSenderDeps extends SendWebhookDeps, FindReceiverDeps {
  readonly store: Store;
  /** Runs a task in the background, and logs its error. The signal aborts when the process has to stop. */
  readonly runInBackground: (task: (signal: AbortSignal) => Promise<void>) => void;
  readonly log: Logger;
}

/** Options of {@link WebhookSender}, for tests. */
export interface WebhookSenderOptions {
  readonly scheduleMs?: readonly number[];
  readonly limits?: ReceiverLimitOptions;
  readonly leaseMs?: number;
}

/**
 * Sends the events of the outbox to webhook endpoints.
 *
 * Several processes can do so with one database: each attempt needs a lease of its delivery. Each event is sent at least
 * once. Nothing is promised about the order.
 */
export class WebhookSender {
  readonly #deps: WebhookSenderDeps;
  readonly #scheduleMs: readonly number[];
  readonly #leaseMs: number;
  readonly #limits: ReceiverLimits;
  /** Deliveries that this process works on. */
  readonly #running = new Set<number>();
  #timer: NodeJS.Timeout | undefined;
  #unsubscribe: (() => void) | undefined;
  #polling = false;
  #pollAgain = false;
  #stopped = false;

  constructor(
    deps: WebhookSenderDeps,
    { scheduleMs = RETRY_SCHEDULE_MS, limits = DEFAULT_RECEIVER_LIMITS, leaseMs = LEASE_MS }: WebhookSenderOptions = {},
  ) {
    this.#deps = deps;
    this.#scheduleMs = scheduleMs;
    this.#leaseMs = leaseMs;
    this.#limits = new ReceiverLimits(limits, deps.now);
  }

  start(): void {
    this.#timer = setInterval(() => this.poll(), POLL_INTERVAL_MS).unref();
    this.#unsubscribe = this.#deps.store.onDeliveriesDue(() => this.poll());
    this.poll();
  }

  /** Starts no further attempt. Running attempts end within their timeout. */
  stop(): void {
    this.#stopped = true;
    clearInterval(this.#timer);
    this.#unsubscribe?.();
  }

  /** Starts attempts for what is due, within the limits. Calls during a poll are joined into one more. */
  poll(): void {
    if (this.#stopped) return;
    this.#pollAgain = true;
    if (this.#polling) return;
    this.#polling = true;
    this.#run(async (signal) => {
      try {
        while (this.#shouldPoll(signal)) await this.#startDue();
      } finally {
        this.#polling = false;
      }
    });
  }

  /** An unavailable database is not logged at each poll, because the storage monitor logs it every minute. */
  #run(task: (signal: AbortSignal) => Promise<void>): void {
    const { runInBackground, log } = this.#deps;
    runInBackground(async (signal) => {
      try {
        await task(signal);
      } catch (error) {
        if (!(error instanceof StorageUnavailableError)) throw error;
        log.debug({ err: error }, 'webhooks wait until the database is available');
      }
    });
  }

  #shouldPoll(signal: AbortSignal): boolean {
    const again = this.#pollAgain && !this.#stopped && !signal.aborted;
    this.#pollAgain = false;
    return again;
  }

  async #startDue(): Promise<void> {
    const { store, now } = this.#deps;
    for (const endpointId of await store.webhookDeliveries.endpointsWithDue(now())) {
      // One read tells the organization, and with it the limits.
      const [first] = await store.webhookDeliveries.due(endpointId, { now: now(), limit: 1 });
      if (first) await this.#startEndpoint(first);
    }
  }

  async #startEndpoint({ organization, endpointId }: DueWebhookDelivery): Promise<void> {
    const { store, now, log } = this.#deps;
    let receiver: WebhookReceiver | undefined;
    try {
      receiver = await findReceiver(this.#deps, { organization, endpointId, now: now() });
    } catch (error) {
      log.error({ err: error, organization, endpointId }, 'the secret of a webhook endpoint does not open');
    }
    // Without one, its deliveries wait: the endpoint may come back to the configuration.
    if (!receiver) return;
    const destination = { organization, origin: receiver.url.origin };
    const free = this.#limits.free(destination);
    if (free === 0) return;
    // Deliveries that have just been started may not have their lease yet.
    const limit = free + this.#running.size;
    const due = await store.webhookDeliveries.due(endpointId, { now: now(), limit });
    for (const delivery of due.filter(({ id }) => !this.#running.has(id)).slice(0, free)) {
      this.#start(delivery, receiver, destination);
    }
  }

  #start(delivery: DueWebhookDelivery, receiver: WebhookReceiver, destination: Destination): void {
    this.#running.add(delivery.id);
    this.#limits.start(destination);
    this.#run(async (signal) => {
      let succeeded: boolean | undefined;
      try {
        succeeded = await this.#attempt(delivery, receiver, signal);
      } finally {
        this.#limits.end(destination, succeeded);
        this.#running.delete(delivery.id);
      }
      // Not after an error, such as an unavailable database: the delivery is still due, and this would be a loop.
      this.poll();
    });
  }

  /** Resolves to whether the receiver accepted the event, or to `undefined` if there was no attempt. */
  async #attempt(
    delivery: DueWebhookDelivery,
    receiver: WebhookReceiver,
    signal: AbortSignal,
  ): Promise<boolean | undefined> {
    const { store, now, log } = this.#deps;
    const lease = { now: now(), leaseUntil: now() + this.#leaseMs };
    const fence = await store.write(({ webhookDeliveries }) => webhookDeliveries.take(delivery, lease));
    if (fence === undefined) return undefined;
    const taken = { id: delivery.id, fence };
    const { organization, endpointId, eventId, body } = delivery;
    let attempt;
    try {
      attempt = await sendWebhook(this.#deps, receiver, { id: eventId, body }, signal);
    } catch (error) {
      await store.write(({ webhookDeliveries }) => webhookDeliveries.release(taken, now()));
      if (signal.aborted) return undefined;
      throw error;
    }
    const attempts = delivery.attempts + 1;
    const random = Math.random();
    const { result, isGone } = attemptOutcome({ attempt, attempts, now: now(), scheduleMs: this.#scheduleMs, random });
    await store.write(async (stores) => {
      await stores.webhookDeliveries.finish(taken, result);
      if (isGone)
        await disableEndpoint(stores, { organization, endpointId, reason: GONE_REASON, actor: null, now: now() });
    });
    const { statusCode, durationMs, error } = attempt;
    const entry = { organization, endpointId, deliveryId: delivery.id, eventId, attempts, statusCode, durationMs };
    if (isGone) log.warn(entry, 'a webhook endpoint answered 410 and was disabled');
    else if (result.status === 'failed') log.warn({ ...entry, error }, 'the last attempt to deliver a webhook failed');
    else if (result.status === 'pending') log.info({ ...entry, error }, 'an attempt to deliver a webhook failed');
    else log.debug(entry, 'delivered a webhook');
    return attempt.error === null;
  }
}

const GONE_REASON = 'The receiver answered 410 Gone.';
