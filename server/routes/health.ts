import { Hono } from 'hono';
import type { AppEnv } from '../http/app-env.ts';
import { StorageUnavailableError } from '../errors.ts';
import type { Store } from '../store/store.ts';

/** How far a stop of the process has got. */
export interface Readiness {
  /** Whether it is about to stop, and load balancers have to send requests elsewhere. */
  readonly stopping: boolean;
  /** Aborts when answers without an end of their own, such as event streams, have to end. */
  readonly closing: AbortSignal;
}

/** `/healthz`: the process runs. `/readyz`: it takes requests, and its database can be read and written. */
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
