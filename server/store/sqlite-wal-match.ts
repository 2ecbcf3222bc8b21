import { randomInt } from 'node:crypto';
import { existsSync, openSync, readSync } from 'node:fs';

import { StorageUnavailableError } from '../errors.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import { databaseFilesUnavailable, fileIdentity } from './sqlite-health.ts';
import { readDatabaseHeaders, readWalHeader } from './sqlite-wal-reader.ts';

/*
 * The database file and its write-ahead log contain numbers that show whether they belong together, so they can be
 * copied or moved together. Each transaction that changes rows writes two numbers to the header of the database
 * (sqlite.org/fileformat2.html#the_database_header): a random number as `user_version`, and the previous transaction's
 * `user_version` as `application_id`. So the first transaction of a log identifies the state of the database file that
 * the log continues.
 */

/** Length of the header at the start of a database file. */
const HEADER_BYTES = 100;

/** Writes the numbers of this transaction. It adds one page to the log. */
export function stampTransaction(connection: SqliteConnection): void {
  const [row] = connection.prepare('pragma user_version').all([]) as { user_version: number }[];
  connection.runOnce(`pragma application_id = ${row?.user_version ?? 0}`);
  connection.runOnce(`pragma user_version = ${randomInt(1, 2 ** 31)}`);
}

/**
 * Refuses a database file whose write-ahead log belongs to another file, for example because a backup has replaced the
 * file. SQLite does not notice that. It discards the log if the database file is missing, and applies the log to a
 * backup.
 *
 * Accepts a log that a crash or a power failure has truncated, and a log that another process is writing. Throws
 * `StorageUnavailableError`, caused by a `DatabaseFilesError`. Changes nothing.
 */
export function assertMatchingWal(path: string): void {
  const log = `${path}-wal`;
  // Checks the log first, because another process that starts creates the database file before the log.
  if (!existsSync(log)) return;
  if (!existsSync(path)) {
    throw databaseFilesUnavailable(
      `${path} is missing, and its log ${log} is there: a start would discard the rows in the log. Put the database ` +
        `file back beside its log. If it is lost, delete ${log} and ${path}-shm, restore a backup and start again`,
    );
  }
  try {
    if (walMatchesDatabase(path, log)) return;
  } catch (cause) {
    throw new StorageUnavailableError({ cause });
  }
  throw databaseFilesUnavailable(
    `${log} is the log of another file than ${path}, and would damage it. If you restored a backup, delete ${log} ` +
      `and ${path}-shm, and start again. Otherwise put back the database file that belongs to the log`,
  );
}

function walMatchesDatabase(path: string, log: string): boolean {
  for (;;) {
    const header = readHeader(path);
    const logHeader = readWalHeader(log);
    if (continuesFrom(header, log)) return true;
    // Meanwhile, another process may have moved rows from the log to the file, or restarted the log.
    if (readHeader(path).equals(header) && readWalHeader(log).equals(logHeader)) return false;
  }
}

function continuesFrom(header: Buffer, log: string): boolean {
  let isFirst = true;
  for (const logged of readDatabaseHeaders(log, HEADER_BYTES)) {
    // After an interrupted checkpoint, or a checkpoint without later writes, the file has a header that is also in the
    // log.
    if (logged.equals(header)) return true;
    if (isFirst && header.length === HEADER_BYTES) {
      const state = userVersion(header);
      // The second condition is for programs that write without these numbers.
      if (applicationId(logged) === state || userVersion(logged) === state) return true;
    }
    isFirst = false;
  }
  // A log without a header has no transaction.
  return isFirst;
}

function userVersion(header: Buffer): number {
  return header.readInt32BE(60);
}

function applicationId(header: Buffer): number {
  return header.readInt32BE(68);
}

/** Database files that this process has read, by identity. */
const descriptors = new Map<string | undefined, number>();

/** The header in the database file itself, ignoring the log. Shorter if the file is shorter. */
function readHeader(path: string): Buffer {
  const identity = fileIdentity(path);
  let fd = descriptors.get(identity);
  if (fd === undefined) {
    // Stays open until the process ends, because closing it would release SQLite's locks in this process (POSIX).
    fd = openSync(path, 'r');
    descriptors.set(identity, fd);
  }
  const header = Buffer.alloc(HEADER_BYTES);
  return header.subarray(0, readSync(fd, header, 0, HEADER_BYTES, 0));
}
