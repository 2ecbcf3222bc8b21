import type { Context } from 'hono';
import type { z } from 'zod';
import { InvalidRequestError, UnsupportedMediaTypeError } from '../errors.ts';
import { toFieldIssues } from '../field-issues.ts';
import { parseJson } from '../json-object.ts';
import type { AppEnv } from './app-env.ts';

/**
 * Reads a JSON body and checks it against a schema.
 *
 * Throws `UnsupportedMediaTypeError`, `MalformedJsonError`, or `InvalidRequestError` with the path of each wrong field and
 * never its value.
 */
export async function jsonBody<S extends z.ZodType, E extends AppEnv>(c: Context<E>, schema: S): Promise<z.output<S>> {
  const result = schema.safeParse(readJsonText(c.req.header('content-type'), await c.req.text()));
  if (result.success) return result.data;
  throw new InvalidRequestError('Some fields have wrong values.', result.error.issues.flatMap(toFieldIssues));
}

/** Parses the text of a JSON body. Throws `UnsupportedMediaTypeError`, `MalformedJsonError` or `InvalidRequestError`. */
export function readJsonText(contentType: string | undefined, text: string): unknown {
  const mediaType = (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json') throw new UnsupportedMediaTypeError();
  const { value, hasForbiddenKey } = parseJson(text);
  // Without this check, code that merges the body could pollute a prototype.
  if (hasForbiddenKey) throw new InvalidRequestError('The body has a forbidden key.');
  return value;
}
