import type { Kysely } from 'kysely';

import type { Database, Sequence } from './schema.ts';

/**
 * Returns the next id for a kind of row: positive, below 2^53, and never reused, not even after a deletion.
 *
 * Call it only in the transaction that inserts the row, so that the counter and the row commit together.
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
