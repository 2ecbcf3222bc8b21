import { randomInt } from 'node:crypto';
import { existsSync, openSync, readSync } from 'node:fs';

import { StorageUnavailableError } from '../errors.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import { databaseFilesUnavailable, fileIdentity } from './sqlite-file-check.ts';
import { readDatabaseHeaders, readWalHeader } from './sqlite-wal-reader.ts';

/*
 * Which write-ahead log belongs to which database file is written in the two files themselves, so it stays true when
 * both are copied or moved together. Each transaction that changes rows writes two numbers to the header of the
 * database (sqlite.org/fileformat2.html#the_database_header): a random one as `user_version`, and as `application_id`
 * the `user_version` of the transaction before it. So the first transaction of a log names the state of the database
 * file that the log goes on from.
 */

/** Length of the header at the start of a database file. */
const HEADER_BYTES = 100;

/** Writes the numbers of this transaction. Costs one more page in the log. */
export function stampTransaction(connection: SqliteConnection): void {
  const [row] = connection.prepare('pragma user_version').all([]) as { user_version: number }[];
  connection.runOnce(`pragma application_id = ${row?.user_version ?? 0}`);
  connection.runOnce(`pragma user_version = ${randomInt(1, 2 ** 31)}`);
}

/**
 * Refuses a database file whose write-ahead log belongs to another file, such as one that a backup has replaced. SQLite
 * does not notice: it discards the log where the database file is missing, and mixes the pages of the log into a backup.
 *
 * A log that a crash or a power failure has cut off belongs to its file at every moment, also while another process
 * writes. Throws `StorageUnavailableError`, caused by a `DatabaseFilesError`. Changes nothing.
 */
export function assertMatchingWal(path: string): void {
  const log = `${path}-wal`;
  // First the log: another process that starts makes the database file before the log.
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
    // Another process may have moved rows from the log to the file, or begun the log again, meanwhile.
    if (readHeader(path).equals(header) && readWalHeader(log).equals(logHeader)) return false;
  }
}

function continuesFrom(header: Buffer, log: string): boolean {
  let isFirst = true;
  for (const logged of readDatabaseHeaders(log, HEADER_BYTES)) {
    // A checkpoint that a crash cut off, or one after which nothing was written, leaves a header of the log in the file.
    if (logged.equals(header)) return true;
    if (isFirst && header.length === HEADER_BYTES) {
      const state = userVersion(header);
      // The second one is for programs that write without these numbers.
      if (applicationId(logged) === state || userVersion(logged) === state) return true;
    }
    isFirst = false;
  }
  // Without a header the log has no transaction of the server.
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

/** The header in the database file itself, without the log. Shorter in a file that is shorter. */
function readHeader(path: string): Buffer {
  const identity = fileIdentity(path);
  let fd = descriptors.get(identity);
  if (fd === undefined) {
    // Stays open until the process ends: closing it would drop the locks that SQLite holds in this process (POSIX).
    fd = openSync(path, 'r');
    descriptors.set(identity, fd);
  }
  const header = Buffer.alloc(HEADER_BYTES);
  return header.subarray(0, readSync(fd, header, 0, HEADER_BYTES, 0));
}
