import { z } from '@hono/zod-openapi';
import { ConflictError } from '../errors.ts';

/** Header of a PATCH. Spread it into the schema of the headers. */
export const ifMatchHeader = {
  'if-match': z.string().optional().openapi({
    description: '`ETag` of what was read before. If the object has changed since, the answer is 409 `conflict`.',
    example: '"3"',
  }),
};

/** Describes the header `ETag` of answers. */
export const etagHeader = {
  ETag: {
    description: 'Version of the object, for `If-Match` of a PATCH.',
    schema: { type: 'string' as const, example: '"3"' },
  },
};

/**
 * Returns the entity tag of an object (RFC 9110 section 8.8.3).
 *
 * @param version A number or a text without quotes that changes with each change of the object, such as its revision.
 */
export function etagOf(version: number | string): string {
  return `"${version}"`;
}

/**
 * Throws `ConflictError` if the caller names versions of an object that are not the present one (RFC 9110 section
 * 13.1.1). A request without the header is allowed. Call it inside the transaction that changes the object.
 *
 * The answer is 409 and not 412: the API has one code for a change that the state of an object forbids.
 */
export function requireMatch(ifMatch: string | undefined, etag: string): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  const named = ifMatch.split(',').map((text) => text.trim());
  if (!named.includes(etag)) throw new ConflictError('The object has changed since it was read. Read it again.');
}
