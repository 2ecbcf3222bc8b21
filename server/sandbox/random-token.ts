import { randomBytes } from 'node:crypto';

const TOKEN_BYTES = 32;

/** Creates a secret whose prefix shows its origin and kind, such as `sandbox-access-…`. */
export function randomToken(kind: string): string {
  return `sandbox-${kind}-${randomBytes(TOKEN_BYTES).toString('base64url')}`;
}
