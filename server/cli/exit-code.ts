/**
 * Why a command failed, with the exit code of the process. 69, 70 and 78 are `EX_UNAVAILABLE`, `EX_SOFTWARE` and
 * `EX_CONFIG` of sysexits(3). 130 is what a shell reports for a command that Ctrl-C ended.
 */
export const EXIT_CODE = {
  failed: 1,
  invalid_usage: 2,
  not_found: 3,
  refused: 4,
  unavailable: 69,
  internal: 70,
  invalid_configuration: 78,
  cancelled: 130,
} as const;

/** The stable name of a failure. `--json` prints it as `code`. */
export type FailureCode = keyof typeof EXIT_CODE;

/** What the help says of {@link EXIT_CODE}. */
export const EXIT_CODE_HELP = `
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not found, 4 refused (credentials or token), 69 database, port or provider
not available, 70 a bug, 78 wrong configuration or key, 130 cancelled with Ctrl-C

With --json, errors and warnings are JSON too: one object a line, on standard error.`;

/** Ends a command with a sentence for the operator and an exit code. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly code: FailureCode;

  constructor(message: string, code: FailureCode = 'failed', options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
