import type { FieldIssue } from '../errors.ts';
import { HTTP_NEEDS_DEV } from '../loopback-host.ts';

const DEVELOPMENT_HINT =
  'Add --dev, or EMBED_DEV=1 to .env, if this is for development: it allows http to this machine, such as to the sandbox.';

/** The configuration cannot be used. Holds every issue that was found and repeats no value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly issues: readonly FieldIssue[];

  /** @param subject What holds the issues, such as `embed.config.yaml`. */
  constructor(subject: string, issues: readonly FieldIssue[]) {
    const count = issues.length === 1 ? 'one issue' : `${issues.length} issues`;
    const lines = issues.map(({ path, message }) => `  ${path === '' ? '' : `${path}: `}${message}`);
    // Last, so that a terminal shows it below however many lines.
    const hints = issues.some(({ message }) => message === HTTP_NEEDS_DEV) ? [DEVELOPMENT_HINT] : [];
    super([`${subject} has ${count}:`, ...lines, ...hints].join('\n'));
    this.issues = issues;
  }
}
