import type { Context } from 'hono';
import type { z } from 'zod';
import type { FieldIssue } from '../errors.ts';
import { InvalidRequestError, MalformedJsonError, UnsupportedMediaTypeError } from '../errors.ts';
import { FORBIDDEN_KEYS } from '../json-object.ts';
import type { AppEnv } from './app-env.ts';

/**
 * Reads a JSON body and checks it against a schema.
 *
 * Throws `UnsupportedMediaTypeError`, `MalformedJsonError`, or `InvalidRequestError` with the path of each wrong field and
 * never its value.
 */
export async function jsonBody<S extends z.ZodType, E extends AppEnv>(c: Context<E>, schema: S): Promise<z.output<S>> {
  const mediaType = (c.req.header('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json') throw new UnsupportedMediaTypeError();
  const result = schema.safeParse(parseJson(await c.req.text()));
  if (result.success) return result.data;
  throw new InvalidRequestError('Some fields are not as they should be.', result.error.issues.map(toFieldIssue));
}

/** Keys below the first are the caller's own and may be anything, a misplaced secret too; so they are not repeated. */
function toFieldIssue({ code, path, message }: z.core.$ZodIssue): FieldIssue {
  const known = path.filter((part, index) => index === 0 || typeof part === 'number');
  return { path: known.join('.'), message: code === 'unrecognized_keys' ? 'has a key that is not known' : message };
}

function parseJson(text: string): unknown {
  const keys = new Set<string>();
  let value: unknown;
  try {
    value = JSON.parse(text, (key, inner: unknown) => {
      keys.add(key);
      return inner;
    });
  } catch {
    throw new MalformedJsonError();
  }
  // Merging code further in would otherwise be one spread away from a polluted prototype.
  if (!keys.isDisjointFrom(FORBIDDEN_KEYS)) throw new InvalidRequestError('The body has a key that is not allowed.');
  return value;
}
