/**
 * The guard refused the address. Nothing was sent.
 *
 * Its message names the host and the reason, never the path or query, which may carry credentials.
 */
export class EgressRefusedError extends Error {
  override readonly name = 'EgressRefusedError';
  /** Host as in the URL, with its port. */
  readonly host: string;

  /** @param reason Completes "Requests to <host> are refused: …". */
  constructor(host: string, reason: string) {
    super(`Requests to ${host} are refused: ${reason}.`);
    this.host = host;
  }
}

/**
 * Why an allowed request failed. `aborted`: the caller aborted it. `busy`: too many requests to this host are running.
 */
export type EgressFailureKind =
  'timeout' | 'connect' | 'tls' | 'dns' | 'too_large' | 'protocol' | 'redirect' | 'aborted' | 'busy';

/**
 * An allowed request got no usable response. The provider may have processed it.
 *
 * It has no `cause`, because errors of the HTTP parser contain bytes of the response, which must not be logged.
 */
export class EgressFailedError extends Error {
  override readonly name = 'EgressFailedError';
  readonly kind: EgressFailureKind;
  readonly host: string;

  /** @param detail A code such as `ECONNREFUSED`, or a few words. Never a part of the request or response. */
  constructor(kind: EgressFailureKind, host: string, detail: string) {
    super(`The request to ${host} failed: ${kind}, ${detail}.`);
    this.kind = kind;
    this.host = host;
  }
}

/** The code of an error of Node or undici, such as `ECONNREFUSED`. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Converts an error of the resolver, the socket, TLS or the HTTP parser into an error that is safe to log. */
export function toEgressError(error: unknown, host: string): EgressRefusedError | EgressFailedError {
  if (error instanceof EgressRefusedError || error instanceof EgressFailedError) return error;
  const code = errorCode(error) ?? 'no code';
  return new EgressFailedError(kindOf(code), host, code);
}

const KIND_BY_CODE: Readonly<Record<string, EgressFailureKind>> = {
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  ETIMEDOUT: 'timeout',
  UND_ERR_HEADERS_OVERFLOW: 'too_large',
  EPROTO: 'tls',
  ECONNREFUSED: 'connect',
  ECONNRESET: 'connect',
  EHOSTUNREACH: 'connect',
  ENETUNREACH: 'connect',
  EADDRNOTAVAIL: 'connect',
  EPIPE: 'connect',
  // The other side closed the connection.
  UND_ERR_SOCKET: 'connect',
};

/**
 * OpenSSL's reasons to reject a certificate have no common prefix:
 * https://nodejs.org/api/tls.html#x509-certificate-error-codes
 */
const TLS_CODE_PATTERN = /^ERR_(TLS|SSL)_|CERT|^(UNABLE_TO|CRL|HOSTNAME_MISMATCH|INVALID_(CA|PURPOSE)|PATH_LENGTH)/;

function kindOf(code: string): EgressFailureKind {
  return KIND_BY_CODE[code] ?? (TLS_CODE_PATTERN.test(code) ? 'tls' : 'protocol');
}
