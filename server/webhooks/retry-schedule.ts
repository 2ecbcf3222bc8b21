import type { WebhookAttemptResult, WebhookDelivery } from '../store/webhook-delivery-store.ts';
import type { WebhookAttempt } from './send-webhook.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** The pause before each attempt, as Standard Webhooks recommends ("Deliverability"). All ten take about three days. */
export const RETRY_SCHEDULE_MS: readonly number[] = [
  ...[0, 5 * SECOND_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS],
  ...[5 * HOUR_MS, 10 * HOUR_MS, 14 * HOUR_MS, 20 * HOUR_MS, 24 * HOUR_MS],
];

/** Each pause is longer by up to this part, so that a receiver which comes back does not get everything at once. */
const JITTER = 0.2;
/** The longest pause that a receiver can ask for. */
const MAX_RETRY_AFTER_MS = 24 * HOUR_MS;

/** HTTP status with which a receiver ends its subscription (Standard Webhooks, "Status codes"). */
const GONE = 410;

/** What follows from an attempt. */
export interface AttemptOutcome {
  readonly result: WebhookAttemptResult;
  /** Whether the receiver wants nothing more, ever. */
  readonly isGone: boolean;
}

/** Options of {@link attemptOutcome}. */
export interface AttemptOutcomeOptions {
  readonly attempt: WebhookAttempt;
  /** Attempts so far, this one included. */
  readonly attempts: WebhookDelivery['attempts'];
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly scheduleMs: readonly number[];
  /** From 0 to 1. */
  readonly random: number;
}

/** Decides what follows from an attempt: success, another attempt, or failure after the last attempt of the schedule. */
export function attemptOutcome(options: AttemptOutcomeOptions): AttemptOutcome {
  const { attempt, attempts, now, scheduleMs, random } = options;
  const { statusCode, durationMs, error, retryAfterMs = 0 } = attempt;
  const values = { lastAttemptAt: now, statusCode, durationMs, error };
  const isGone = statusCode === GONE;
  if (error === null) return { result: { ...values, status: 'succeeded', nextAttemptAt: null }, isGone };
  const pause = scheduleMs[attempts];
  if (isGone || pause === undefined) return { result: { ...values, status: 'failed', nextAttemptAt: null }, isGone };
  const scheduled = pause * (1 + JITTER * random);
  const nextAttemptAt = now + Math.ceil(Math.max(scheduled, Math.min(retryAfterMs, MAX_RETRY_AFTER_MS)));
  return { result: { ...values, status: 'pending', nextAttemptAt }, isGone };
}
