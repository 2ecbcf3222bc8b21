import type { FieldIssue } from '../errors.ts';

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
