import { text } from 'node:stream/consumers';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { ConnectorField } from '../../widget/protocol/connector.ts';
import { localizedText } from '../../widget/protocol/localized-text.ts';
import { CommandError } from './exit-code.ts';
import type { Terminal } from './init.ts';

/** The fields of a connector, and where their values come from. */
export interface ReadValuesOptions {
  readonly fields: readonly ConnectorField[];
  /** `name=value`, from the command line. */
  readonly given: readonly string[];
  readonly terminal: Terminal;
}

/**
 * Reads the values of a connector. Those that are not given are asked for at a terminal, secrets without an echo. Without a
 * terminal, the input has one `name=value` a line, and is read only if a required value is missing.
 *
 * Throws `CommandError` without any value in it. Whether required values are there is not checked.
 */
export async function readValues({ fields, given, terminal }: ReadValuesOptions): Promise<Record<string, string>> {
  const names = fields.map(({ name }) => name);
  const values = parseAssignments(given, names);
  const missing = fields.filter(({ name }) => !Object.hasOwn(values, name));
  if (terminal.input.isTTY) {
    for (const field of missing) values[field.name] = await promptFor(field, terminal);
    return values;
  }
  if (!missing.some(({ required }) => required)) return values;
  const lines = (await text(terminal.input)).split(/\r?\n/).filter((line) => line.trim() !== '');
  return { ...parseAssignments(lines, names), ...values };
}

function parseAssignments(assignments: readonly string[], names: readonly string[]): Record<string, string> {
  const entries = assignments.map((assignment) => {
    const [name = '', ...value] = assignment.split('=');
    if (value.length > 0 && names.includes(name)) return [name, value.join('=')] as const;
    const known = names.length === 0 ? 'It has no values.' : `The names are: ${names.join(', ')}.`;
    throw new CommandError(`Write each value as name=value. ${known}`, 'invalid_usage');
  });
  return Object.fromEntries(entries);
}

/** Asks once. Rejects when the person cancels with Ctrl-C, or the input ends. */
async function promptFor({ label, kind, required }: ConnectorField, terminal: Terminal): Promise<string> {
  const { input, output } = terminal;
  const isSecret = kind === 'password';
  output.write(`${localizedText(label, 'en')}${required ? '' : ' (optional)'}: `);
  // The interface echoes what is typed to its output.
  const echo = isSecret ? new Writable({ write: (_chunk, _encoding, done) => done() }) : output;
  const lines = createInterface({ input, output: echo, terminal: true });
  const answer = Promise.withResolvers<string>();
  lines.once('line', answer.resolve);
  lines.once('SIGINT', () => answer.reject(new CommandError('Cancelled.', 'cancelled')));
  lines.once('close', () => answer.reject(new CommandError('The input ended before an answer.')));
  try {
    return await answer.promise;
  } finally {
    lines.close();
    if (isSecret) output.write('\n');
  }
}
