import { z } from '@hono/zod-openapi';
import { MalformedCursorError } from '../errors.ts';

const MAX_LIMIT = 200;
const DEFAULT_LIMIT = 50;

/** Version of the format of cursors, which clients may keep while the server is updated. */
const CURSOR_VERSION = 1;

/** Query parameters of every list with pages. Spread them into the schema of the query. */
export const pageParameters = {
  limit: z
    .string()
    .regex(/^\d{1,3}$/, `must be a whole number, 1 to ${MAX_LIMIT}`)
    .transform(Number)
    .pipe(z.number().min(1).max(MAX_LIMIT))
    .default(DEFAULT_LIMIT)
    .openapi({
      ...{ type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT, example: DEFAULT_LIMIT },
      description: 'How many items a page has at most.',
    }),
  cursor: z
    .string()
    .optional()
    .openapi({ description: '`next_cursor` of the page before. Absent for the first page.', example: 'WzEsNTBd' }),
};

/** Query parameter that leaves out what is older. */
export const sinceParameter = z.iso
  .datetime({ offset: true })
  .transform((text) => Date.parse(text))
  .optional()
  .openapi({ type: 'string', format: 'date-time', example: '2026-01-31T12:00:00Z' });

/** Values of {@link pageParameters}. */
export interface PageQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/**
 * Returns the id that the items of a page follow, in the order of the list: `undefined` for the first page. Throws
 * `MalformedCursorError` for text that is no cursor.
 */
export function readCursor({ cursor }: PageQuery): number | undefined {
  if (cursor === undefined) return undefined;
  const id = idOfCursor(cursor);
  // A cursor is accepted in exactly one spelling.
  if (id === undefined || writeCursor(id) !== cursor) throw new MalformedCursorError();
  return id;
}

/**
 * Makes a page of a list. It is the last one unless there is a row more than `limit`.
 *
 * @param rows Up to `limit + 1` rows in the order of the list.
 */
export async function toPage<Row extends { readonly id: number }, Resource>(
  rows: readonly Row[],
  { limit }: PageQuery,
  toResource: (row: Row) => Resource | Promise<Resource>,
): Promise<{ data: Resource[]; next_cursor: string | null }> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    data: await Promise.all(shown.map(toResource)),
    next_cursor: last && rows.length > limit ? writeCursor(last.id) : null,
  };
}

/** Describes the body of a page. */
export function pageSchema<Item extends z.ZodType>(item: Item) {
  return z.strictObject({
    data: z.array(item),
    next_cursor: z
      .string()
      .nullable()
      .openapi({ description: '`cursor` of the next page. `null` on the last page.', example: 'WzEsNTBd' }),
  });
}

function writeCursor(id: number): string {
  return Buffer.from(JSON.stringify([CURSOR_VERSION, id])).toString('base64url');
}

function idOfCursor(cursor: string): number | undefined {
  const [, id] = /^\[1,([1-9]\d{0,15})\]$/.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? [];
  return id !== undefined && Number.isSafeInteger(Number(id)) ? Number(id) : undefined;
}
