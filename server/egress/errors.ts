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
 * What went wrong with a request that was allowed. `aborted`: the caller no longer wants the answer. `busy`: too many
 * requests to this host are running.
 */
export type EgressFailureKind =
  'timeout' | 'connect' | 'tls' | 'dns' | 'too_large' | 'protocol' | 'redirect' | 'aborted' | 'busy';

/**
 * A request was allowed and brought no usable answer. The other side may or may not have acted on it.
 *
 * Carries no `cause`: errors of the HTTP parser hold bytes of the answer, and these must not reach a log.
 */
export class EgressFailedError extends Error {
  override readonly name = 'EgressFailedError';
  readonly kind: EgressFailureKind;
  readonly host: string;

  /** @param detail A code such as `ECONNREFUSED`, or a few words. Never a part of the request or answer. */
  constructor(kind: EgressFailureKind, host: string, detail: string) {
    super(`The request to ${host} failed: ${kind}, ${detail}.`);
    this.kind = kind;
    this.host = host;
  }
}
