/** Long enough for a sentence of an API, short enough for a dialog. */
const LENGTH_MAX = 200;

/**
 * Turns what an external system says into one line of plain text that is safe to show: at most 200 characters, without
 * control characters or those that reverse, hide or reorder what is around them. `undefined`: nothing is left.
 *
 * @param secrets What must not be shown. A text that repeats one of them is dropped whole: where a system quotes a
 * part of a key, it may quote more of it elsewhere.
 */
export function providerText(value: unknown, secrets: readonly string[] = []): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const raw = String(value);
  const text = raw
    .replace(/\s+/gu, ' ')
    // Formatting characters, lone surrogates, private use and controls; joiners stay, for words and emoji need them.
    .replace(/(?![\u200c\u200d])\p{C}/gu, '')
    .trim();
  if (text === '' || secrets.some((secret) => raw.includes(secret) || text.includes(secret))) {
    return undefined;
  }
  const characters = Array.from(text);
  return characters.length <= LENGTH_MAX ? text : `${characters.slice(0, LENGTH_MAX - 1).join('')}…`;
}
