import type { HttpBindings } from '@hono/node-server';
import type { Logger } from 'pino';

/** The environment that Hono passes along with every request. */
export interface AppEnv {
  /** Node's own request. Absent under `app.request()`. */
  readonly Bindings: Partial<HttpBindings> & {
    /** An error from before the application received the request. The application only answers it. */
    readonly failure?: Error;
  };
  readonly Variables: {
    readonly requestId: string;
    /** Logger that adds the request id to every line. */
    readonly log: Logger;
    /** Headers of every answer that does not set its own. */
    readonly defaultHeaders?: Readonly<Record<string, string>>;
  };
}
