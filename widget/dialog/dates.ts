/** Writes an RFC 3339 instant as a date and time for a reader. `undefined` for what is no instant. */
export function readableDate(instant: string, locale: string): string | undefined {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return undefined;
  const options = { dateStyle: 'long', timeStyle: 'short' } as const;
  try {
    return new Intl.DateTimeFormat(locale, options).format(date);
  } catch {
    // A tag that this browser does not take.
    return new Intl.DateTimeFormat(undefined, options).format(date);
  }
}
