const REDACTED = '[redacted]';

/** Fields of log objects that never reach a line. */
export const SECRET_FIELDS: readonly string[] = [
  'authorization',
  'cookie',
  'token',
  'bearer',
  'secret',
  'clientSecret',
  'client_secret',
  'apiKey',
  'api_key',
  'password',
  'credentials',
  'values',
];

// What a secret looks like wherever it turns up: a JWS, a bearer, one of our own tokens, a query parameter that holds one.
const SECRET_PATTERNS: readonly [RegExp, string][] = [
  [/\be[wy][A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*\.?[A-Za-z0-9_-]*/g, REDACTED],
  [/\b(ec[a-z]_)[A-Za-z0-9_-]{20,}/g, `$1${REDACTED}`],
  [/\bwhsec_[A-Za-z0-9+/=]+/g, `whsec_${REDACTED}`],
  [/\b(bearer|basic) +[A-Za-z0-9._~+/=-]+/gi, `$1 ${REDACTED}`],
  [/([?&;][^=&\s"]*(?:token|key|secret|password|tenant|signature)[^=&\s"]*=)[^&\s"\\]+/gi, `$1${REDACTED}`],
];

/** Takes what looks like a secret out of a finished line: the last net under redaction by field. */
export function redactLine(line: string): string {
  return SECRET_PATTERNS.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), line);
}
