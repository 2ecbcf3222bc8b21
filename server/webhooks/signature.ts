import { createHmac } from 'node:crypto';

/** Standard Webhooks, "Secrets": this prefix, then base64. Any other secret is a text whose UTF-8 bytes are the key. */
export const SECRET_PREFIX = 'whsec_';

/** What is signed. */
export interface SignedMessage {
  /** The `webhook-id`: the same for all attempts. */
  readonly id: string;
  /** Milliseconds since 1970 of this attempt. */
  readonly sentAt: number;
  readonly body: string;
}

/**
 * Returns the headers that let a receiver verify a message (Standard Webhooks 1.0.0, "Signature scheme").
 *
 * @param secrets Each signs, so that a receiver can replace its secret while both are valid.
 */
export function signatureHeaders({ id, sentAt, body }: SignedMessage, secrets: readonly string[]) {
  const timestamp = String(Math.floor(sentAt / 1000));
  const signatures = secrets.map((secret) => {
    const hmac = createHmac('sha256', signingKey(secret)).update(`${id}.${timestamp}.${body}`);
    return `v1,${hmac.digest('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}

function signingKey(secret: string): Buffer {
  return secret.startsWith(SECRET_PREFIX)
    ? Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64')
    : Buffer.from(secret, 'utf8');
}
