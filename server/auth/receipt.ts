import { randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, SignJWT } from 'jose';
import type { CryptoKey } from 'jose';

import type { Connection } from '../../widget/protocol/connection.ts';
import { deriveReceiptKey } from './receipt-key.ts';
import type { PublicPoint, ReceiptKeyPair } from './receipt-key.ts';

/** `typ` of receipts, which no other token has (RFC 8725 section 3.11). */
export const RECEIPT_TYPE = 'embed-receipt+jwt';

/** Enough for a page to hand it to its back end, and too short to be kept for later. */
const RECEIPT_SECONDS = 300;

const ALGORITHM = 'ES256';

/** What a receipt states: that this tenant's connection stands like this now. */
export interface ReceiptStatement {
  /** Slug of the organization: the only one that is to believe the receipt. */
  readonly organization: string;
  readonly tenantKey: string;
  /** The acting user, if the token of the page named one. */
  readonly userKey: string | null;
  readonly connection: Pick<Connection, 'id' | 'connector' | 'name' | 'connected' | 'verified'>;
}

/** A key with which receipts are verified (RFC 7517 section 4). */
export interface PublicReceiptKey extends PublicPoint {
  /** Thumbprint of the key (RFC 7638). */
  readonly kid: string;
  readonly alg: typeof ALGORITHM;
  readonly use: 'sig';
}

type PublicReceiptKeys = readonly [PublicReceiptKey, ...PublicReceiptKey[]];

/** The public keys as they are published (RFC 7517 section 5), the one that signs first. */
export interface ReceiptKeySet {
  readonly keys: PublicReceiptKeys;
}

/** What receipts are signed with, and in whose name. */
export interface ReceiptOptions {
  /** Master keys of 32 bytes, at least one. The first signs; all are published, for what they have signed. */
  readonly encryptionKeys: readonly Uint8Array[];
  /** What the outside calls this server. Its origin is the issuer. */
  readonly publicUrl: URL;
}

/**
 * Signs receipts: statements about a connection that the back end of an organization verifies offline, with the keys
 * of {@link jwks}, instead of believing a browser.
 */
export class Receipts {
  readonly #issuer: string;
  readonly #signing: { readonly keyId: string; readonly key: CryptoKey };
  readonly #keySet: ReceiptKeySet;

  private constructor(issuer: string, signingKey: CryptoKey, keys: PublicReceiptKeys) {
    this.#issuer = issuer;
    this.#signing = { keyId: keys[0].kid, key: signingKey };
    this.#keySet = { keys };
  }

  /** Derives and imports the keys, once. */
  static async create({ encryptionKeys, publicUrl }: ReceiptOptions): Promise<Receipts> {
    const [first, ...others] = encryptionKeys.map(deriveReceiptKey);
    if (!first) throw new TypeError('Receipts need a key.');
    const keys = [await published(first), ...(await Promise.all(others.map(published)))] as const;
    return new Receipts(publicUrl.origin, await imported(first), keys);
  }

  /**
   * A receipt as a compact JWS, good for five minutes.
   *
   * @param now Milliseconds since 1970.
   */
  sign({ organization, tenantKey, userKey, connection }: ReceiptStatement, now: number): Promise<string> {
    const { id, connector, name, connected, verified } = connection;
    const issuedAt = Math.floor(now / 1000);
    return new SignJWT({
      iss: this.#issuer,
      aud: organization,
      sub: tenantKey,
      ...(userKey !== null && { user: userKey }),
      iat: issuedAt,
      exp: issuedAt + RECEIPT_SECONDS,
      jti: randomUUID(),
      connection: { id, connector, name, connected, verified },
    })
      .setProtectedHeader({ alg: ALGORITHM, typ: RECEIPT_TYPE, kid: this.#signing.keyId })
      .sign(this.#signing.key);
  }

  /** What verifies the receipts of all keys. Nothing in it is private. */
  jwks(): ReceiptKeySet {
    return this.#keySet;
  }
}

async function published({ publicKey }: ReceiptKeyPair): Promise<PublicReceiptKey> {
  return { ...publicKey, kid: await calculateJwkThumbprint({ ...publicKey }), alg: ALGORITHM, use: 'sig' };
}

/** Not extractable: from here on the private key can sign and nothing else. */
function imported({ publicKey, d }: ReceiptKeyPair): Promise<CryptoKey> {
  return crypto.subtle.importKey('jwk', { ...publicKey, d }, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
}
