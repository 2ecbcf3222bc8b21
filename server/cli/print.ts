import { relative } from 'node:path';

/** How a command prints: for programs, or for people. */
export interface OutputFormat {
  readonly json: boolean;
}

/**
 * Prints a warning on standard error, so that standard output is the result and nothing else.
 *
 * @param warning.code For programs. Stable.
 */
export function printWarning(
  warning: { readonly code: string; readonly message: string },
  { json }: OutputFormat,
): void {
  console.error(json ? JSON.stringify({ warning }) : warning.message);
}

/** Prints a result: as JSON for programs, or as aligned `name value` lines for people. */
export function printRecord(record: Readonly<Record<string, unknown>>, { json }: OutputFormat): void {
  if (json) {
    console.log(JSON.stringify(record));
    return;
  }
  const width = Math.max(...Object.keys(record).map((name) => name.length));
  for (const [name, value] of Object.entries(record)) {
    const [first, ...others] = Array.isArray(value) ? (value as readonly unknown[]) : [value];
    console.log(`${name.padEnd(width)}  ${formatValue(first)}`);
    for (const other of others) console.log(`${' '.repeat(width)}  ${formatValue(other)}`);
  }
}

/** Prints a list: as a JSON array for programs, or as a table for people. */
export function printTable(rows: readonly Readonly<Record<string, unknown>>[], { json }: OutputFormat): void {
  const [first] = rows;
  if (json || !first) {
    console.log(json ? JSON.stringify(rows) : 'Nothing found.');
    return;
  }
  const columns = Object.keys(first).map((name) => {
    const cells = rows.map((row) => formatValue(row[name]));
    return { name, cells, width: Math.max(name.length, ...cells.map((cell) => cell.length)) };
  });
  console.log(formatRow(columns.map(({ name, width }) => name.padEnd(width))));
  for (const index of rows.keys()) {
    console.log(formatRow(columns.map(({ cells, width }) => (cells[index] ?? '').padEnd(width))));
  }
}

/** Prints a part of a longer result, for people: a title, and below it names and values, of which some are lists. */
export function printSection(title: string, rows: Readonly<Record<string, string | readonly string[]>>): void {
  const width = Math.max(...Object.keys(rows).map((name) => name.length));
  console.log(title);
  for (const [name, value] of Object.entries(rows)) {
    const [first, ...others] = typeof value === 'string' ? [value] : value;
    console.log(`  ${name.padEnd(width)}  ${formatValue(first)}`);
    for (const other of others) console.log(`  ${' '.repeat(width)}  ${formatValue(other)}`);
  }
  console.log('');
}

function formatRow(cells: readonly string[]): string {
  return cells.join('  ').trimEnd();
}

function formatValue(value: unknown): string {
  if (value === null || value === undefined) return '-';
  // Keys come from tokens: what they hold must not steer the terminal.
  return typeof value === 'string' ? value.replace(/\p{Cc}/gu, '') : JSON.stringify(value);
}

/** How this process was started: by the name of the package, or as a script of a checkout. For commands to copy. */
export function commandName(): string {
  const script = process.argv[1] ?? '';
  return /\.[jt]s$/.test(script) ? `node ${relative(process.cwd(), script)}` : 'embed-connection';
}
