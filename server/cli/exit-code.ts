/**
 * Exit codes of the process. 69 and 78 are `EX_UNAVAILABLE` and `EX_CONFIG` of sysexits(3); 130 is what a shell reports
 * for a command that Ctrl-C ended.
 */
export const EXIT_CODE = {
  failed: 1,
  usage: 2,
  notFound: 3,
  unavailable: 69,
  configuration: 78,
  interrupted: 130,
} as const;

/** What the help says of {@link EXIT_CODE}. */
export const EXIT_CODE_HELP = `
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not found, 69 database or port not available, 78 wrong configuration or key,
130 cancelled with Ctrl-C`;

/** Ends a command with a sentence for the operator and an exit code. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: number;

  constructor(message: string, exitCode: number = EXIT_CODE.failed, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
