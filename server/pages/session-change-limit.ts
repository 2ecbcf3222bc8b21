import { createMiddleware } from 'hono/factory';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { RateLimitedError } from '../errors.ts';
import type { SessionEnv } from '../http/require-session.ts';

/** More than a person clicks. */
const CHANGES_PER_SESSION = 60;
const CHANGES_SECONDS = 60;

/**
 * Limits how often one session adds, removes, renames and disconnects connections. Each change writes to the database and to
 * the activity log, so the holder of a bearer could fill both.
 *
 * Throws `RateLimitedError`. Each process counts the changes that it makes.
 *
 * @param perMinute Default: as many as a person clicks.
 */
export function limitChanges(perMinute = CHANGES_PER_SESSION) {
  const changes = new RateLimiterMemory({ points: perMinute, duration: CHANGES_SECONDS });
  return createMiddleware<SessionEnv>(async function limitChanges(c, next) {
    await changes.consume(c.var.session.id).catch((error: unknown) => {
      throw error instanceof RateLimiterRes
        ? new RateLimitedError(Math.ceil(error.msBeforeNext / 1000), 'Too many changes.')
        : error;
    });
    await next();
  });
}
