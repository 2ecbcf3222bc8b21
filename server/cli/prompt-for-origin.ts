import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';
import { allowedOriginIssue, publicSuffixIssue } from '../config/allowed-origins.ts';
import { CommandError } from './exit-code.ts';

const QUESTION = 'Origin of the pages that will embed the dialog (Enter: decide later): ';

/** An entry of `allowedOrigins`, or why the answer is not one. */
export type ParsedOrigin = { readonly origin: string } | { readonly issue: string };

/** Reads an origin as people type it. The address of any page of the origin is accepted. */
export async function parseOrigin(text: string): Promise<ParsedOrigin> {
  const trimmed = text.trim();
  const { origin = 'null' } = URL.parse(trimmed) ?? {};
  const entry = origin === 'null' ? trimmed : origin;
  const issue = allowedOriginIssue(entry) ?? (await publicSuffixIssue(entry));
  return issue === undefined ? { origin: entry } : { issue };
}

/**
 * Asks a person at a terminal for the origin of their pages until the answer is an origin. Resolves to `undefined` when
 * they leave it empty. Throws `CommandError` when they cancel with Ctrl-C, or end the input with Ctrl-D.
 */
export async function promptForOrigin(input: Readable, output: Writable): Promise<string | undefined> {
  // The prompt is written again when a key such as Backspace redraws the line.
  const lines = createInterface({ input, output, prompt: QUESTION });
  let cancelled = new CommandError('The input ended before an answer. Nothing was written.');
  // Without this listener, Ctrl-C closes the interface in the same way as the end of the input.
  lines.once('SIGINT', () => {
    cancelled = new CommandError('Cancelled. Nothing was written.', 'cancelled');
    lines.close();
  });
  // `lines.prompt()` throws after the input has ended, with lines that are still to be read.
  const ask = () => output.write(QUESTION);
  try {
    ask();
    for await (const line of lines) {
      if (line.trim() === '') return undefined;
      const answer = await parseOrigin(line);
      if ('origin' in answer) return answer.origin;
      output.write(`This ${answer.issue}.\n`);
      ask();
    }
  } finally {
    lines.close();
  }
  // The cursor is still behind the question.
  output.write('\n');
  throw cancelled;
}
