import type { FieldIssue } from '../errors.ts';
import { HTTP_NEEDS_DEV } from '../loopback-host.ts';

/** Path of a value in the configuration, from the top. */
export type ValuePath = readonly (string | number)[];

/** Something in the configuration that cannot be used. The message is the rest of a sentence and repeats no value. */
export interface ConfigIssue {
  readonly path: ValuePath;
  readonly message: string;
}

/** Writes a path as people do: `organizations.acme.keys[0].secret`. */
export function formatPath(path: ValuePath): string {
  return path
    .map((part, index) => {
      if (typeof part === 'number') return `[${part}]`;
      if (!/^[\w$-]+$/.test(part)) return `[${JSON.stringify(part)}]`;
      return index === 0 ? part : `.${part}`;
    })
    .join('');
}

/** Tells whether `path` is `outer` or stands inside it. */
export function isWithin(path: ValuePath, outer: ValuePath): boolean {
  return path.length >= outer.length && outer.every((part, index) => path[index] === part);
}

/** Issues with their paths written out, each once. */
export function listIssues(issues: readonly ConfigIssue[]): readonly FieldIssue[] {
  const listed = issues.map(({ path, message }) => ({ path: formatPath(path), message }));
  return [...new Map(listed.map((issue) => [JSON.stringify(issue), issue])).values()];
}

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
