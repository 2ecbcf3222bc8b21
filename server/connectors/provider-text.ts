import type { OutboundRequest } from './auth-type.ts';

/** In UTF-16 code units. No message for a person is longer, and comparing longer texts with secrets takes too long. */
const MAX_RAW_LENGTH = 4096;

/** Long enough for a sentence of an API, short enough for a dialog. */
const MAX_LENGTH = 200;

/** A text may not share this many consecutive characters with a secret. Shorter pieces occur in ordinary words. */
const FRAGMENT_LENGTH = 8;

/**
 * Turns a message of a provider into one line of plain text that is safe to show: at most 200 characters, without control
 * characters and without characters that reverse, hide or reorder the text around them.
 *
 * Returns `undefined` if nothing remains, or if the message is longer than 4096 UTF-16 code units. A longer message is not
 * cut to that length, because a cut within a secret would leave a part that no longer matches the secret.
 *
 * @param secrets Texts that must not be shown. A message that shares 8 or more consecutive characters with one of them, in
 * any case, is dropped completely: a provider that quotes a part of a key may quote the rest elsewhere. A secret with fewer
 * than 8 characters is compared as a whole.
 */
export function sanitizeProviderText(value: unknown, secrets: readonly string[] = []): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const raw = String(value);
  if (raw.length > MAX_RAW_LENGTH) return undefined;
  const text = raw
    .replace(/\s+/gu, ' ')
    // Formatting characters, lone surrogates, private use and controls. Joiners stay, because words and emoji need them.
    .replace(/(?![\u200c\u200d])\p{C}/gu, '')
    .trim();
  if (text === '' || sharesFragment(raw, secrets)) return undefined;
  const characters = Array.from(text);
  return characters.length <= MAX_LENGTH ? text : `${characters.slice(0, MAX_LENGTH - 1).join('')}…`;
}

/** Blanks and invisible characters. A message can contain them between the characters of a secret. */
const INVISIBLE_CHARACTERS = /[\s\p{C}\p{Default_Ignorable_Code_Point}]/gu;

/** Runs in linear time, because both the text and the secrets can be long. */
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
