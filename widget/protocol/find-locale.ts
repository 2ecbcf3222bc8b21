/**
 * Finds the best available language for a requested one, such as `de` for `de-AT` (RFC 4647 section 3.4, lookup).
 *
 * @param requested A BCP 47 tag in any case, with `-` or `_`. Can be unchecked input.
 * @example findLocale('de-AT', ['en', 'de']) // 'de'
 */
export function findLocale<Tag extends string>(requested: string, available: readonly Tag[]): Tag | undefined {
  const range = `${requested.toLowerCase().replaceAll('_', '-')}-`;
  const matches = available.filter((tag) => range.startsWith(`${tag.toLowerCase()}-`));
  return matches.sort((one, other) => other.length - one.length)[0];
}
