import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { ErrorCode } from '../../widget/protocol/error-codes.ts';
import { MalformedCursorError, MalformedJsonError, MalformedRequestError } from '../errors.ts';
import type { EmbedError } from '../errors.ts';

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
