import type { StorageUnavailableError } from '../errors.ts';

/** Advice for the operator, by error codes of SQLite and Node.js. The first match is used. */
const ADVICE: readonly (readonly [codes: RegExp, advice: string])[] = [
  [/^(?:SQLITE_FULL|ENOSPC|EDQUOT)/, 'The disk is full. Make room: writes then work again without a restart.'],
  [
    /^(?:SQLITE_READONLY|SQLITE_PERM|SQLITE_CANTOPEN|EROFS|EACCES|EPERM)/,
    'The user of this process must be able to write the database file and its folder, on a file system that is not read-only.',
  ],
  [/^SQLITE_(?:CORRUPT|NOTADB)/, 'The file is damaged or is not a database. Stop the server and restore a backup.'],
  [/^SQLITE_IOERR|^EIO/, 'The disk does not read or write. Look at the log of the system.'],
  [/^SQLITE_(?:BUSY|LOCKED)/, 'Another process holds the write lock. Look for a backup or migration that hangs.'],
];

/** Tells the operator what is wrong with the database and what to do. */
export function storageAdvice(error: StorageUnavailableError): string {
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  const advice = ADVICE.find(([codes]) => codes.test(code))?.[1];
  return [error.message, `${cause.message}.`, ...(advice === undefined ? [] : [advice])].join(' ');
}
