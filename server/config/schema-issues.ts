import { z } from 'zod';

import { closestName } from './closest-name.ts';
import type { ConfigIssue, ValuePath } from './config-issue.ts';

/** Keeps zod from generating code for each schema, which is slower than the check of one value. */
export const CHECK_ONCE = { jitless: true } as const;

/** What {@link parseWith} found: the value, or everything that is wrong with it. */
export type ParseResult<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly issues: readonly ConfigIssue[] };

/** Checks a value from outside against a schema. Issues have full paths and sentences that repeat no value. */
export function parseWith<T extends z.ZodType>(schema: T, value: unknown, path: ValuePath): ParseResult<z.output<T>> {
  const result = schema.safeParse(value, { error: describeIssue, ...CHECK_ONCE });
  if (result.success) return { ok: true, value: result.data };
  return { ok: false, issues: result.error.issues.flatMap((issue) => toConfigIssues(issue, path)) };
}

type ZodIssue = z.core.$ZodIssue;

function toConfigIssues(issue: ZodIssue, outer: ValuePath): readonly ConfigIssue[] {
  const path = [...outer, ...issue.path.map((part) => (typeof part === 'number' ? part : String(part)))];
  if (issue.code === 'unrecognized_keys') {
    const messages = issue.message.split('\n');
    return issue.keys.map((key, index) => ({ path: [...path, key], message: messages[index] ?? '' }));
  }
  const issues = issue.code === 'invalid_key' ? issue.issues : [issue];
  return issues.map(({ message }) => ({ path, message }));
}

/** Words for issues whose schema has none of its own. */
function describeIssue(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is required' : describeType(issue.expected, issue.input);
    case 'invalid_value':
      return describeChoices(issue.values);
    case 'invalid_union':
      return Array.isArray(issue.options) ? describeChoices(issue.options) : 'is of the wrong type';
    case 'too_small':
      return `must ${describeLimit(issue.origin, 'least', Number(issue.minimum))}`;
    case 'too_big':
      return `must ${describeLimit(issue.origin, 'most', Number(issue.maximum))}`;
    case 'unrecognized_keys':
      return describeUnknownKeys(issue.keys, issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape) : []);
    case 'invalid_format':
      return issue.format === 'url' ? 'must be an https address' : 'is not written in the right form';
    case 'custom':
    case 'invalid_element':
    case 'invalid_key':
    case 'not_multiple_of':
      return 'cannot be used';
  }
}

/** A line for each key: the library has one message for all unknown keys of an object. */
function describeUnknownKeys(keys: readonly string[], known: readonly string[]): string {
  return keys.map((key) => `is not a known setting${didYouMean(key, known)}`).join('\n');
}

/** The end of a sentence about an unknown name: a suggestion, or nothing when no known name is close. */
export function didYouMean(name: string, known: Iterable<string>): string {
  const suggestion = closestName(name, known);
  return suggestion === undefined ? '' : `; did you mean ${suggestion}?`;
}

function describeType(expected: string, input: unknown): string {
  switch (expected) {
    case 'string':
      return typeof input === 'number' || typeof input === 'boolean'
        ? 'must be text: put it in quotes'
        : 'must be text';
    case 'number':
    case 'int':
      return 'must be a whole number';
    case 'boolean':
      return 'must be true or false';
    case 'array':
      return 'must be a list';
    case 'object':
    case 'record':
      return 'must be a mapping of names to values';
    default:
      return `must be a ${expected}`;
  }
}

function describeChoices(values: readonly unknown[]): string {
  return values.length === 1 ? `must be ${String(values[0])}` : `must be one of ${values.join(', ')}`;
}

function describeLimit(origin: string, bound: 'least' | 'most', limit: number): string {
  if (origin === 'string') return `have at ${bound} ${limit} ${limit === 1 ? 'character' : 'characters'}`;
  if (origin === 'array') return `have at ${bound} ${limit} ${limit === 1 ? 'entry' : 'entries'}`;
  return `be at ${bound} ${limit}`;
}
