import { statSync } from 'node:fs';

import { StorageUnavailableError } from '../errors.ts';

/** The files at the path of a database do not belong together. The message tells the operator what to do. */
export class DatabaseFilesError extends Error {
  override readonly name = 'DatabaseFilesError';
}

/**
 * Checks whether the files of an open database are still those at its path.
 *
 * SQLite keeps using files that were deleted or replaced. It would confirm writes that the next start cannot find.
 */
export class SqliteFileCheck {
  readonly #path: string;
  readonly #expected: readonly (readonly [path: string, identity: string | undefined, words: string])[];

  /** @param identity The {@link fileIdentity} of the database file before SQLite opened it. */
  constructor(path: string, identity: string | undefined) {
    this.#path = path;
    const beside = (suffix: string) => [path + suffix, fileIdentity(path + suffix), this.#walMessage(suffix)] as const;
    this.#expected = [[path, identity, ''], beside('-wal'), beside('-shm')];
  }

  /** Throws `StorageUnavailableError`, caused by a {@link DatabaseFilesError}, if a file was deleted or replaced. */
  check(): void {
    for (const [path, expected, words] of this.#expected) {
      const found = fileIdentity(path);
      if (found !== expected) throw databaseFilesUnavailable(words || this.#databaseMessage(found));
    }
  }

  #databaseMessage(found: string | undefined): string {
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

  #walMessage(suffix: string): string {
    return (
      `${this.#path}${suffix} was deleted or replaced while this process uses it, so nothing more is stored. Stop the ` +
      'server with SIGTERM, not SIGKILL: it then saves the rows of the log in the database file. Then start it again'
    );
  }
}

/** Device and inode of a file. `undefined` if there is no file. */
export function fileIdentity(path: string): string | undefined {
  try {
    const found = statSync(path, { bigint: true, throwIfNoEntry: false });
    return found && `${found.dev}:${found.ino}`;
  } catch (cause) {
    throw new StorageUnavailableError({ cause });
  }
}

/** Creates an error that tells the operator what to do about the files. */
export function databaseFilesUnavailable(words: string): StorageUnavailableError {
  return new StorageUnavailableError({ cause: new DatabaseFilesError(words) });
}
