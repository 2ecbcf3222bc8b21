import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { KEY_BYTES } from '../auth/derive-key.ts';
import { parseEncryptionKey } from '../config/encryption-key.ts';
import { CommandError } from './exit-code.ts';

const FILE_NAME = 'development.key';

/**
 * The key of `--dev`: made once and kept beside the database, so that a restart opens what was sealed before.
 *
 * Of several processes that start at once, all get the key that the first one wrote. Throws `CommandError` when the file
 * holds no key, or one that can be guessed: a new key would not open what was sealed.
 */
export function developmentKey(databaseFile: string): Uint8Array {
  const file = join(dirname(databaseFile), FILE_NAME);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    writeFileSync(file, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return readKey(file);
}

/** The key of `--dev` if it was made already. Throws as {@link developmentKey} does. */
export function existingDevelopmentKey(databaseFile: string): Uint8Array | undefined {
  const file = join(dirname(databaseFile), FILE_NAME);
  return existsSync(file) ? readKey(file) : undefined;
}

function readKey(file: string): Uint8Array {
  const parsed = parseEncryptionKey(readFileSync(file, 'utf8').trim());
  if ('key' in parsed) return parsed.key;
  throw new CommandError(
    `The key in ${file} ${parsed.issue}. Restore the file, or delete it together with the database beside it.`,
    'invalid_configuration',
  );
}
