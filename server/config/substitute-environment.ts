import type { ConfigIssue, ValuePath } from './config-issue.ts';

/** Environment variables, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** `$${` first, so that an escaped brace is not taken for a variable. The last form catches what is neither. */
const REFERENCE = /\$\$\{|\$\{([A-Za-z_][A-Za-z0-9_]*)\}|\$\{/g;

/**
 * Replaces `${NAME}` in a text of the configuration with an environment variable. `$${` means a literal `${`.
 *
 * Keys are left alone, and so is what a variable holds. A variable that is unset or empty is an issue, and its
 * reference stays in the text.
 */
export function substituteEnvironment(
  value: unknown,
  env: Environment,
): { readonly value: unknown; readonly issues: readonly ConfigIssue[] } {
  const issues: ConfigIssue[] = [];
  const text = (template: string, path: ValuePath) =>
    template.replaceAll(REFERENCE, (reference, name: string | undefined) => {
      if (reference === '$${') return '${';
      if (name === undefined) {
        issues.push({ path, message: 'has a `${` that names no variable; write `$${` for the signs themselves' });
        return reference;
      }
      const found = env[name];
      if (found !== undefined && found !== '') return found;
      issues.push({
        path,
        message: `needs the environment variable ${name}, which is set neither there nor in a .env file of this folder`,
      });
      return reference;
    });
  const walk = (part: unknown, path: ValuePath): unknown => {
    if (typeof part === 'string') return text(part, path);
    if (Array.isArray(part)) return part.map((item: unknown, index) => walk(item, [...path, index]));
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, item]) => [key, walk(item, [...path, key])]));
  };
  return { value: walk(value, []), issues };
}
