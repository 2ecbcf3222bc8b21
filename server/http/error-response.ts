import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { ErrorCode } from '../../widget/protocol/error-codes.ts';
import type { ErrorResponse } from '../../widget/protocol/session-api.ts';
import type { ConnectionDetails } from '../../widget/protocol/connection.ts';
import {
  ConflictError,
  EmbedError,
  InternalError,
  OriginNotAllowedError,
  InvalidRequestError,
  MethodNotAllowedError,
  PublicUrlError,
  RateLimitedError,
  UnauthorizedError,
  WrongCodeError,
  StorageUnavailableError,
  TokenExpiredError,
  TokenInvalidError,
  MalformedCursorError,
  MalformedJsonError,
  MalformedRequestError,
} from '../errors.ts';
import type { Logger } from 'pino';
import type { AppEnv } from './app-env.ts';

const STATUS = {
  token_missing: 401,
  token_invalid: 401,
  token_expired: 401,
  token_replayed: 401,
  unauthorized: 401,
  forbidden: 403,
  session_expired: 401,
  origin_not_allowed: 403,
  sign_in_browser_mismatch: 403,
  consent_required: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  sign_in_expired: 410,
  payload_too_large: 413,
  uri_too_long: 414,
  unsupported_media_type: 415,
  invalid_request: 422,
  invalid_credentials: 422,
  provider_denied: 422,
  provider_unavailable: 502,
  rate_limited: 429,
  storage_unavailable: 503,
  internal: 500,
  own_credential_missing: 422,
  own_credential_invalid: 422,
  embed_sandboxed: 422,
  token_unavailable: 422,
} as const satisfies Record<ErrorCode, ContentfulStatusCode>;

/** Errors that only a page can show. The request was valid, and another party has to fix the cause. */
const PAGE_ONLY_CODES: ReadonlySet<ErrorCode> = new Set([
  'own_credential_missing',
  'own_credential_invalid',
  'embed_sandboxed',
  'token_unavailable',
]);

/** Returns the HTTP status of a code in JSON answers and in sign-in windows. */
export function statusOfCode(code: ErrorCode): ContentfulStatusCode {
  return STATUS[code];
}

/** Returns the HTTP status of an error that is answered as JSON. */
export function statusOf(error: EmbedError): ContentfulStatusCode {
  const isMalformed =
    error instanceof MalformedJsonError ||
    error instanceof MalformedCursorError ||
    error instanceof MalformedRequestError;
  return isMalformed ? 400 : STATUS[error.code];
}

/** Returns the HTTP status of the page that shows an error. */
export function pageStatusOf(error: EmbedError): ContentfulStatusCode {
  return PAGE_ONLY_CODES.has(error.code) ? 200 : statusOf(error);
}

/**
 * Where the precise reason of a refusal appears before the signature of the token was verified: in the answer and the log
 * (`shown`, in development), or in the log only.
 */
export type ReasonVisibility = 'shown' | 'logged';

/** A client may retry after this time when the database is unavailable. */
const STORAGE_RETRY_SECONDS = 5;

/**
 * Turns a thrown value into an error that can be answered. An unexpected value is a bug: it is logged with its stack,
 * and the answer says nothing about it.
 */
export function toEmbedError(log: Logger, thrown: unknown): EmbedError {
  if (thrown instanceof EmbedError) {
    const needsOperator = thrown instanceof StorageUnavailableError || thrown instanceof PublicUrlError;
    log[needsOperator ? 'error' : 'info'](errorLogFields(thrown), 'refused');
    return thrown;
  }
  log.error({ err: thrown }, 'unexpected');
  return new InternalError();
}

/** Tells whether an error can name fields of the request: what was wrong, or what conflicts with the stored state. */
function hasFields(error: EmbedError): error is InvalidRequestError | ConflictError {
  return error instanceof InvalidRequestError || error instanceof ConflictError;
}

/** Fields that the log has about an error. */
function errorLogFields(error: EmbedError): Record<string, unknown> {
  return {
    code: error.code,
    reason: reasonOf(error),
    ...(error instanceof OriginNotAllowedError && { origin: error.origin }),
    ...(hasFields(error) && { fields: error.fields.map(({ path }) => path) }),
    ...(error.cause !== undefined && { err: error.cause }),
  };
}

/**
 * The precise reason in English, for developers. It contains no secret. It may repeat an origin that the caller sent.
 */
function reasonOf(error: EmbedError): string {
  if (error instanceof UnauthorizedError) return error.reason;
  if (error instanceof TokenInvalidError || error instanceof TokenExpiredError) return error.refusal.reason;
  return error instanceof OriginNotAllowedError ? error.reason : error.message;
}

/** What an answer adds to the code and the default message of an error. */
export interface PublicReason {
  readonly reason?: string;
  /** Replaces the default message: the same sentence with the reason added. The page posts it to its host. */
  readonly message?: string;
}

/**
 * Returns the precise reason if the answer may contain it: always in development, else only if the token has a correct
 * signature. Its sender then knows a key of the organization.
 */
export function publicReason(
  reasons: ReasonVisibility,
  error: EmbedError,
  { isTokenVerified }: { readonly isTokenVerified: boolean },
): PublicReason {
  if (reasons === 'logged' && !isTokenVerified) return {};
  const reason = reasonOf(error);
  return { reason, message: reason === error.message ? reason : `${error.message} Reason: ${reason}.` };
}

/** Response headers of an error. */
export function errorHeaders(error: EmbedError): Record<string, string> {
  // RFC 6750 section 3.
  if (error instanceof UnauthorizedError) return { 'WWW-Authenticate': 'Bearer' };
  if (error instanceof MethodNotAllowedError) return { Allow: error.allowed.join(', ') };
  if (error instanceof RateLimitedError) return { 'Retry-After': String(error.retryAfterSeconds) };
  if (error instanceof StorageUnavailableError) return { 'Retry-After': String(STORAGE_RETRY_SECONDS) };
  return {};
}

/** What an answer says about an error besides the error's own properties. */
export interface ErrorDetails extends PublicReason {
  /** The connection after the refused attempt. */
  readonly connection?: ConnectionDetails;
}

/** Answers an error as JSON. */
export function jsonError<E extends AppEnv>(c: Context<E>, error: EmbedError, details: ErrorDetails = {}): Response {
  const body: ErrorResponse = {
    error: {
      code: error.code,
      message: error.message,
      requestId: c.var.requestId,
      ...(hasFields(error) && error.fields.length > 0 && { fields: error.fields }),
      ...(error instanceof WrongCodeError && { triesLeft: error.triesLeft }),
      ...details,
    },
  };
  return c.json(body, statusOf(error), errorHeaders(error));
}
