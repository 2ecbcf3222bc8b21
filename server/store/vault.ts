import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

import { deriveKey, KEY_BYTES } from '../auth/derive-key.ts';

/** The location of a secret. It is bound to the ciphertext, so a blob in another place does not open. */
export interface SecretLocation {
  readonly organization: string;
  readonly tenantId: number;
  /** Kind and id of the row, such as `connection:12`. */
  readonly record: string;
  readonly field: string;
}

/** Why a blob did not open. `not_authentic`: changed, moved from another place, or sealed for another key. */
export type VaultErrorReason = 'unknown_format' | 'missing_key' | 'not_authentic';

/** A blob did not open. Its message names no secret, and the key only by its id. */
export class VaultError extends Error {
  override readonly name = 'VaultError';
  readonly reason: VaultErrorReason;

  constructor(problem: VaultErrorReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = problem;
  }
}

/** Encrypts secrets for storage. Knows nothing about the database. */
export interface Vault {
  /** Ids of all keys; the first seals. An id tells nothing about its key. */
  readonly keyIds: readonly string[];

  /**
   * Encrypts for one location with the first key. Two calls never return the same bytes.
   *
   * @throws {TypeError} The text has a lone surrogate, which UTF-8 cannot represent.
   */
  seal(place: SecretLocation, plaintext: string): Uint8Array;

  /** Decrypts a blob that was sealed for the same location with any of the keys. Throws {@link VaultError}. */
  open(place: SecretLocation, blob: Uint8Array): string;
}

/*
 * A blob is: version (1 byte), key id (8), data key wrapped by that key, text encrypted by the data key.
 * Each of the last two is: nonce (12), ciphertext, tag (16).
 */
const VERSION = 1;
const KEY_ID_BYTES = 8;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + KEY_ID_BYTES;
const TEXT_OFFSET = HEADER_BYTES + NONCE_BYTES + KEY_BYTES + TAG_BYTES;
const MIN_BLOB_BYTES = TEXT_OFFSET + NONCE_BYTES + TAG_BYTES;

/**
 * Creates a vault from master keys: AES-256-GCM, a new data key per blob, wrapped by the first master key.
 *
 * It does **not** check whether stored blobs need other keys. See `openVault`.
 *
 * @param masterKeys 32 bytes each, at least one. The first seals, all open.
 */
export function createVault(masterKeys: readonly Uint8Array[]): Vault {
  const keys = new Map(masterKeys.map((master) => [keyIdOf(master), deriveKey(master, 'vault')]));
  const [first] = keys;
  if (!first) throw new TypeError('A vault needs a key.');
  const [sealingId, sealingKey] = first;

  return {
    keyIds: [...keys.keys()],

    seal(place, plaintext) {
      const text = Buffer.from(plaintext, 'utf8');
      if (text.toString('utf8') !== plaintext) throw new TypeError('The text to seal has a lone surrogate.');
      const dataKey = randomBytes(KEY_BYTES);
      return Buffer.concat([
        Buffer.of(VERSION),
        Buffer.from(sealingId, 'hex'),
        encrypt(sealingKey, dataKey, associatedData('key', sealingId, place)),
        encrypt(dataKey, text, associatedData('text', sealingId, place)),
      ]);
    },

    open(place, blob) {
      if (blob.length < MIN_BLOB_BYTES || blob[0] !== VERSION) {
        throw new VaultError('unknown_format', 'This was not sealed by a vault that this version knows.');
      }
      const keyId = Buffer.from(blob.subarray(1, HEADER_BYTES)).toString('hex');
      const key = keys.get(keyId);
      if (!key) throw new VaultError('missing_key', `The key ${keyId}, which sealed this, is not configured.`);
      try {
        const dataKey = decrypt(key, blob.subarray(HEADER_BYTES, TEXT_OFFSET), associatedData('key', keyId, place));
        return decrypt(dataKey, blob.subarray(TEXT_OFFSET), associatedData('text', keyId, place)).toString('utf8');
      } catch (cause) {
        throw new VaultError('not_authentic', 'This was changed since it was sealed, or is not from here.', { cause });
      }
    },
  };
}

/** Derives the id from a key with a separate label, so it reveals nothing about the key. */
function keyIdOf(master: Uint8Array): string {
  return Buffer.from(deriveKey(master, 'vault-key-id').subarray(0, KEY_ID_BYTES)).toString('hex');
}

/** Encodes a location unambiguously, as a JSON array. */
function associatedData(part: 'key' | 'text', keyId: string, place: SecretLocation): Buffer {
  const { organization, tenantId, record, field } = place;
  return Buffer.from(JSON.stringify([VERSION, part, keyId, organization, tenantId, record, field]));
}

function encrypt(key: Uint8Array, plain: Uint8Array, associated: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(associated);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Uint8Array, sealed: Uint8Array, associated: Uint8Array): Buffer {
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const tagAt = sealed.length - TAG_BYTES;
  // Without a fixed length, Node.js accepts a tag of 4 bytes, which can be guessed.
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(associated);
  decipher.setAuthTag(sealed.subarray(tagAt));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, tagAt)), decipher.final()]);
}
