import {
  ConflictError,
  EmbedError,
  InvalidRequestError,
  PayloadTooLargeError,
  StorageUnavailableError,
} from '../errors.ts';
import type { Actor } from '../store/activity-store.ts';
import { importConnection } from './import-connection.ts';
import type { ImportStatus } from './import-connection.ts';
import { readImportLine } from './import-line.ts';
import type { ImportedConnection, ImportRules } from './import-line.ts';
import { TOO_LONG } from './split-lines.ts';
import type { ImportLine } from './split-lines.ts';
import type { UseCaseDeps } from './use-case-deps.ts';

/** Lines of one write. Other writes wait for it, some 20 ms. */
const BATCH_SIZE = 50;

/** What happened to one line of an import. The form is that of the API. */
export interface ImportResult {
  /** The first line is 1. */
  readonly line: number;
  readonly status: ImportStatus | 'failed';
  readonly id?: number;
  readonly external_ref?: string;
  readonly error?: {
    readonly code: EmbedError['code'];
    readonly message: string;
    readonly fields?: InvalidRequestError['fields'];
  };
}

/** How many lines had each result. */
export type ImportSummary = Record<'lines' | ImportStatus | 'failed', number>;

/** An import of connections. */
export interface ImportOptions extends ImportRules {
  readonly actor: Actor;
}

/**
 * Imports connections, and yields the results of some lines at a time, in the order of the lines. A line that fails does not
 * stop the others. Skips empty lines, and yields an empty list where it skips many.
 *
 * What a result names is durable. An import that was interrupted can be repeated: see `importConnection`.
 *
 * @param chunks Lines in the order of the import, some at a time.
 */
export async function* importConnections(
  deps: Pick<UseCaseDeps, 'store' | 'vault' | 'now'>,
  chunks: AsyncIterable<readonly ImportLine[]>,
  options: ImportOptions,
): AsyncGenerator<readonly ImportResult[]> {
  let number = 0;
  for await (const lines of chunks) {
    const numbered = lines
      .map((text): NumberedLine => ({ line: (number += 1), text }))
      .filter(({ text }) => !isEmpty(text));
    if (numbered.length === 0) yield [];
    for (let start = 0; start < numbered.length; start += BATCH_SIZE) {
      yield importBatch(deps, numbered.slice(start, start + BATCH_SIZE), options);
    }
  }
}

/** Counts results. */
export function addToSummary(summary: ImportSummary, results: readonly ImportResult[]): void {
  for (const { status } of results) {
    summary.lines += 1;
    summary[status] += 1;
  }
}

/** A summary of nothing. */
export function emptySummary(): ImportSummary {
  return { lines: 0, created: 0, updated: 0, unchanged: 0, failed: 0 };
}

interface NumberedLine {
  readonly line: number;
  readonly text: ImportLine;
}

async function importBatch(
  deps: Pick<UseCaseDeps, 'store' | 'vault' | 'now'>,
  lines: readonly NumberedLine[],
  options: ImportOptions,
): Promise<readonly ImportResult[]> {
  const now = deps.now();
  const read = await Promise.all(lines.map((numbered) => readLine(numbered, options, now)));
  const context = { organization: options.organization.slug, vault: deps.vault, actor: options.actor, now };
  try {
    return await deps.store.write(async (stores) => {
      const results: ImportResult[] = [];
      for (const one of read) {
        results.push(
          'status' in one ? one : await write(one, (imported) => importConnection(stores, context, imported)),
        );
      }
      return results;
    });
  } catch (error) {
    if (!(error instanceof StorageUnavailableError)) throw error;
    return read.map((one) => ('status' in one ? one : failure(one, error)));
  }
}

/** A line that was read. */
interface ReadLine {
  readonly line: number;
  readonly imported: ImportedConnection;
}

async function readLine({ line, text }: NumberedLine, options: ImportOptions, now: number) {
  try {
    if (text === TOO_LONG) throw new PayloadTooLargeError();
    const imported = await readImportLine(text, options, now);
    return { line, imported } satisfies ReadLine;
  } catch (error) {
    if (error instanceof EmbedError) return failure({ line }, error);
    throw error;
  }
}

async function write(
  one: ReadLine,
  work: (imported: ImportedConnection) => Promise<{ readonly status: ImportStatus; readonly id: number }>,
): Promise<ImportResult> {
  const { line, imported } = one;
  const { externalRef } = imported;
  try {
    return { line, ...(await work(imported)), ...(externalRef !== undefined && { external_ref: externalRef }) };
  } catch (error) {
    // This error comes from a check and not from the database, so the transaction is intact.
    if (error instanceof ConflictError) return failure(one, error);
    throw error;
  }
}

function failure({ line, imported }: Pick<ReadLine, 'line'> & Partial<ReadLine>, error: EmbedError): ImportResult {
  const { code, message } = error;
  const fields = error instanceof InvalidRequestError && error.fields.length > 0 ? error.fields : undefined;
  const externalRef = imported?.externalRef;
  return {
    ...{ line, status: 'failed' },
    ...(externalRef !== undefined && { external_ref: externalRef }),
    error: { code, message, ...(fields && { fields }) },
  };
}

function isEmpty(text: ImportLine): boolean {
  return text !== TOO_LONG && text.trim() === '';
}
