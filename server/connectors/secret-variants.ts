import type { OutboundRequest } from './auth-type.ts';

/** What is shorter is no key, and may well be a word of a sentence that repeats nothing. */
const MIN_SECRET_LENGTH = 6;

/** RFC 9110 section 11.4: a scheme and one token. Matches no list of parameters: answers may mention their names. */
const SCHEME_AND_TOKEN = /^\S+ +([\w.~+/-]+=*)$/;

/** Everything in a request that its answer may echo and nobody may see, in the spellings that were sent. */
export function secretVariants(
  secrets: readonly string[],
  { headers }: Pick<OutboundRequest, 'headers'>,
): readonly string[] {
  const [, sent = ''] = SCHEME_AND_TOKEN.exec(headers['authorization'] ?? '') ?? [];
  return [...secrets, ...secrets.map(encodeURIComponent), sent].filter(({ length }) => length >= MIN_SECRET_LENGTH);
}
