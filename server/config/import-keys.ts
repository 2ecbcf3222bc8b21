import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

import { grammarOf } from '../auth/token-grammar.ts';
import type { OrganizationParts, Part } from './config-parts.ts';
import type { VerificationKey } from './config.ts';
import { importPublicKey, importSecret } from './import-key.ts';
import type { ImportedKey } from './import-key.ts';
import type { Mistake, ValuePath } from './mistake.ts';
import type { KeyInput } from './schema-key.ts';
import { Uniqueness } from './uniqueness.ts';

/** The keys of every organization, by slug, in the order of the file. */
export type ImportedKeys = ReadonlyMap<string, readonly VerificationKey[]>;

/**
 * Imports all keys, once, so that verifying a token reads no PEM.
 *
 * A key signs tokens of one grammar, wherever it is listed: otherwise one token would have two readings.
 *
 * @param baseDirectory What `publicKeyFile` is relative to.
 */
export async function importKeys(
  organizations: readonly OrganizationParts[],
  baseDirectory: string,
): Promise<{ readonly keys: ImportedKeys; readonly mistakes: readonly Mistake[] }> {
  const keys = new Map<string, readonly VerificationKey[]>();
  const mistakes: Mistake[] = [];
  const grammars = new Uniqueness('is the same key as one that signs tokens of another kind; use different keys');
  for (const organization of organizations) {
    const imported: VerificationKey[] = [];
    for (const part of organization.keys) {
      const { path, result } = await importPart(part, baseDirectory);
      if ('mistake' in result) mistakes.push({ path, message: result.mistake });
      else {
        const key = verificationKey(part.value, result.key);
        grammars.add(result.fingerprint, part.path, grammarOf(key));
        imported.push(key);
      }
    }
    keys.set(organization.slug, imported);
  }
  return { keys, mistakes: [...mistakes, ...grammars.mistakes] };
}

async function importPart(
  { path, value }: Part<KeyInput>,
  baseDirectory: string,
): Promise<{ readonly path: ValuePath; readonly result: ImportedKey }> {
  if (value.alg === 'HS256') return { path: [...path, 'secret'], result: await importSecret(value.secret) };
  const { alg, publicKey, publicKeyFile } = value;
  if (publicKey !== undefined && publicKeyFile !== undefined) {
    return { path, result: { mistake: 'has both `publicKey` and `publicKeyFile`; one is enough' } };
  }
  if (publicKey !== undefined) return { path: [...path, 'publicKey'], result: importPublicKey(publicKey, alg) };
  if (publicKeyFile === undefined) return { path, result: { mistake: 'needs `publicKey` or `publicKeyFile`' } };
  const pem = await readFile(resolve(baseDirectory, publicKeyFile), 'utf8').catch(() => undefined);
  const result = pem === undefined ? { mistake: 'is a file that cannot be read' } : importPublicKey(pem, alg);
  return { path: [...path, 'publicKeyFile'], result };
}

function verificationKey(input: KeyInput, key: VerificationKey['key']): VerificationKey {
  const { alg, id, account } = input;
  return {
    algorithm: alg,
    key,
    ...(id !== undefined && { id }),
    ...(account !== undefined && { account }),
    ...(input.alg === 'RS256' && input.vendorId !== undefined && { vendorId: input.vendorId }),
    ...(input.alg === 'HS256' && { secret: input.secret }),
  };
}
