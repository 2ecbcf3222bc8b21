import { SigningKeyUnreadableError } from '../auth/signing-keys.ts';
import { ConfigError } from '../config/config-issue.ts';
import { SignTokenError } from '../dialects/dialect.ts';
import type { FieldIssue } from '../errors.ts';
import {
  ConflictError,
  InvalidCredentialsError,
  InvalidRequestError,
  NotFoundError,
  ProviderDeniedError,
  ProviderUnavailableError,
  StorageUnavailableError,
} from '../errors.ts';
import { SchemaTooNewError } from '../store/migrate.ts';
import { VaultKeyMissingError } from '../store/open-vault.ts';
import { storageAdvice } from '../storage-monitor.ts';
import { VaultError } from '../store/vault.ts';
import { CommandError, EXIT_CODE } from './exit-code.ts';
import type { FailureCode } from './exit-code.ts';

/** An error that an operator can fix. */
export interface Problem {
  readonly code: FailureCode;
  /** What is wrong and what to do about it. May have several lines. */
  readonly message: string;
  readonly exitCode: number;
  /** Each wrong value by its path. The message has them too. */
  readonly fields?: readonly FieldIssue[];
}

/** Explains an error that an operator can fix. Returns `undefined` for a bug. */
export function explainError(error: unknown): Problem | undefined {
  if (error instanceof CommandError) return toProblem(error.code, error.message);
  if (error instanceof SignTokenError) return toProblem('invalid_usage', error.message);
  if (error instanceof ConfigError) return toProblem('invalid_configuration', error.message, error.issues);
  if (
    error instanceof VaultKeyMissingError ||
    error instanceof SigningKeyUnreadableError ||
    error instanceof SchemaTooNewError
  ) {
    return toProblem('invalid_configuration', error.message);
  }
  if (error instanceof VaultError) {
    const advice = 'Restore the database from a backup.';
    return toProblem(
      'invalid_configuration',
      `A check value in the database does not open: ${error.message} ${advice}`,
    );
  }
  if (error instanceof StorageUnavailableError) {
    return toProblem('unavailable', `${storageAdvice(error)} DATABASE_URL names the file.`);
  }
  if (error instanceof Error && 'syscall' in error && error.syscall === 'listen') {
    return toProblem('unavailable', `${error.message}. Set PORT and HOST to where it can listen.`);
  }
  return explainRefusal(error);
}

/** Explains what a use case or a provider refused. */
function explainRefusal(error: unknown): Problem | undefined {
  if (error instanceof InvalidRequestError) {
    const lines = error.fields.map(({ path, message }) => `  ${path}: ${message}`);
    return toProblem('invalid_usage', [error.message, ...lines].join('\n'), error.fields);
  }
  if (error instanceof InvalidCredentialsError || error instanceof ProviderDeniedError) {
    return toProblem('refused', withProviderMessage(error.message, error.problem.providerMessage));
  }
  if (error instanceof ProviderUnavailableError) {
    return toProblem('unavailable', withProviderMessage(error.message, error.problem.providerMessage));
  }
  if (error instanceof NotFoundError) return toProblem('not_found', error.message);
  return error instanceof ConflictError ? toProblem('failed', error.message) : undefined;
}

function withProviderMessage(message: string, providerMessage: string | undefined): string {
  return providerMessage === undefined ? message : `${message} It says: ${providerMessage}`;
}

function toProblem(code: FailureCode, message: string, fields: readonly FieldIssue[] = []): Problem {
  return { code, message, exitCode: EXIT_CODE[code], ...(fields.length > 0 && { fields }) };
}
