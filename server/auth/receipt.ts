import { randomUUID } from 'node:crypto';

import type { Connection } from '../../widget/protocol/connection.ts';
import { RECEIPT_TYPE } from './compact-jws.ts';
import { TOKEN_LIFETIME_SECONDS } from './rotate-signing-key.ts';
import { signClaims } from './signing-keys.ts';
import type { PublicSigningKey, SigningKeys } from './signing-keys.ts';

/** Content of a receipt: the state of a tenant's connection when the receipt was signed. */
export interface ReceiptStatement {
  /** Slug of the organization, which is the audience of the receipt. */
  readonly organization: string;
  readonly tenantKey: string;
  /** The acting user, if the token of the page named one. */
  readonly userKey: string | null;
  /** Text of the host in the token of the page. */
  readonly state: string | null;
  readonly connection: Pick<Connection, 'id' | 'connector' | 'name' | 'connected' | 'verified'>;
}

/** The public keys as they are published (RFC 7517 section 5). */
export interface ReceiptKeySet {
  readonly keys: readonly PublicSigningKey[];
}

/** The keys and the issuer of receipts. */
export interface ReceiptOptions {
  /** Keys for the purpose `receipt`. */
  readonly keys: SigningKeys;
  /** Public address of this server. Its origin is the issuer. */
  readonly publicUrl: URL;
}

/**
 * Signs receipts: statements about a connection. The back end of an organization verifies them offline with the keys of
 * {@link Receipts.jwks}, and need not trust a browser.
 */
export class Receipts {
  readonly #issuer: string;
  readonly #keys: SigningKeys;

  constructor({ keys, publicUrl }: ReceiptOptions) {
    this.#issuer = publicUrl.origin;
    this.#keys = keys;
  }

  /**
   * Signs a receipt as a compact JWS that is valid for five minutes. Throws `SigningKeyUnreadableError`.
   *
   * @param now Milliseconds since 1970.
   */
  async sign({ organization, tenantKey, userKey, state, connection }: ReceiptStatement, now: number): Promise<string> {
    const { id, connector, name, connected, verified } = connection;
    const key = await this.#keys.current(now);
    const issuedAt = Math.floor(now / 1000);
    return signClaims(key, RECEIPT_TYPE, {
      iss: this.#issuer,
      aud: organization,
      sub: tenantKey,
      ...(userKey !== null && { user: userKey }),
      iat: issuedAt,
      exp: issuedAt + TOKEN_LIFETIME_SECONDS.receipt,
      jti: randomUUID(),
      ...(state !== null && { state }),
      connection: { id, connector, name, connected, verified },
    });
  }

  /**
   * Returns the public keys of receipts that may still be valid, and of the key that signs next.
   *
   * @param now Milliseconds since 1970.
   */
  async jwks(now: number): Promise<ReceiptKeySet> {
    return { keys: await this.#keys.published(now) };
  }
}
