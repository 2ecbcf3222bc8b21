import { SigningKeyUnreadableError } from '../auth/signing-keys.ts';
import { ConfigError } from '../config/config-error.ts';
import { SignTokenError } from '../dialects/dialect.ts';
import { StorageUnavailableError } from '../errors.ts';
import { SchemaTooNewError } from '../store/migrate.ts';
import { VaultKeyMissingError } from '../store/open-vault.ts';
import { storageAdvice } from '../store/storage-advice.ts';
import { VaultError } from '../store/vault.ts';
import { CommandError, EXIT_CODE } from './exit-code.ts';

/** An error that an operator can fix. */
export interface Problem {
  /** What is wrong and what to do about it. May have several lines. */
  readonly message: string;
  readonly exitCode: number;
}

/** Explains an error that an operator can fix. Returns `undefined` for a bug. */
export function explainError(error: unknown): Problem | undefined {
  if (error instanceof CommandError) return { message: error.message, exitCode: error.exitCode };
  if (error instanceof SignTokenError) return { message: error.message, exitCode: EXIT_CODE.usage };
  if (
    error instanceof ConfigError ||
    error instanceof VaultKeyMissingError ||
    error instanceof SigningKeyUnreadableError ||
    error instanceof SchemaTooNewError
  ) {
    return { message: error.message, exitCode: EXIT_CODE.configuration };
  }
  if (error instanceof VaultError) {
    const message = `A check value in the database does not open: ${error.message} Restore the database from a backup.`;
    return { message, exitCode: EXIT_CODE.configuration };
  }
  if (error instanceof StorageUnavailableError) {
    return { message: `${storageAdvice(error)} DATABASE_URL names the file.`, exitCode: EXIT_CODE.unavailable };
  }
  if (error instanceof Error && 'syscall' in error && error.syscall === 'listen') {
    const message = `${error.message}. Set PORT and HOST to where it can listen.`;
    return { message, exitCode: EXIT_CODE.unavailable };
  }
  return undefined;
}
