import type { Context } from 'hono';
import type { ErrorAnswer } from '../../widget/protocol/session-api.ts';
import type { ConnectionDetails } from '../../widget/protocol/connection.ts';
import {
  EmbedError,
  InternalError,
  OriginNotAllowedError,
  InvalidRequestError,
  MethodNotAllowedError,
  PublicUrlError,
  RateLimitedError,
  WrongCodeError,
} from '../errors.ts';
import { StorageUnavailableError, TokenExpiredError, TokenInvalidError } from '../errors.ts';
import type { Logger } from 'pino';
import type { AppEnv } from './app-env.ts';
import { statusOf } from './status.ts';

/** After this long a database that was down is worth another try. */
const STORAGE_RETRY_SECONDS = 5;

/** What was thrown, as a failure that can be answered. What nobody expected is a bug: logged whole, answered bare. */
export function expected(log: Logger, thrown: unknown): EmbedError {
  if (thrown instanceof EmbedError) {
    const needsOperator = thrown instanceof StorageUnavailableError || thrown instanceof PublicUrlError;
    log[needsOperator ? 'error' : 'info'](refusalFields(thrown), 'refused');
    return thrown;
  }
  log.error({ err: thrown }, 'unexpected');
  return new InternalError();
}

/** The part of a failure that goes to the log only. */
function refusalFields(error: EmbedError): Record<string, unknown> {
  if (error instanceof TokenInvalidError || error instanceof TokenExpiredError) {
    return { code: error.code, reason: error.refusal.reason };
  }
  if (error instanceof OriginNotAllowedError) return { code: error.code, reason: error.message, origin: error.origin };
  if (error instanceof InvalidRequestError) {
    return { code: error.code, reason: error.message, fields: error.fields.map(({ path }) => path) };
  }
  return { code: error.code, reason: error.message, ...(error.cause !== undefined && { err: error.cause }) };
}

/** Headers that a failure brings along. */
export function failureHeaders(error: EmbedError): Record<string, string> {
  if (error instanceof MethodNotAllowedError) return { Allow: error.allowed.join(', ') };
  if (error instanceof RateLimitedError) return { 'Retry-After': String(error.retryAfterSeconds) };
  if (error instanceof StorageUnavailableError) return { 'Retry-After': String(STORAGE_RETRY_SECONDS) };
  return {};
}

/** Answers a failure as JSON. */
export function jsonFailure<E extends AppEnv>(
  c: Context<E>,
  error: EmbedError,
  connection?: ConnectionDetails,
): Response {
  const body: ErrorAnswer = {
    error: {
      code: error.code,
      message: error.message,
      requestId: c.var.requestId,
      ...(error instanceof InvalidRequestError && error.fields.length > 0 && { fields: error.fields }),
      ...(error instanceof WrongCodeError && { triesLeft: error.triesLeft }),
      ...(connection && { connection }),
    },
  };
  return c.json(body, statusOf(error), failureHeaders(error));
}
