import type { Logger } from 'pino';
import { StorageUnavailableError } from './errors.ts';
import type { Store } from './store/store.ts';

/** Time between two checks. A check that finds nothing wrong takes microseconds. */
const INTERVAL_MS = 5000;
/** A problem that lasts is logged again after this time. */
const REPEAT_LOG_INTERVAL_MS = 60_000;

/** Logs when the database cannot be used and what to do about it, also while no request comes. */
export class StorageMonitor {
  readonly #store: Pick<Store, 'check'>;
  readonly #log: Logger;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #lastLogged: { readonly advice: string; readonly at: number } | undefined;

  constructor(store: Pick<Store, 'check'>, log: Logger) {
    this.#store = store;
    this.#log = log;
  }

  /** Checks from now on, one check at a time. */
  start(): void {
    this.#timer = setTimeout(() => void this.#check(), INTERVAL_MS).unref();
  }

  /** Stops the checks. A running check logs nothing after this. Call it before the store is closed. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #check(): Promise<void> {
    const problem = await this.#store.check().then(
      () => undefined,
      (error: unknown) => error,
    );
    if (this.#stopped) return;
    if (problem === undefined) this.#logRecovery();
    else if (problem instanceof StorageUnavailableError) this.#logProblem(storageAdvice(problem));
    else this.#log.error({ err: problem }, 'the check of the database failed');
    this.start();
  }

  #logProblem(advice: string): void {
    const now = Date.now();
    if (this.#lastLogged?.advice === advice && now - this.#lastLogged.at < REPEAT_LOG_INTERVAL_MS) return;
    this.#lastLogged = { advice, at: now };
    this.#log.fatal(advice);
  }

  #logRecovery(): void {
    if (!this.#lastLogged) return;
    this.#lastLogged = undefined;
    this.#log.info('the database can be used again');
  }
}

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
