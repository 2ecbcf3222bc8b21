import { closeSync, constants, existsSync, fdatasyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { z } from 'zod';

import { StorageUnavailableError } from '../errors.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

/*
 * A small file beside the database with data that a restored backup must not reset. It contains no secret.
 */

const guardContent = z.object({
  version: z.literal(1),
  ids: z.record(z.string(), z.number().int().nonnegative()),
});

/** Content of the guard file. */
export interface GuardContent {
  /** The highest used id by kind of row. */
  readonly ids: Readonly<Record<string, number>>;
}

/** Longer than any content. The file always has this size, so that one write replaces the content. */
const GUARD_FILE_BYTES = 1024;

/** Without a guard file, the ids used since a backup are unknown, so new ids skip this many. */
const ID_GAP = 1_000_000;

/** Reads the guard file of a database. `undefined` if it is missing, damaged, or from a newer version. */
export function readGuardFile(path: string): GuardContent | undefined {
  try {
    const { ids } = guardContent.parse(JSON.parse(readFileSync(guardPath(path), 'utf8')));
    const { flow, ...known } = ids;
    // Versions before the migration `0006-standard-names` wrote the ids of sign-ins as `flow`.
    return { ids: flow === undefined ? known : { ...known, sign_in: Math.max(flow, known['sign_in'] ?? 0) } };
  } catch {
    return undefined;
  }
}

/**
 * Replaces the content of the guard file. Creates the file if it is missing.
 *
 * The content survives a crash of this process immediately, and a crash of the machine after {@link syncGuardFile}.
 */
export function writeGuardFile(path: string, content: GuardContent): void {
  withGuardFile(path, constants.O_WRONLY | constants.O_CREAT, (fd) => {
    writeSync(fd, `${JSON.stringify({ version: 1, ...content }).padEnd(GUARD_FILE_BYTES - 1)}\n`, 0);
  });
}

/** Makes the content of the guard file durable. Does nothing if the file is missing. */
export function syncGuardFile(path: string): void {
  if (existsSync(guardPath(path))) withGuardFile(path, constants.O_WRONLY, fdatasyncSync);
}

/** The last used id by kind of row, as the transaction sees it. */
export function issuedIds(connection: SqliteConnection): Record<string, number> {
  const rows = connection.prepare('select name, value from counters order by name').all([]);
  return Object.fromEntries((rows as { name: string; value: number }[]).map(({ name, value }) => [name, value]));
}

/**
 * Raises the id counters above all used ids, inside a transaction.
 *
 * Returns a sentence for the operator if the database did not have all used ids, otherwise `undefined`.
 */
export function raiseIdCounters(connection: SqliteConnection, path: string): string | undefined {
  const guard = readGuardFile(path);
  const ids = issuedIds(connection);
  const raise = connection.prepare('update counters set value = ? where name = ?');
  if (!guard) {
    if (Object.values(ids).every((id) => id === 0)) return undefined;
    for (const [name, id] of Object.entries(ids)) raise.run([id + ID_GAP, name]);
    raiseOutboxSequences(connection, ID_GAP);
    return `${guardPath(path)} is missing, so the ids given out since the last backup are unknown: new ids are ${ID_GAP} higher.`;
  }
  const behind = Object.entries(guard.ids).filter(([name, id]) => id > (ids[name] ?? id));
  for (const [name, id] of behind) raise.run([id, name]);
  raiseOutboxSequences(connection, (guard.ids['activity'] ?? 0) - (ids['activity'] ?? 0));
  if (behind.length === 0) return undefined;
  return (
    'New ids go on after the highest one that was given out, which the database does not have: it was restored from a ' +
    'backup, or the process ended during a write.'
  );
}

/**
 * Raises the sequence number of each organization above all numbers that were given out.
 *
 * Each event in the outbox has a row of activity, so no organization can have lost more events than there are lost rows
 * of activity.
 */
function raiseOutboxSequences(connection: SqliteConnection, lostActivity: number): void {
  if (lostActivity <= 0) return;
  connection.prepare('update outbox_sequences set value = value + ?').run([lostActivity]);
}

function guardPath(path: string): string {
  return `${path}-guard`;
}

function withGuardFile(path: string, flags: number, action: (fd: number) => void): void {
  try {
    const fd = openSync(guardPath(path), flags, 0o600);
    try {
      action(fd);
    } finally {
      closeSync(fd);
    }
  } catch (cause) {
    throw new StorageUnavailableError({ cause });
  }
}
