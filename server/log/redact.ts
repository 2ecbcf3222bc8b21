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
  'clientPrivateKey',
  'accessToken',
  'refreshToken',
  'tokenSecret',
  'apiKey',
  'api_key',
  'password',
  'credentials',
  'values',
];

// What a secret looks like wherever it turns up: a JWS, a bearer, one of our own tokens. Lines carry addresses that
// anybody can send, so each pattern has to be linear: none may begin again within what it has just read.
const SECRET_PATTERNS: readonly [RegExp, string][] = [
  [/(?<![A-Za-z0-9_-])e[wy][A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*\.?[A-Za-z0-9_-]*/g, REDACTED],
  [/\b(ec[a-z]_)[A-Za-z0-9_-]{20,}/g, `$1${REDACTED}`],
  [/\bwhsec_[A-Za-z0-9+/=]+/g, `whsec_${REDACTED}`],
  [/\b(bearer|basic) +[A-Za-z0-9._~+/=-]+/gi, `$1 ${REDACTED}`],
];

const PARAMETER = /([?&;])([^=&?;\s"]+)=[^&\s"\\]+/g;
const SECRET_PARAMETER = /token|key|secret|password|tenant|signature|code|state|verifier/i;

/** Takes what looks like a secret out of a finished line: the last net under redaction by field. */
export function redactLine(line: string): string {
  const text = SECRET_PATTERNS.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), line);
  return text.replace(PARAMETER, (whole: string, sign: string, name: string) =>
    SECRET_PARAMETER.test(name) ? `${sign}${name}=${REDACTED}` : whole,
  );
}
