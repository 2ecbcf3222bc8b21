import { type Kysely, sql } from 'kysely';

import { ConflictError } from '../errors.ts';
import { compileOnce } from './compile-once.ts';
import type { Database, Sequence } from './schema.ts';

const advance = compileOnce((db, values: { readonly name: Sequence; readonly count: number }) =>
  db
    .updateTable('counters')
    .set({ value: sql<number>`value + ${values.count}` })
    .where('name', '=', values.name)
    .returning('value'),
);

/**
 * Returns the next id for a kind of row: positive, below 2^53, and never reused, not even after a deletion.
 *
 * Call it only in the transaction that inserts the row, so that the counter and the row commit together.
 */
export async function nextId(db: Kysely<Database>, sequence: Sequence): Promise<number> {
  return nextIds(db, sequence, 1);
}

/** Returns the first of several ids in a row. Otherwise as {@link nextId}. */
export async function nextIds(db: Kysely<Database>, name: Sequence, count: number): Promise<number> {
  const [row] = await advance(db, { name, count });
  if (!row) throw new TypeError(`There is no counter ${name}.`);
  return row.value - count + 1;
}

/**
 * Takes a chosen id for a row, and resolves to it. The next ids continue from there. Throws `ConflictError` if the id is not
 * higher than every earlier one.
 *
 * Call it in the same transaction as {@link nextId}.
 */
export async function claimId(db: Kysely<Database>, sequence: Sequence, id: number): Promise<number> {
  const row = await db
    .updateTable('counters')
    .set({ value: id })
    .where('name', '=', sequence)
    .where('value', '<', id)
    .returning('value')
    .executeTakeFirst();
  if (!row) throw new ConflictError(`The id ${id} was used before, or a higher one was.`);
  return row.value;
}
