import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { ErrorCode } from '../../widget/protocol/error-codes.ts';
import { MalformedJsonError } from '../errors.ts';
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
  flow_browser_mismatch: 403,
  consent_required: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  flow_expired: 410,
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
  // Shown in a page: the page itself arrived well.
  own_credential_missing: 200,
  embed_sandboxed: 200,
  token_unavailable: 200,
} as const satisfies Record<ErrorCode, ContentfulStatusCode>;

/** The HTTP status of a failure. */
export function statusOf(error: EmbedError): ContentfulStatusCode {
  return error instanceof MalformedJsonError ? 400 : STATUS[error.code];
}
