import { Hono } from 'hono';
import type { AppEnv } from './app-env.ts';
import { StorageUnavailableError } from '../errors.ts';
import type { Store } from '../store/store.ts';

/** Whether the process is stopping. */
export interface Readiness {
  /** True shortly before the process stops. Load balancers then have to send requests to other processes. */
  readonly stopping: boolean;
  /** Aborts when long responses, such as event streams, have to end. */
  readonly closing: AbortSignal;
}

/**
 * `/healthz` answers while the process runs. `/readyz` answers 200 while the server accepts requests and can read and
 * write its database.
 */
export function healthRoutes(store: Store, readiness: Pick<Readiness, 'stopping'>) {
  return new Hono<AppEnv>()
    .get('/healthz', (c) => c.json({ status: 'ok' }))
    .get('/readyz', async (c) => {
      if (readiness.stopping) return c.json({ status: 'stopping' }, 503);
      try {
        await store.checkWritable();
      } catch (error) {
        if (!(error instanceof StorageUnavailableError)) throw error;
        return c.json({ status: 'storage_unavailable' }, 503);
      }
      return c.json({ status: 'ok' });
    });
}
