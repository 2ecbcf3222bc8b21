import { randomBytes } from 'node:crypto';

const TOKEN_BYTES = 32;

/** A new secret that shows in a log what it is and where it came from, such as `sandbox-access-…`. */
export function randomToken(kind: string): string {
  return `sandbox-${kind}-${randomBytes(TOKEN_BYTES).toString('base64url')}`;
}
