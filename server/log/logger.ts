import { pino, stdSerializers } from 'pino';
import type { DestinationStream, Logger } from 'pino';
import { redactFields, redactLine } from './redact.ts';

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
