import { pino, stdSerializers } from 'pino';
import type { DestinationStream, Logger } from 'pino';

/**
 * The server's logger: JSON lines, redacted by field and then once more as a finished line.
 *
 * What child loggers add to each line is redacted in the finished line only, so give them ids only.
 */
export function createLogger({ level, destination }: { level: string; destination: DestinationStream }): Logger {
  return pino(
    {
      level,
      base: null,
      // Not pino's own redaction, which takes longer than everything else that it does for a line.
      formatters: { log: redactFields },
      // What is thrown need not be an error. Anything else is redacted by now.
      serializers: {
        err: (error: unknown) => (error instanceof Error ? redactFields({ ...stdSerializers.err(error) }) : error),
      },
    },
    { write: (line) => destination.write(redactLine(line)) },
  );
}

const REDACTED = '[redacted]';
const TOO_DEEP = '[nested too deeply]';

/** Fields of log objects that are always removed from the log, whatever they hold. In lower case. */
const SECRET_FIELDS: ReadonlySet<string> = new Set([
  'authorization',
  'cookie',
  'set-cookie',
  'token',
  'bearer',
  'secret',
  'clientsecret',
  'client_secret',
  'clientprivatekey',
  'accesstoken',
  'access_token',
  'refreshtoken',
  'refresh_token',
  'tokensecret',
  'apikey',
  'api_key',
  'password',
  'credentials',
  'encryptionkeys',
  'values',
]);

/** Log objects here are not nested deeper. What is deeper is not logged: a secret could be in it. */
const MAX_DEPTH = 6;

/** Fields of a log object, by name. */
type LogFields = Record<string, unknown>;

/**
 * Takes secret fields out of a log object and the objects in it. Copies only objects that have such a field.
 *
 * An error under `err` of the log object is left as it is: the serializer of errors turns it into an object first.
 */
function redactFields(fields: LogFields, depth = 1): LogFields {
  let copy: LogFields | undefined;
  for (const [name, value] of Object.entries(fields)) {
    const clean = SECRET_FIELDS.has(name.toLowerCase()) ? REDACTED : redactValue(name, value, depth);
    if (clean !== value) (copy ??= { ...fields })[name] = clean;
  }
  return copy ?? fields;
}

function redactValue(name: string, value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth === MAX_DEPTH) return TOO_DEEP;
  if (Array.isArray(value)) return value.map((item: unknown) => redactValue('', item, depth + 1));
  if (depth === 1 && name === 'err' && value instanceof Error) return value;
  // What JSON has in the place of the object.
  if (hasJsonForm(value)) return redactValue('', value.toJSON(), depth + 1);
  return redactFields(value as LogFields, depth + 1);
}

function hasJsonForm(value: object): value is { toJSON(): unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function';
}

// How names end whose value is a secret wherever it stands. Not `code` and `key`: errors and settings have those too.
const SECRET_NAME =
  '(?:token|secret|password|passphrase|verifier|assertion|signature|authorization|cookie|(?:api|access|private)[_-]?key)';

// What a secret looks like wherever it turns up. Lines carry addresses that anybody can send, so each pattern has to be
// linear: none may begin again within what it has just read.
const SECRET_PATTERNS: readonly (readonly [RegExp, string])[] = [
  // A JWS, our own tokens, the secrets of tenants and of webhooks.
  [/(?<![A-Za-z0-9_-])e[wy][A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*\.?[A-Za-z0-9_-]*/g, REDACTED],
  [/\b(ec[a-z]{1,2}_)[A-Za-z0-9_-]{20,}/g, `$1${REDACTED}`],
  [/\bwhsec_[A-Za-z0-9+/=]+/g, `whsec_${REDACTED}`],
  // What follows the scheme of an `Authorization` header. Others than these two are words of sentences as well.
  [/\b(bearer|basic) +[A-Za-z0-9._~+/=-]+/gi, `$1 ${REDACTED}`],
  [
    /\b(bot|dpop|token|apikey|geniekey|oauth|ssws|(?:[a-z]{1,20}-){1,3}(?:oauthtoken|token|key)) +(?=[A-Za-z._~+/=-]*\d)[A-Za-z0-9][A-Za-z0-9._~+/=-]{19,}/gi,
    `$1 ${REDACTED}`,
  ],
  // A field of JSON, and one of JSON that is itself text within JSON.
  [new RegExp(`("[\\w-]*${SECRET_NAME}"\\s*:\\s*")(?:[^"\\\\]|\\\\[^])+`, 'gi'), `$1${REDACTED}`],
  [
    new RegExp(`(\\\\"[\\w-]*${SECRET_NAME}\\\\"\\s*:\\s*\\\\")(?:[^"\\\\]|\\\\\\\\(?:\\\\["\\\\]|[^"\\\\]))+`, 'gi'),
    `$1${REDACTED}`,
  ],
  // The first parameter of a form, and those of a header: `OAuth oauth_token="…", oauth_signature="…"`.
  [new RegExp(`((?:^|[\\s"'\\\\,(#])[\\w-]+=(?<=${SECRET_NAME}=)\\\\{0,3}"?)[^&\\s"\\\\]+`, 'gi'), `$1${REDACTED}`],
  // Without a parameter after it, this is the code of an error.
  [/((?:^|["\\])(?:code|state)=)[^&\s"\\]+(?=&)/gi, `$1${REDACTED}`],
];

/** A parameter of an address or a form whose name holds one of these words. */
const SECRET_PARAMETER =
  /([?&;])(?=[^=&?;\s"]*?(?:token|key|secret|password|tenant|signature|code|state|verifier|assertion))([^=&?;\s"]+)=[^&\s"\\]+/gi;

/** Takes what looks like a secret out of a finished line: the last net under redaction by field. */
export function redactLine(line: string): string {
  const text = SECRET_PATTERNS.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), line);
  return text.replace(SECRET_PARAMETER, `$1$2=${REDACTED}`);
}
