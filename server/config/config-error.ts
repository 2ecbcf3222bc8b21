import type { FieldMistake } from '../errors.ts';

/** What an operator configured cannot be used. Holds every mistake that was found; repeats no value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly mistakes: readonly FieldMistake[];

  /** @param subject What holds the mistakes, such as `embed.config.yaml`. */
  constructor(subject: string, mistakes: readonly FieldMistake[]) {
    const count = mistakes.length === 1 ? 'one mistake' : `${mistakes.length} mistakes`;
    const lines = mistakes.map(({ path, message }) => `  ${path === '' ? '' : `${path}: `}${message}`);
    super([`${subject} has ${count}:`, ...lines].join('\n'));
    this.mistakes = mistakes;
  }
}
