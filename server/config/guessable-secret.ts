/**
 * Secrets of famous samples and templates, reduced by {@link normalize}: jwt.io, Supabase, Laravel and Spring tutorials,
 * RFC 7515 appendix A.1, and the words people type for now.
 */
const WELL_KNOWN_SECRETS: ReadonlySet<string> = new Set(
  [
    'secret',
    'my-secret',
    'supersecret',
    'password',
    'changeme',
    'change-me-please',
    'replace-me',
    'default',
    'example',
    'test',
    'admin',
    'qwerty',
    'letmein',
    'jwt-secret',
    'your-secret-key',
    'your-256-bit-secret',
    'your-384-bit-secret',
    'your-512-bit-secret',
    'a-string-secret-at-least-256-bits-long',
    'a-valid-string-secret-that-is-at-least-512-bits-long-which-is-very-long',
    'super-secret-jwt-token-with-at-least-32-characters-long',
    'my-32-character-ultra-secure-and-ultra-long-secret',
    'this-is-a-secret-key-of-at-least-32-bytes',
    '404E635266556A586E3272357538782F413F4428472B4B6250645367566B5970',
    'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow',
    'abcdefghijklmnopqrstuvwxyz',
    'abcdefghijklmnopqrstuvwxyz123456',
    'abcdefghijklmnopqrstuvwxyz0123456789',
    'qwertyuiopasdfghjklzxcvbnm123456',
    'keyboard cat',
  ].map(normalize),
);

/** Repeating a unit this short makes a secret longer and no harder to guess. Random text of 32 bytes never repeats one. */
const MAX_PERIOD = 16;

/**
 * Tells whether a secret is one that an attacker tries first: the secret of a famous sample, or a short text repeated
 * until it is long enough. A secret that passes need not be random.
 */
export function isGuessableSecret(secret: string): boolean {
  const reduced = normalize(secret);
  if (WELL_KNOWN_SECRETS.has(reduced)) return true;
  const period = shortestPeriod(reduced);
  return WELL_KNOWN_SECRETS.has(reduced.slice(0, period)) || (period <= MAX_PERIOD && reduced.length > period);
}

function normalize(secret: string): string {
  return secret.toLowerCase().replaceAll(/[\s_.-]/g, '');
}

/** Length of the shortest unit whose repetition, cut anywhere, is the sequence (Knuth, Morris and Pratt: linear). */
export function shortestPeriod(sequence: string | Uint8Array): number {
  const border = [0];
  for (let index = 1, length = 0; index < sequence.length; index += 1) {
    while (length > 0 && sequence[index] !== sequence[length]) length = border[length - 1] ?? 0;
    if (sequence[index] === sequence[length]) length += 1;
    border.push(length);
  }
  return sequence.length - (border.at(-1) ?? 0);
}
