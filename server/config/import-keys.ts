import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { claimsFormatOf } from '../auth/compact-jws.ts';
import type { OrganizationParts, ConfigPart } from './config-parts.ts';
import type { VerificationKey } from './config.ts';
import { importPublicKey, importSecret } from './import-key.ts';
import type { ImportedKey } from './import-key.ts';
import type { ConfigIssue, ValuePath } from './config-issue.ts';
import type { KeyInput } from './schema-key.ts';
import { DuplicateCheck } from './duplicate-check.ts';

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
): Promise<{ readonly keys: ImportedKeys; readonly issues: readonly ConfigIssue[] }> {
  const keys = new Map<string, readonly VerificationKey[]>();
  const issues: ConfigIssue[] = [];
  const formats = new DuplicateCheck('is the same key as one that signs tokens of another kind; use different keys');
  for (const organization of organizations) {
    const imported: VerificationKey[] = [];
    for (const part of organization.keys) {
      const { path, result } = await importKey(part, baseDirectory);
      if ('issue' in result) issues.push({ path, message: result.issue });
      else {
        const key = verificationKey(part.value, result.key);
        formats.add(result.fingerprint, part.path, claimsFormatOf(key));
        imported.push(key);
      }
    }
    keys.set(organization.slug, imported);
  }
  return { keys, issues: [...issues, ...formats.issues] };
}

async function importKey(
  { path, value }: ConfigPart<KeyInput>,
  baseDirectory: string,
): Promise<{ readonly path: ValuePath; readonly result: ImportedKey }> {
  if (value.alg === 'HS256') return { path: [...path, 'secret'], result: importSecret(value.secret) };
  const { alg, publicKey, publicKeyFile } = value;
  if (publicKey !== undefined && publicKeyFile !== undefined) {
    return { path, result: { issue: 'has both `publicKey` and `publicKeyFile`; one is enough' } };
  }
  if (publicKey !== undefined) return { path: [...path, 'publicKey'], result: importPublicKey(publicKey, alg) };
  if (publicKeyFile === undefined) return { path, result: { issue: 'needs `publicKey` or `publicKeyFile`' } };
  const pem = await readFile(resolve(baseDirectory, publicKeyFile), 'utf8').catch(() => undefined);
  const result = pem === undefined ? { issue: 'is a file that cannot be read' } : importPublicKey(pem, alg);
  return { path: [...path, 'publicKeyFile'], result };
}

function verificationKey(input: KeyInput, key: VerificationKey['key']): VerificationKey {
  const { alg, id } = input;
  return {
    algorithm: alg,
    key,
    ...(id !== undefined && { id }),
    ...(input.alg === 'RS256' && input.vendorId !== undefined && { vendorId: input.vendorId }),
    ...(input.alg === 'HS256' && {
      secret: input.secret,
      ...(input.claims !== undefined && { claims: input.claims }),
      ...(input.account !== undefined && { account: input.account }),
    }),
  };
}
