import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';

import type { VerificationKey } from '../config/config.ts';
import type { SigningPurpose, StoredSigningKey } from '../store/signing-key-store.ts';
import type { Store } from '../store/store.ts';
import type { SecretLocation, Vault } from '../store/vault.ts';

/** Algorithm of everything that this server signs (RFC 7518 section 3.4). */
export const SIGNING_ALGORITHM = 'ES256';

/** A public key as it is published (RFC 7517 section 4). */
export interface PublicSigningKey {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  /** Thumbprint of the key (RFC 7638). */
  readonly kid: string;
  readonly alg: typeof SIGNING_ALGORITHM;
  readonly use: 'sig';
}

/** A private key that is ready to sign. It cannot be read. */
export interface SigningKey {
  readonly kid: string;
  /** Signs text. The signature has the two numbers one after the other (RFC 7518 section 3.4). */
  readonly sign: (text: string) => Buffer;
}

/**
 * Signs claims as a compact JWS (RFC 7515 section 7.1). Claims that are `undefined` are absent.
 *
 * It uses the synchronous functions of Node.js. WebCrypto, on which `jose` is built, hands each signature to another thread,
 * which takes longer than the signature.
 *
 * @param type Media type of the token, for the header (RFC 8725 section 3.11).
 */
export function signClaims({ kid, sign: signText }: SigningKey, type: string, claims: object): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const signingInput = `${encode({ alg: SIGNING_ALGORITHM, typ: type, kid })}.${encode(claims)}`;
  return `${signingInput}.${signText(signingInput).toString('base64url')}`;
}

/** The vault does not open a private key that is due to sign. Nothing else is lost: the key can be replaced. */
export class SigningKeyUnreadableError extends Error {
  override readonly name = 'SigningKeyUnreadableError';
  readonly kid: string;

  constructor({ kid, purpose }: StoredSigningKey, options: { readonly cause: Error }) {
    super(
      `The ${purpose} signing key ${kid} in the database does not open: ${options.cause.message} Replace it with ` +
        `\`embed-connection rotate-keys --signing${purposeOption(purpose)} --now\`, or restore the database from a backup.`,
      options,
    );
    this.kid = kid;
  }
}

function purposeOption(purpose: SigningPurpose): string {
  return purpose === 'receipt' ? '' : ` --purpose ${purpose}`;
}

/** Where the keys of one purpose are, and what opens them. */
export interface SigningKeysOptions {
  readonly purpose: SigningPurpose;
  readonly store: Store;
  readonly vault: Vault;
}

/**
 * The key pairs with which this server signs tokens of one purpose. They are generated at random, and all processes on
 * one database share them.
 *
 * Each call reads the database, so a running process follows a rotation by another process at once. The table has one
 * row per purpose, and two or three around a rotation.
 */
export class SigningKeys {
  readonly #options: SigningKeysOptions;
  /** Imported once, since the key changes rarely. */
  #current: SigningKey | undefined;
  readonly #verifying = new Map<string, VerificationKey>();

  private constructor(options: SigningKeysOptions) {
    this.#options = options;
  }

  /**
   * Makes sure that there is a key that signs: generates the first one, in one process if several start at once, and
   * opens it. Throws {@link SigningKeyUnreadableError}.
   *
   * @param now Milliseconds since 1970, here and below.
   */
  static async open(options: SigningKeysOptions, now: number): Promise<SigningKeys> {
    const keys = new SigningKeys(options);
    await keys.current(now);
    return keys;
  }

  /** The key that signs now. Throws {@link SigningKeyUnreadableError}. */
  async current(now: number): Promise<SigningKey> {
    const due = currentSigningKey(await this.#list(now), now);
    if (this.#current?.kid !== due.kid) this.#current = openSigningKey(this.#options.vault, due);
    return this.#current;
  }

  /** The public keys of tokens that may still be valid, and of the key that signs next. The latest comes first. */
  async published(now: number): Promise<readonly PublicSigningKey[]> {
    return publishedKeys(await this.#list(now), now).map(publicSigningKey);
  }

  /** The keys of {@link published}, ready to verify. */
  async verificationKeys(now: number): Promise<readonly VerificationKey[]> {
    return publishedKeys(await this.#list(now), now).map((key) => this.#verificationKey(key));
  }

  #verificationKey(stored: StoredSigningKey): VerificationKey {
    const known = this.#verifying.get(stored.kid);
    if (known) return known;
    const key = verificationKey(stored);
    this.#verifying.set(stored.kid, key);
    return key;
  }

  /** Every key of the purpose. There is always one: a database that has none gets its first. */
  async #list(now: number): Promise<readonly StoredSigningKey[]> {
    const { purpose, store, vault } = this.#options;
    const stored = await store.signingKeys.list(purpose);
    if (stored.length > 0) return stored;
    const first = await generateSigningKey({ purpose, vault, createdAt: now, signsFrom: now });
    return store.write(async ({ signingKeys }) => {
      // Another process may have been faster. Writes run one after another, so one of them is the first.
      const others = await signingKeys.list(purpose);
      if (others.length > 0) return others;
      await signingKeys.add(first);
      return [first];
    });
  }
}

/**
 * Of the keys of one purpose, the one that signs at a time: the latest whose time has come.
 *
 * When no key's time has come, the clock was set back since the first key was made; then the earliest key signs.
 */
export function currentSigningKey(keys: readonly StoredSigningKey[], now: number): StoredSigningKey {
  const [earliest, ...later] = keys
    .filter((key) => isPublished(key, now))
    .toSorted((a, b) => a.signsFrom - b.signsFrom);
  if (!earliest) throw new TypeError('There is no signing key.');
  return later.findLast(({ signsFrom }) => signsFrom <= now) ?? earliest;
}

/** Generates a key pair and seals its private half. Stores nothing. */
export async function generateSigningKey({
  purpose,
  vault,
  createdAt,
  signsFrom,
}: Pick<SigningKeysOptions, 'purpose' | 'vault'> &
  Pick<StoredSigningKey, 'createdAt' | 'signsFrom'>): Promise<StoredSigningKey> {
  const { privateKey } = await generateKeyPair(SIGNING_ALGORITHM, { extractable: true });
  const { x = '', y = '', d = '' } = await exportJWK(privateKey);
  const kid = await calculateJwkThumbprint({ kty: 'EC', crv: 'P-256', x, y });
  const sealed = vault.seal(privateKeyLocation({ kid, purpose }), d);
  return { kid, purpose, x, y, privateKey: sealed, createdAt, signsFrom, publishedUntil: null };
}

/** Opens and imports a private key. Throws {@link SigningKeyUnreadableError}. */
export function openSigningKey(vault: Vault, stored: StoredSigningKey): SigningKey {
  const { kid, x, y, privateKey } = stored;
  try {
    const d = vault.open(privateKeyLocation(stored), privateKey);
    const key = createPrivateKey({ key: { kty: 'EC', crv: 'P-256', x, y, d }, format: 'jwk' });
    const signText = (text: string) => sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
    // The vault binds the private half to the kid. The import does not compare it with the public half.
    const probe = signText(kid);
    const publicKey = { key: verificationKey(stored).key, dsaEncoding: 'ieee-p1363' } as const;
    if (!verify('sha256', Buffer.from(kid), publicKey, probe)) throw new TypeError('The halves are not of one key.');
    return { kid, sign: signText };
  } catch (error) {
    throw new SigningKeyUnreadableError(stored, { cause: error instanceof Error ? error : new Error(String(error)) });
  }
}

/** The keys of {@link SigningKeys.verificationKeys}, of rows that were read from a database. */
export function publishedVerificationKeys(keys: readonly StoredSigningKey[], now: number): readonly VerificationKey[] {
  return publishedKeys(keys, now).map(verificationKey);
}

function verificationKey({ kid, x, y }: StoredSigningKey): VerificationKey {
  const key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
  return { algorithm: SIGNING_ALGORITHM, id: kid, key };
}

/** The latest comes first. */
function publishedKeys(keys: readonly StoredSigningKey[], now: number): readonly StoredSigningKey[] {
  return keys.filter((key) => isPublished(key, now)).toSorted((a, b) => b.signsFrom - a.signsFrom);
}

function publicSigningKey({ kid, x, y }: StoredSigningKey): PublicSigningKey {
  return { kty: 'EC', crv: 'P-256', x, y, kid, alg: SIGNING_ALGORITHM, use: 'sig' };
}

function isPublished({ publishedUntil }: StoredSigningKey, now: number): boolean {
  return publishedUntil === null || publishedUntil > now;
}

/** The purpose is bound too: a row whose purpose was changed does not open. */
function privateKeyLocation({ kid, purpose }: Pick<StoredSigningKey, 'kid' | 'purpose'>): SecretLocation {
  return { organization: '', tenantId: 0, record: `signing_key:${purpose}:${kid}`, field: 'private_key' };
}
