import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';
import { redactLine, SECRET_FIELDS } from './redact.ts';

// pino redacts by path; two levels of nesting are deeper than log objects here go.
const REDACTED_PATHS = SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);

/** The server's logger: JSON lines, redacted by field and then once more as a finished line. */
export function createLogger({ level, destination }: { level: string; destination: DestinationStream }): Logger {
  return pino(
    { level, redact: { paths: REDACTED_PATHS, censor: '[redacted]' }, base: null },
    { write: (line) => destination.write(redactLine(line)) },
  );
}
