import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';
import { allowedOriginMistake } from '../config/allowed-origins.ts';

/** What an answer comes to: an entry of `allowedOrigins`, or why it is none. */
export type OriginAnswer = { readonly origin: string } | { readonly mistake: string };

/** Reads the origin of a page as people give it: the address of any of its pages will do. */
export function readOrigin(text: string): OriginAnswer {
  const typed = text.trim();
  const { origin = 'null' } = URL.parse(typed) ?? {};
  const entry = origin === 'null' ? typed : origin;
  const mistake = allowedOriginMistake(entry);
  return mistake === undefined ? { origin: entry } : { mistake };
}

/**
 * Asks a person at a terminal where their pages are, again until the answer is an origin. `undefined`: they left it empty,
 * or closed the input.
 */
export async function askOrigin(input: Readable, output: Writable): Promise<string | undefined> {
  const lines = createInterface({ input, output });
  const ask = () => output.write('Origin of the pages that will embed the dialog (Enter: decide later): ');
  try {
    ask();
    for await (const line of lines) {
      if (line.trim() === '') return undefined;
      const answer = readOrigin(line);
      if ('origin' in answer) return answer.origin;
      output.write(`This ${answer.mistake}.\n`);
      ask();
    }
    return undefined;
  } finally {
    lines.close();
  }
}
