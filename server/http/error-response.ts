import type { Context } from 'hono';
import type { ErrorResponse } from '../../widget/protocol/session-api.ts';
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

/** Where the precise reason of a refusal appears: on its page as well (`shown`, in development), or in the log only. */
export type ReasonVisibility = 'shown' | 'logged';

/** After this long a database that was down is worth another try. */
const STORAGE_RETRY_SECONDS = 5;

/** What was thrown, as a failure that can be answered. What nobody expected is a bug: logged whole, answered bare. */
export function toEmbedError(log: Logger, thrown: unknown): EmbedError {
  if (thrown instanceof EmbedError) {
    const needsOperator = thrown instanceof StorageUnavailableError || thrown instanceof PublicUrlError;
    log[needsOperator ? 'error' : 'info'](errorLogFields(thrown), 'refused');
    return thrown;
  }
  log.error({ err: thrown }, 'unexpected');
  return new InternalError();
}

/** What the log says of a failure. */
function errorLogFields(error: EmbedError): Record<string, unknown> {
  return {
    code: error.code,
    reason: reasonOf(error),
    ...(error instanceof OriginNotAllowedError && { origin: error.origin }),
    ...(error instanceof InvalidRequestError && { fields: error.fields.map(({ path }) => path) }),
    ...(error.cause !== undefined && { err: error.cause }),
  };
}

/** Precisely why, in English, for developers. Holds no secret, and may repeat an origin that the caller names. */
function reasonOf(error: EmbedError): string {
  if (error instanceof TokenInvalidError || error instanceof TokenExpiredError) return error.refusal.reason;
  return error instanceof OriginNotAllowedError ? error.reason : error.message;
}

/** What an answer says of a refusal besides its code and its own sentence. */
export interface PublicReason {
  readonly reason?: string;
  /** Replaces the sentence of the error: the same with the reason added, since the page posts this to its host. */
  readonly message?: string;
}

/** Adds the precise reason to an answer, where answers have it. */
export function publicReason(reasons: ReasonVisibility, error: EmbedError): PublicReason {
  if (reasons === 'logged') return {};
  const reason = reasonOf(error);
  return { reason, message: reason === error.message ? reason : `${error.message} Reason: ${reason}.` };
}

/** Headers that a failure brings along. */
export function errorHeaders(error: EmbedError): Record<string, string> {
  if (error instanceof MethodNotAllowedError) return { Allow: error.allowed.join(', ') };
  if (error instanceof RateLimitedError) return { 'Retry-After': String(error.retryAfterSeconds) };
  if (error instanceof StorageUnavailableError) return { 'Retry-After': String(STORAGE_RETRY_SECONDS) };
  return {};
}

/** What an answer says of a failure besides what the error itself says. */
export interface ErrorDetails extends PublicReason {
  /** The connection as the refused attempt left it. */
  readonly connection?: ConnectionDetails;
}

/** Answers a failure as JSON. */
export function jsonError<E extends AppEnv>(c: Context<E>, error: EmbedError, details: ErrorDetails = {}): Response {
  const body: ErrorResponse = {
    error: {
      code: error.code,
      message: error.message,
      requestId: c.var.requestId,
      ...(error instanceof InvalidRequestError && error.fields.length > 0 && { fields: error.fields }),
      ...(error instanceof WrongCodeError && { triesLeft: error.triesLeft }),
      ...details,
    },
  };
  return c.json(body, statusOf(error), errorHeaders(error));
}
