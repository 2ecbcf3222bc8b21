import { Hono } from 'hono';
import type { AppEnv } from './app-env.ts';
import { defaultSecurityHeaders } from './security-headers.ts';
import { StorageUnavailableError } from '../errors.ts';
import type { Store } from '../store/store.ts';

/** Path that tells whether the server accepts requests. */
export const READINESS_PATH = '/readyz';

/** Whether the process is stopping. */
export interface Readiness {
  /** True shortly before the process stops. Load balancers then have to send requests to other processes. */
  readonly stopping: boolean;
  /** Aborts when long responses, such as event streams, have to end. */
  readonly closing: AbortSignal;
}

/**
 * `/healthz` answers while the process runs.
 *
 * Mount it before all middleware: it is asked every few seconds, and needs no request id, no line in the log and no
 * limits. A malformed request passes on, so that it is refused like all others.
 */
export function livenessRoute(options: { readonly https: boolean }) {
  const headers = { ...defaultSecurityHeaders(options), 'Content-Type': 'application/json' };
  const body = JSON.stringify({ status: 'ok' });
  return new Hono<AppEnv>().get('/healthz', async (c, next) =>
    c.env.failure ? next() : new Response(body, { headers }),
  );
}

/** `/readyz` answers 200 while the server accepts requests and can read and write its database. */
export function readinessRoute(store: Store, readiness: Pick<Readiness, 'stopping'>) {
  return new Hono<AppEnv>().get(READINESS_PATH, async (c) => {
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
