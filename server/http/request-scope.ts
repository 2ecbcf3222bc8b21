import { randomUUID } from 'node:crypto';
import { createMiddleware } from 'hono/factory';
import type { Logger } from 'pino';
import type { AppEnv } from './app-env.ts';
import { isComplete } from './complete-response.ts';
import { READINESS_PATH } from './health.ts';

/** Longer than any path of this server. Longer paths are cut in the log. */
const MAX_LOGGED_PATH_LENGTH = 300;

/**
 * Gives each request an id, a logger with that id, and one line in the log when it is answered.
 *
 * The line contains the path without its query, because the query may contain a token.
 */
export function requestScope(log: Logger) {
  return createMiddleware<AppEnv>(async function requestScope(c, next) {
    const requestId = randomUUID();
    const startedAt = performance.now();
    c.set('requestId', requestId);
    const requestLog = log.child({ requestId });
    c.set('log', requestLog);
    await next();
    // Not `c.header`, which would make a copy of the answer that Node.js has to stream.
    if (!isComplete(c.res)) c.res.headers.set('X-Request-Id', requestId);
    // Open dialogs ask again and again whether something has changed, and probes whether the server is ready.
    const isRoutine = c.res.status === 304 || (c.req.path === READINESS_PATH && c.res.ok);
    const level = isRoutine ? 'debug' : 'info';
    requestLog[level](
      {
        method: c.env.incoming?.method ?? c.req.method,
        path: c.req.path.slice(0, MAX_LOGGED_PATH_LENGTH),
        status: c.res.status,
        durationMs: Math.round(performance.now() - startedAt),
      },
      'request',
    );
  });
}

/** Throws an error from before the application received the request, such as an invalid Host. */
export const rejectMalformedRequest = createMiddleware<AppEnv>(async function rejectMalformed(c, next) {
  if (c.env.failure) throw c.env.failure;
  await next();
});
