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
