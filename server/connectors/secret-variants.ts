import type { OutboundRequest } from './auth-type.ts';

/** A shorter value is not a key, and it can occur as an ordinary word in a message. */
const MIN_SECRET_LENGTH = 6;

/** RFC 9110 section 11.4: a scheme and one token. Does not match parameter lists, whose names a message may mention. */
const SCHEME_AND_TOKEN = /^\S+ +([\w.~+/-]+=*)$/;

/** Returns the secrets of a request that its response could echo, in every encoding in which they were sent. */
export function secretVariants(
  secrets: readonly string[],
  { headers }: Pick<OutboundRequest, 'headers'>,
): readonly string[] {
  const [, sent = ''] = SCHEME_AND_TOKEN.exec(headers['authorization'] ?? '') ?? [];
  return [...secrets, ...secrets.map(encodeURIComponent), sent].filter(({ length }) => length >= MIN_SECRET_LENGTH);
}
