/** In UTF-16 code units. No sentence for a person is longer, and comparing a longer text with secrets takes long. */
const MAX_RAW_LENGTH = 4096;

/** Long enough for a sentence of an API, short enough for a dialog. */
const MAX_LENGTH = 200;

/** A text may not share this many characters in a row with a secret. Shorter pieces occur in ordinary words. */
const FRAGMENT_LENGTH = 8;

/**
 * Turns what an external system says into one line of plain text that is safe to show: at most 200 characters, without
 * control characters or those that reverse, hide or reorder what is around them. `undefined`: nothing is left, or the text
 * is longer than 4096 UTF-16 code units. Such a text is not cut to that length: the cut can fall within a secret, and the
 * part before the cut would be shown because it no longer matches.
 *
 * @param secrets What must not be shown. A text that shares 8 or more characters in a row with one of them, in upper or
 * lower case, is dropped whole: a provider that quotes a part of a key may quote the rest elsewhere. A secret with fewer
 * than 8 characters counts as a whole.
 */
export function sanitizeProviderText(value: unknown, secrets: readonly string[] = []): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const raw = String(value);
  if (raw.length > MAX_RAW_LENGTH) return undefined;
  const text = raw
    .replace(/\s+/gu, ' ')
    // Formatting characters, lone surrogates, private use and controls; joiners stay, for words and emoji need them.
    .replace(/(?![\u200c\u200d])\p{C}/gu, '')
    .trim();
  if (text === '' || sharesFragment(raw, secrets)) return undefined;
  const characters = Array.from(text);
  return characters.length <= MAX_LENGTH ? text : `${characters.slice(0, MAX_LENGTH - 1).join('')}…`;
}

/** Blanks and invisible characters. A text can have them between the characters of a secret. */
const INVISIBLE_CHARACTERS = /[\s\p{C}\p{Default_Ignorable_Code_Point}]/gu;

/** Takes time in proportion to all lengths together: the text and the secrets can both be long. */
function sharesFragment(text: string, secrets: readonly string[]): boolean {
  const known = secrets.flatMap(comparableForms).filter((secret) => secret !== '');
  const short = known.filter(({ length }) => length < FRAGMENT_LENGTH);
  const fragments = new Set(known.flatMap(fragmentsOf));
  return comparableForms(text).some(
    (spelling) =>
      short.some((secret) => spelling.includes(secret)) || fragmentsOf(spelling).some((part) => fragments.has(part)),
  );
}

function comparableForms(text: string): readonly string[] {
  const lower = text.toLowerCase();
  return [lower, lower.replace(INVISIBLE_CHARACTERS, '')];
}

function fragmentsOf(text: string): readonly string[] {
  const count = Math.max(0, text.length - FRAGMENT_LENGTH + 1);
  return Array.from({ length: count }, (_, start) => text.slice(start, start + FRAGMENT_LENGTH));
}
