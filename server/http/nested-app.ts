import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { Logger } from 'pino';
import type { AppEnv } from './app-env.ts';

/** What the application has already found out about a request that it passes to a nested application. */
export interface NestedAppBindings {
  readonly requestId: string;
  readonly log: Logger;
}

/** Handles a request in a nested application. */
export type NestedApp = (request: Request, bindings: NestedAppBindings) => Promise<Response>;

/** Passes a request to a nested application. */
export async function passTo(app: NestedApp, c: Context<AppEnv>): Promise<Response> {
  const { requestId, log } = c.var;
  return app(c.req.raw, { requestId, log });
}

/** Takes request id and logger over from the application around this one. No cache may keep an answer to a back end. */
export const acceptRequest = createMiddleware<AppEnv>(async function acceptRequest(c, next) {
  const { requestId, log } = c.env as unknown as NestedAppBindings;
  c.set('requestId', requestId);
  c.set('log', log);
  c.header('Cache-Control', 'no-store');
  await next();
});
