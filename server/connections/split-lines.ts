/** The place of a line that is longer than an import allows. */
export const TOO_LONG = Symbol('a line that is too long');

/** A line of an import without its end. */
export type ImportLine = string | typeof TOO_LONG;

/** Enough for credentials with the longest tokens. */
const MAX_LINE_BYTES = 64 * 1024;
const NEWLINE = 0x0a;

/**
 * Splits bytes into lines, and yields those that each chunk completes. Keeps at most one line in memory. Bytes that are not
 * UTF-8 become U+FFFD.
 */
export async function* splitLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly ImportLine[]> {
  let rest: Uint8Array[] = [];
  let restBytes = 0;
  const take = (last: Uint8Array): ImportLine => {
    const line = restBytes + last.length > MAX_LINE_BYTES ? TOO_LONG : textOf([...rest, last]);
    rest = [];
    restBytes = 0;
    return line;
  };
  for await (const chunk of chunks) {
    const lines: ImportLine[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      lines.push(take(chunk.subarray(start, end)));
      start = end + 1;
    }
    const tail = chunk.subarray(start);
    restBytes += tail.length;
    // The rest of a line that is too long is only counted.
    if (restBytes <= MAX_LINE_BYTES) rest.push(tail);
    if (lines.length > 0) yield lines;
  }
  if (restBytes > 0) yield [take(new Uint8Array())];
}

/** Copies no bytes of a line that is complete, since most are. */
function textOf(parts: readonly Uint8Array[]): string {
  const [only, ...others] = parts;
  if (!only || others.length > 0) return Buffer.concat(parts).toString('utf8');
  return Buffer.from(only.buffer, only.byteOffset, only.length).toString('utf8');
}
