import { existsSync, statSync } from 'node:fs';

import { StorageUnavailableError } from '../errors.ts';
import { readGuardFile } from './sqlite-guard-file.ts';

/** The files at the path of a database are not those that belong together. The message says what an operator does. */
export class DatabaseFilesError extends Error {
  override readonly name = 'DatabaseFilesError';
}

/**
 * Tells whether the files of an open database are still those at its path.
 *
 * SQLite goes on with files that were deleted or replaced: it acknowledges writes that the next start does not find.
 */
export class SqliteFileWatch {
  readonly #path: string;
  readonly #expected: readonly (readonly [path: string, identity: string | undefined, words: string])[];

  /** @param identity What {@link identityOf} said of the database file before SQLite opened it. */
  constructor(path: string, identity: string | undefined) {
    this.#path = path;
    const beside = (suffix: string) => [path + suffix, identityOf(path + suffix), this.#logWords(suffix)] as const;
    this.#expected = [[path, identity, ''], beside('-wal'), beside('-shm')];
  }

  /** Throws `StorageUnavailableError`, caused by a {@link DatabaseFilesError}, when a file was deleted or replaced. */
  check(): void {
    for (const [path, expected, words] of this.#expected) {
      const found = identityOf(path);
      if (found !== expected) throw unavailable(words || this.#databaseWords(found));
    }
  }

  #databaseWords(found: string | undefined): string {
    if (found === undefined) {
      return (
        `${this.#path} was deleted or moved while this process uses it, so nothing more is stored. ` +
        'Put the same file back, or stop the server, restore a backup and start the server again'
      );
    }
    return (
      `${this.#path} was replaced by another file while this process uses it, so nothing more is stored. Stop the ` +
      `server, delete ${this.#path}-wal and ${this.#path}-shm, which belong to the old file, and start the server again`
    );
  }

  #logWords(suffix: string): string {
    return (
      `${this.#path}${suffix} was deleted or replaced while this process uses it, so nothing more is stored. Stop the ` +
      'server with SIGTERM, not SIGKILL: it then saves the rows of the log in the database file. Then start it again'
    );
  }
}

/** Device and inode of a file. `undefined` when there is none. */
export function identityOf(path: string): string | undefined {
  try {
    const found = statSync(path, { bigint: true, throwIfNoEntry: false });
    return found && `${found.dev}:${found.ino}`;
  } catch (cause) {
    throw new StorageUnavailableError({ cause });
  }
}

/** Inode of a file, which a restart of the machine does not change as it may change the device. */
export function inodeOf(path: string): string | undefined {
  return identityOf(path)?.split(':')[1];
}

/**
 * Refuses a database file whose write-ahead log belongs to another file: SQLite would discard the log where the
 * database file is missing, and write it over a restored backup.
 *
 * Throws `StorageUnavailableError`, caused by a {@link DatabaseFilesError}. Changes nothing.
 */
export function requireOwnLog(path: string): void {
  const log = `${path}-wal`;
  // First the log: another process that starts makes the database file before the log.
  if (!existsSync(log)) return;
  const inode = inodeOf(path);
  if (inode === undefined) {
    throw unavailable(
      `${path} is missing, and its log ${log} is there: a start would discard the rows in the log. Put the database ` +
        `file back beside its log. If it is lost, delete ${log} and ${path}-shm, restore a backup and start again`,
    );
  }
  const owner = hasContent(log) ? readGuardFile(path)?.inode : undefined;
  if (typeof owner === 'string' && owner !== inode) {
    throw unavailable(
      `${log} is the log of another file than ${path}, and would damage it. If you restored a backup, delete ${log} ` +
        `and ${path}-shm. If you copied the database file together with its log, delete ${path}-guard instead`,
    );
  }
}

/** Tells whether a write-ahead log has anything in it. */
export function hasContent(log: string): boolean {
  return (statSync(log, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

function unavailable(words: string): StorageUnavailableError {
  return new StorageUnavailableError({ cause: new DatabaseFilesError(words) });
}
