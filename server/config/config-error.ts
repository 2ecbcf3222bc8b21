import type { FieldMistake } from '../errors.ts';
import { NEEDS_DEVELOPMENT } from '../loopback-host.ts';

const DEVELOPMENT_HINT =
  'Add --dev if this is for development: it allows http to this machine, such as to the sandbox.';

/** What an operator configured cannot be used. Holds every mistake that was found; repeats no value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly mistakes: readonly FieldMistake[];

  /** @param subject What holds the mistakes, such as `embed.config.yaml`. */
  constructor(subject: string, mistakes: readonly FieldMistake[]) {
    const count = mistakes.length === 1 ? 'one mistake' : `${mistakes.length} mistakes`;
    const lines = mistakes.map(({ path, message }) => `  ${path === '' ? '' : `${path}: `}${message}`);
    // Last, so that a terminal shows it below however many lines.
    const hints = mistakes.some(({ message }) => message === NEEDS_DEVELOPMENT) ? [DEVELOPMENT_HINT] : [];
    super([`${subject} has ${count}:`, ...lines, ...hints].join('\n'));
    this.mistakes = mistakes;
  }
}
