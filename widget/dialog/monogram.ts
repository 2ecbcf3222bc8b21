import { plainText } from './plain-text.ts';

/** The first sign of a name, to stand where a logo would. */
export function monogram(name: string, locale: string): string {
  const [first = ''] = plainText(name).trim();
  try {
    return first.toLocaleUpperCase(locale);
  } catch {
    // A tag that this browser does not take.
    return first.toUpperCase();
  }
}
