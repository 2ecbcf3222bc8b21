import type { ConnectionProblem } from '../widget/protocol/connection.ts';
import type { ErrorCode } from '../widget/protocol/error-codes.ts';
import type { Permission } from '../widget/protocol/permissions.ts';

/** An expected failure, reported on purpose. Anything else thrown is a bug and becomes a bare 500. */
export abstract class EmbedError extends Error {
  abstract readonly code: ErrorCode;
}

/** A field that a request got wrong. The message never repeats the value. */
export interface FieldIssue {
  /** Dotted path from the top of the body or configuration, such as `values.api_key`. */
  readonly path: string;
  readonly message: string;
}

/** The page was opened without a token: a normal state after a back navigation or a moved frame. */
export class TokenMissingError extends EmbedError {
  override readonly name = 'TokenMissingError';
  readonly code = 'token_missing';

  constructor() {
    super('There is no token in this request.');
  }
}

/** Why a token was refused. */
export interface TokenRefusal {
  /** The precise reason. For the log, and in development for the refused page. Holds no part of the token. */
  readonly reason: string;
  /** Whether the signature was verified before the refusal, so that what the token says may be believed. */
  readonly verified: boolean;
}

/** The token is invalid: its form, signature, claims, or organization. */
export class TokenInvalidError extends EmbedError {
  override readonly name = 'TokenInvalidError';
  readonly code = 'token_invalid';
  readonly refusal: TokenRefusal;

  constructor(reason: string, { verified = false }: { verified?: boolean } = {}) {
    super('The token was not accepted.');
    this.refusal = { reason, verified };
  }
}

/** The signature is right and the token is too old. */
export class TokenExpiredError extends EmbedError {
  override readonly name = 'TokenExpiredError';
  readonly code = 'token_expired';
  readonly refusal: TokenRefusal;

  constructor(reason: string) {
    super('The token has expired.');
    this.refusal = { reason, verified: true };
  }
}

/** The token was good and has been used before. */
export class TokenReplayedError extends EmbedError {
  override readonly name = 'TokenReplayedError';
  readonly code = 'token_replayed';

  constructor() {
    super('The token has been used before.');
  }
}

/** The session of a dialog is unknown or over. */
export class SessionExpiredError extends EmbedError {
  override readonly name = 'SessionExpiredError';
  readonly code = 'session_expired';

  constructor() {
    super('This session is over.');
  }
}

/** The origin is not allowed: to embed the widget, or to call what only pages of this server may call. */
export class OriginNotAllowedError extends EmbedError {
  override readonly name = 'OriginNotAllowedError';
  readonly code = 'origin_not_allowed';

  /** The origin that the token or the request names. For the log, and in development for the refused page. */
  readonly origin: string;
  /** The precise reason, for the same readers. */
  readonly reason: string;

  constructor(
    origin: string,
    {
      message = 'This page may not embed the widget.',
      reason = `the token names the origin ${origin}, which is not on allowedOrigins`,
    }: { readonly message?: string; readonly reason?: string } = {},
  ) {
    super(message);
    this.origin = origin;
    this.reason = reason;
  }
}

/** Another site's page made a call that only this server's own pages make. */
export class CrossSiteRequestError extends EmbedError {
  override readonly name = 'CrossSiteRequestError';
  readonly code = 'forbidden';

  constructor() {
    super('Only the page itself may ask for this.');
  }
}

/** The access token of a back end is missing, unknown, expired or revoked. */
export class UnauthorizedError extends EmbedError {
  override readonly name = 'UnauthorizedError';
  readonly code = 'unauthorized';
  /** For the log. Holds no part of the token. */
  readonly reason: string;

  constructor(reason: string) {
    super('The access token was not accepted. Send one in the header Authorization: Bearer <access token>.');
    this.reason = reason;
  }
}

/** The access token does not permit a request. */
export class ForbiddenError extends EmbedError {
  override readonly name = 'ForbiddenError';
  readonly code = 'forbidden';
}

/** The token of the page does not permit what the dialog asks for. */
export class NotPermittedError extends EmbedError {
  override readonly name = 'NotPermittedError';
  readonly code = 'forbidden';

  constructor(permission: Permission) {
    super(`The token of this page does not have the permission ${permission}.`);
  }
}

/** The object does not exist or belongs to another owner. Both have the same answer. */
export class NotFoundError extends EmbedError {
  override readonly name = 'NotFoundError';
  readonly code = 'not_found';

  constructor(message = 'There is nothing here.') {
    super(message);
  }
}

/** The path exists, not for this method. */
export class MethodNotAllowedError extends EmbedError {
  override readonly name = 'MethodNotAllowedError';
  readonly code = 'method_not_allowed';
  readonly allowed: readonly string[];

  constructor(allowed: readonly string[]) {
    super('This method is not offered here.');
    this.allowed = allowed;
  }
}

/** The object changed since it was read, or its state forbids the change. */
export class ConflictError extends EmbedError {
  override readonly name = 'ConflictError';
  readonly code = 'conflict';
  /** The fields of the request that conflict with the stored state. */
  readonly fields: readonly FieldIssue[];

  constructor(message: string, fields: readonly FieldIssue[] = []) {
    super(message);
    this.fields = fields;
  }
}

/** The body is larger than this server reads. */
export class PayloadTooLargeError extends EmbedError {
  override readonly name = 'PayloadTooLargeError';
  readonly code = 'payload_too_large';

  constructor() {
    super('The body is too large.');
  }
}

/** The address is longer than this server reads. */
export class UriTooLongError extends EmbedError {
  override readonly name = 'UriTooLongError';
  readonly code = 'uri_too_long';

  constructor() {
    super('The address is too long.');
  }
}

/** The body is not of a type that this path reads. */
export class UnsupportedMediaTypeError extends EmbedError {
  override readonly name = 'UnsupportedMediaTypeError';
  readonly code = 'unsupported_media_type';

  constructor(mediaType = 'application/json') {
    super(`Send the body as ${mediaType}.`);
  }
}

/** The request is not valid HTTP: its Host or its target is no part of a URL. */
export class MalformedRequestError extends EmbedError {
  override readonly name = 'MalformedRequestError';
  readonly code = 'invalid_request';

  /** @param cause What could not be read. */
  constructor(cause?: unknown) {
    super('The Host header or the address of this request is not valid.', { cause });
  }
}

/** The body is no JSON at all: 400 where other issues are 422. */
export class MalformedJsonError extends EmbedError {
  override readonly name = 'MalformedJsonError';
  readonly code = 'invalid_request';

  constructor() {
    super('The body is not valid JSON.');
  }
}

/** The cursor of a list does not come from this server: 400 where other issues are 422. */
export class MalformedCursorError extends EmbedError {
  override readonly name = 'MalformedCursorError';
  readonly code = 'invalid_request';

  constructor() {
    super('The cursor is not one that a list returned.');
  }
}

/** Well-formed, but not what this path takes. */
export class InvalidRequestError extends EmbedError {
  override readonly name = 'InvalidRequestError';
  readonly code = 'invalid_request';
  readonly fields: readonly FieldIssue[];

  /** @param options.cause What was found out about them, for the log only. */
  constructor(message: string, fields: readonly FieldIssue[] = [], options?: ErrorOptions) {
    super(message, options);
    this.fields = fields;
  }
}

/** The code of a sign-in was entered wrongly. */
export class WrongCodeError extends EmbedError {
  override readonly name = 'WrongCodeError';
  readonly code = 'invalid_request';
  readonly triesLeft: number;

  constructor(triesLeft: number) {
    super('This is not the code.');
    this.triesLeft = triesLeft;
  }
}

/** The external system refused credentials for good: what was typed, what a sign-in brought, or tokens of its own. */
export class InvalidCredentialsError extends EmbedError {
  override readonly name = 'InvalidCredentialsError';
  readonly code = 'invalid_credentials';
  readonly problem: ConnectionProblem;

  /** @param providerMessage The provider's own words, already cleaned by `sanitizeProviderText`. */
  constructor(providerMessage?: string) {
    super('The provider did not accept these credentials.');
    this.problem = { code: this.code, ...(providerMessage !== undefined && { providerMessage }) };
  }
}

/** The person, or the provider on their behalf, declined in the sign-in. */
export class ProviderDeniedError extends EmbedError {
  override readonly name = 'ProviderDeniedError';
  readonly code = 'provider_denied';
  readonly problem: ConnectionProblem;

  /** @param providerMessage The provider's own words, already cleaned by `sanitizeProviderText`. */
  constructor(providerMessage?: string) {
    super('Access was declined at the provider.');
    this.problem = { code: this.code, ...(providerMessage !== undefined && { providerMessage }) };
  }
}

/**
 * What has to happen before another attempt can succeed. `operator`: the configuration of the connector has to change.
 */
export type RetryClass = 'later' | 'operator';

/** How a provider that is unavailable may become available again. */
export interface ProviderUnavailableOptions extends ErrorOptions {
  /** `later` where absent. */
  readonly retry?: RetryClass;
  /** How long the provider asked to be left alone, in seconds. */
  readonly retryAfterSeconds?: number;
  /** The provider's own words, already cleaned by `sanitizeProviderText`. */
  readonly providerMessage?: string | undefined;
}

/** The external system cannot be asked now. What was typed may be right. */
export class ProviderUnavailableError extends EmbedError {
  override readonly name = 'ProviderUnavailableError';
  readonly code = 'provider_unavailable';
  readonly problem: ConnectionProblem;
  readonly retry: RetryClass;
  readonly retryAfterSeconds: number | undefined;

  /** @param reason What happened, for the log: a status, a code or the kind of failure, no secret. */
  constructor(
    reason: string,
    { retry = 'later', retryAfterSeconds, providerMessage, ...options }: ProviderUnavailableOptions = {},
  ) {
    super(`The provider could not be asked: ${reason}.`, options);
    this.problem = { code: this.code, ...(providerMessage !== undefined && { providerMessage }) };
    this.retry = retry;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The sign-in expired, was canceled, or has already finished. */
export class SignInExpiredError extends EmbedError {
  override readonly name = 'SignInExpiredError';
  readonly code = 'sign_in_expired';

  constructor() {
    super('This sign-in has ended.');
  }
}

/** A sign-in returned in another browser than the one that began it, or from another provider. */
export class SignInBrowserMismatchError extends EmbedError {
  override readonly name = 'SignInBrowserMismatchError';
  readonly code = 'sign_in_browser_mismatch';

  /** @param reason What did not agree, for the log. */
  constructor(reason: string) {
    super(`This sign-in does not belong to this browser: ${reason}.`);
  }
}

/** The caller, or callers at the same address or of the same organization, ask for more than they may. */
export class RateLimitedError extends EmbedError {
  override readonly name = 'RateLimitedError';
  readonly code = 'rate_limited';
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number, message = 'Too many refused requests.') {
    super(message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The database cannot be reached or cannot write. Nothing was acknowledged. */
export class StorageUnavailableError extends EmbedError {
  override readonly name = 'StorageUnavailableError';
  readonly code = 'storage_unavailable';

  constructor(options?: ErrorOptions) {
    super('The database cannot be used right now.', options);
  }
}

/** The server is reached at another address than its public one, so a sign-in could not return to it. */
export class PublicUrlError extends EmbedError {
  override readonly name = 'PublicUrlError';
  readonly code = 'internal';

  /** @param origin Where the browser has the dialog from. */
  constructor(origin: string, publicUrl: URL) {
    super(
      `The dialog was loaded from ${origin}, and systems send browsers back to ${publicUrl.origin}: see PUBLIC_URL.`,
    );
  }
}

/** An integration needs the consent of the person, or of their account, before anything else. */
export class ConsentRequiredError extends EmbedError {
  override readonly name = 'ConsentRequiredError';
  readonly code = 'consent_required';

  constructor() {
    super('A person has to agree to the terms of this integration first.');
  }
}

/** A bug. The log has the details under the request id. */
export class InternalError extends EmbedError {
  override readonly name = 'InternalError';
  readonly code = 'internal';

  constructor() {
    super('Something went wrong on our side.');
  }
}
