import type { Store, Stores } from './store.ts';
import type { VaultKeyRecord } from './vault-key-store.ts';
import { createVault, type SecretLocation, type Vault } from './vault.ts';

/**
 * Keys that have sealed something in this database are not configured. The server does not start, with exit code 78.
 */
export class VaultKeyMissingError extends Error {
  override readonly name = 'VaultKeyMissingError';
  readonly keyIds: readonly string[];

  constructor(keyIds: readonly string[]) {
    super(
      `This database holds secrets sealed with keys that ENCRYPTION_KEYS lacks. Their ids: ${keyIds.join(', ')}. ` +
        'Add the earlier keys behind the new one, separated by commas, or name another database.',
    );
    this.keyIds = keyIds;
  }
}

const CHECK_PLAINTEXT = 'embed-connection';

/**
 * Creates the vault of a database after checking that the configured keys belong to its secrets.
 *
 * Call it before anything else writes. It records a new first key. If two processes start at the same time with
 * different keys on an empty database, the second one is refused. Throws {@link VaultKeyMissingError}, or `VaultError`
 * when a recorded check value was changed.
 *
 * @param options.keys 32 bytes each. The first key seals, and all keys open.
 */
export async function openVault(options: {
  readonly keys: readonly Uint8Array[];
  readonly store: Store;
  /** Milliseconds since 1970. */
  readonly now: number;
}): Promise<Vault> {
  const vault = createVault(options.keys);
  await options.store.write((stores) => verifyAndRecordKeys(vault, stores, options.now));
  return vault;
}

/**
 * Checks that keys belong to a database's secrets, and writes nothing. Throws the same errors as {@link openVault}.
 *
 * @param keys As for {@link openVault}. An empty list is valid for a database without secrets.
 */
export function checkVaultKeys(keys: readonly Uint8Array[], recorded: readonly VaultKeyRecord[]): void {
  if (recorded.length === 0) return;
  if (keys.length === 0) throw new VaultKeyMissingError(recorded.map(({ keyId }) => keyId));
  verifyRecordedKeys(createVault(keys), recorded);
}

function verifyRecordedKeys(vault: Vault, recorded: readonly VaultKeyRecord[]): void {
  const missing = recorded.map(({ keyId }) => keyId).filter((keyId) => !vault.keyIds.includes(keyId));
  if (missing.length > 0) throw new VaultKeyMissingError(missing);
  for (const { keyId, checkValue } of recorded) vault.open(checkValueLocation(keyId), checkValue);
}

async function verifyAndRecordKeys(vault: Vault, { vaultKeys }: Stores, now: number): Promise<void> {
  const recorded = await vaultKeys.list();
  verifyRecordedKeys(vault, recorded);

  const [sealingId] = vault.keyIds;
  if (sealingId === undefined || recorded.some(({ keyId }) => keyId === sealingId)) return;
  await vaultKeys.add(sealingId, vault.seal(checkValueLocation(sealingId), CHECK_PLAINTEXT), now);
}

function checkValueLocation(keyId: string): SecretLocation {
  return { organization: '', tenantId: 0, record: `vault_key:${keyId}`, field: 'check' };
}
