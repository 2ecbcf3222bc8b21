import { createMiddleware } from 'hono/factory';
import type { AppEnv } from './app-env.ts';
import { isComplete } from './complete-response.ts';
import { contentSecurityPolicy } from './content-security-policy.ts';

const POLICY = contentSecurityPolicy({ sandbox: '' });
const HSTS = 'max-age=63072000; includeSubDomains';

/**
 * Headers of every answer that does not set its own: no page may frame, sniff, cache or read the answer, and a browser
 * that shows it as a document sandboxes it.
 */
export function defaultSecurityHeaders({ https }: { readonly https: boolean }): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy': POLICY,
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    ...(https && { 'Strict-Transport-Security': HSTS }),
  };
}

/**
 * Sets the {@link defaultSecurityHeaders}. Pages replace the policies with their own: see `PageRenderer`, `WindowRenderer` and
 * `landingRoutes`.
 */
export function securityHeaders(options: { readonly https: boolean }) {
  const defaultHeaders = defaultSecurityHeaders(options);
  const defaults = Object.entries(defaultHeaders);
  return createMiddleware<AppEnv>(async function securityHeaders(c, next) {
    c.set('defaultHeaders', defaultHeaders);
    await next();
    if (isComplete(c.res)) return;
    const { headers } = c.res;
    for (const [name, value] of defaults) {
      if (!headers.has(name)) headers.set(name, value);
    }
  });
}
