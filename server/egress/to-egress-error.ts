import type { EgressFailureKind } from './errors.ts';
import { EgressFailedError, EgressRefusedError } from './errors.ts';
import { errorCode } from './guard.ts';

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
