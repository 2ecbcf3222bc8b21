import type { Kysely } from 'kysely';

import type { Database, Sequence } from './schema.ts';

/**
 * Takes the next id of a kind of row: positive, below 2^53, and never given out again, not even after a deletion.
 *
 * Only within a transaction: the counter and the row that gets its id commit together or not at all.
 */
export async function nextId(db: Kysely<Database>, sequence: Sequence): Promise<number> {
  const { value } = await db
    .updateTable('counters')
    .set((eb) => ({ value: eb('value', '+', 1) }))
    .where('name', '=', sequence)
    .returning('value')
    .executeTakeFirstOrThrow();
  return value;
}
