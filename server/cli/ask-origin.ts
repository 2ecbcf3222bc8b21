import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';
import { allowedOriginMistake } from '../config/allowed-origins.ts';

/** An entry of `allowedOrigins`, or why the answer is not one. */
export type OriginAnswer = { readonly origin: string } | { readonly mistake: string };

/** Reads an origin as people type it. The address of any page of the origin is accepted. */
export function readOrigin(text: string): OriginAnswer {
  const typed = text.trim();
  const { origin = 'null' } = URL.parse(typed) ?? {};
  const entry = origin === 'null' ? typed : origin;
  const mistake = allowedOriginMistake(entry);
  return mistake === undefined ? { origin: entry } : { mistake };
}

/**
 * Asks a person at a terminal for the origin of their pages until the answer is an origin. Resolves to `undefined` when
 * they leave it empty or close the input.
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
