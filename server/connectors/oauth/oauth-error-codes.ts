/**
 * The meaning of an OAuth error code.
 *
 * - `refused`: the code, token or credentials are not valid and never will be again.
 * - `denied`: the person, or the provider for them, declined.
 * - `client`: the provider does not accept the client's authentication.
 * - `operator`: the connector is configured wrongly.
 * - `later`: a later try may work.
 */
export type ErrorMeaning = 'refused' | 'denied' | 'client' | 'operator' | 'later';

/**
 * RFC 6749 sections 4.1.2.1 and 5.2, OpenID Connect Core section 3.1.2.6, RFC 6750 section 3.1, RFC 8628 section 3.5,
 * RFC 8707 section 2, RFC 7009 section 2.2.1; then the spellings of individual providers, in lower case.
 */
const CODES: Readonly<Record<ErrorMeaning, string>> = {
  refused: `invalid_grant invalid_token expired_token login_required interaction_required consent_required
    account_selection_required
    bad_verification_code unverified_user_email
    bad_auth_code expired_auth_code bad_refresh_token invalid_auth_code
    invalid_code code_already_used code_expired expired_code used_code invalid_authorization_code
    invalid_refresh_token expired_refresh_token refresh_token_expired refresh_token_revoked
    token_expired token_revoked token_inactive revoked_token access_revoked
    bad_code_verifier invalid_code_verifier
    account_inactive inactive_user user_inactive user_disabled inactive_org`,
  denied: `access_denied user_denied user_cancelled user_canceled user_cancelled_login user_cancelled_authorize
    authorization_declined authorization_denied admin_policy_enforced cancelled canceled`,
  client: `invalid_client unauthorized_client
    incorrect_client_credentials
    bad_client_id bad_client_secret invalid_client_id invalid_client_secret
    disabled_client deleted_client client_not_found invalid_client_credentials`,
  operator: `invalid_request invalid_scope unsupported_grant_type unsupported_response_type unsupported_token_type
    invalid_target request_not_supported request_uri_not_supported registration_not_supported invalid_request_uri
    invalid_request_object invalid_dpop_proof use_dpop_nonce insufficient_scope
    redirect_uri_mismatch bad_redirect_uri invalid_redirect_uri redirect_uri_not_matching redirect_mismatch
    application_suspended invalid_grant_type invalid_resource unauthorized_scope_error unapproved_scope
    invalid_client_assertion`,
  later: `temporarily_unavailable server_error slow_down authorization_pending
    internal_error internal_server_error service_unavailable gateway_timeout timeout request_timeout
    ratelimited rate_limited rate_limit_exceeded too_many_requests throttled fatal_error`,
};

const MEANINGS: ReadonlyMap<string, ErrorMeaning> = new Map(
  (['refused', 'denied', 'client', 'operator', 'later'] as const).flatMap((meaning) =>
    CODES[meaning].split(/\s+/).map((code) => [code, meaning] as const),
  ),
);

/** A known error code, which is safe to log. */
export interface KnownErrorCode {
  readonly code: string;
  readonly meaning: ErrorMeaning;
}

/** Looks up an error code, ignoring its case. Returns `undefined` for an unknown code. */
export function findErrorCode(error: unknown): KnownErrorCode | undefined {
  if (typeof error !== 'string') return undefined;
  const code = error.trim().toLowerCase().replace(/[ -]/g, '_');
  const meaning = MEANINGS.get(code);
  return meaning && { code, meaning };
}
