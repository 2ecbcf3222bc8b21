import type { HttpBindings } from '@hono/node-server';
import type { Logger } from 'pino';

/** What every request carries through Hono. */
export interface AppEnv {
  /** Node's own request, present when a real server runs and absent under `app.request()`. */
  readonly Bindings: Partial<HttpBindings> & {
    /** What went wrong before the application saw the request. The application only answers this. */
    readonly failure?: Error;
  };
  readonly Variables: {
    readonly requestId: string;
    /** Logger whose lines name the request. */
    readonly log: Logger;
  };
}
