import { z } from 'zod';
import { didYouMean } from './config/schema-issues.ts';
import type { FieldIssue } from './errors.ts';

/** A longer or stranger name of a field could be a misplaced secret, so no answer repeats it. */
const REPEATABLE_NAME = /^[A-Za-z_][\w.-]{0,29}$/;
const NOT_KNOWN = 'is not a known field';

/** Creates the schema of an object in a request. Its issues name unknown keys, and the known ones that they resemble. */
export function requestObject<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, {
    // One message for all unknown keys of the object, with a line for each.
    error: ({ code, keys = [] }) =>
      code === 'unrecognized_keys'
        ? (keys as readonly string[]).map((key) => NOT_KNOWN + didYouMean(key, Object.keys(shape))).join('\n')
        : undefined,
  });
}

/**
 * Describes the wrong fields of a request. Keys below the first level may come from the caller and could be a misplaced
 * secret, so paths leave them out. So does the path of an unknown key that does not look like the name of a field.
 */
export function toFieldIssues(issue: z.core.$ZodIssue): readonly FieldIssue[] {
  const path = issue.path.filter((part, index) => index === 0 || typeof part === 'number').map(String);
  if (issue.code !== 'unrecognized_keys') return [{ path: path.join('.'), message: issue.message }];
  const messages = issue.message.split('\n');
  return issue.keys.map((key, index) =>
    REPEATABLE_NAME.test(key)
      ? { path: [...path, key].join('.'), message: messages[index] ?? NOT_KNOWN }
      : { path: path.join('.'), message: 'has an unknown key' },
  );
}
