import { parseAccept } from 'hono/utils/accept';

/** Codings that this server can send (RFC 9110 section 8.4.1). */
export type ContentCoding = 'br' | 'gzip';

/**
 * The coding that a request prefers of those on offer, or `undefined`: none, the body goes out as it is.
 *
 * RFC 9110 section 12.5.3. Of codings that are equally welcome the first on offer is chosen. One with `q=0` never is, and
 * what goes unnamed only where `*` stands for it.
 */
export function preferredCoding<Offered extends ContentCoding>(
  header: string | undefined,
  offered: readonly Offered[],
): Offered | undefined {
  const preferences = parseAccept(header ?? '').map(({ type, q }) => ({ name: type.toLowerCase(), q }));
  const named = (name: string) => preferences.find((requested) => requested.name === name)?.q;
  // Nobody has to name `identity` to get it, so only a wish that names it outweighs a coding.
  const plain = named('identity') ?? 0;
  const [best] = offered
    .map((coding) => ({ coding, quality: named(coding) ?? named('*') ?? 0 }))
    .filter(({ quality }) => quality > 0 && quality >= plain)
    .sort((a, b) => b.quality - a.quality);
  return best?.coding;
}
