import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const KEY_BYTES = 32;
const FILE_NAME = 'development.key';

/** The key of `--dev`: made once and kept beside the database, so that a restart opens what was sealed before. */
export function developmentKey(databaseFile: string): Uint8Array {
  const file = join(dirname(databaseFile), FILE_NAME);
  if (existsSync(file)) return Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
  const key = randomBytes(KEY_BYTES);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, `${key.toString('base64')}\n`, { mode: 0o600 });
  return key;
}
