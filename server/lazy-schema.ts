import type { z } from 'zod';

/**
 * Returns a function that makes a schema at its first call. For schemas that a start does not use: making one takes 20
 * microseconds, and there are many hundreds.
 */
export function lazySchema<Schema extends z.ZodType>(make: () => Schema): () => Schema {
  let schema: Schema | undefined;
  return () => (schema ??= make());
}
