import type { OutboundRequest } from './auth-type.ts';

/** What is shorter is no key, and may well be a word of a sentence that repeats nothing. */
const SECRET_LENGTH_MIN = 6;

/** Everything in a request that its answer may echo and nobody may see, in the spellings that were sent. */
export function secretSpellings(
  secrets: readonly string[],
  { headers }: Pick<OutboundRequest, 'headers'>,
): readonly string[] {
  const [, sent = ''] = (headers['authorization'] ?? '').split(' ');
  return [...secrets, ...secrets.map(encodeURIComponent), sent].filter(({ length }) => length >= SECRET_LENGTH_MIN);
}
