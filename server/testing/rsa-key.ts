import { createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../node_modules/.cache/embed-connection/keys/', import.meta.url));

/**
 * Returns an RSA key pair of 2048 bits for tests. The same name always gives the same pair.
 *
 * Generating a pair takes about 100 ms, and most test files need two, so pairs are kept between runs.
 */
export function rsaKey(name: string): { readonly privateKey: KeyObject; readonly publicKey: KeyObject } {
  const file = `${FOLDER}${name}.pem`;
  const privateKey = createPrivateKey(read(file) ?? generate(file));
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Test files run concurrently. The first complete file wins, and no test reads an incomplete file. */
function generate(file: string): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const draft = `${file}.${randomUUID()}`;
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(draft, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
  return readFileSync(file, 'utf8');
}
