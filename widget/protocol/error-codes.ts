import { isString } from './guards.ts';

/** The error codes that host pages, people and back ends can receive. They are stable, because hosts depend on them. */
export const ERROR_CODES = [
  'token_missing',
  'token_invalid',
  'token_expired',
  'token_replayed',
  'unauthorized',
  'forbidden',
  'session_expired',
  'origin_not_allowed',
  'sign_in_browser_mismatch',
  'consent_required',
  'not_found',
  'method_not_allowed',
  'conflict',
  'sign_in_expired',
  'payload_too_large',
  'uri_too_long',
  'unsupported_media_type',
  'invalid_request',
  'invalid_credentials',
  'provider_denied',
  'provider_unavailable',
  'rate_limited',
  'storage_unavailable',
  'internal',
  'own_credential_missing',
  'own_credential_invalid',
  'embed_sandboxed',
  'token_unavailable',
] as const;

/** One of {@link ERROR_CODES}. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/**
 * Whether an unchecked value has the form of a code. It can be one that only a newer server knows, which the dialog
 * describes like `internal`. So pages need not contain the list.
 */
export function isErrorCode(value: unknown): value is ErrorCode {
  return isString(value) && /^[a-z_]+$/.test(value);
}
