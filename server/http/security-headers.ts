import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
// eslint-disable-next-line no-restricted-imports -- These elements have no character references (HTML, section 13.2.5).
import { raw } from 'hono/html';
import type { AppEnv } from './app-env.ts';

/** Directives that `default-src` does not cover. A policy sets them to `'none'` by default. */
const NONE_BY_DEFAULT = ['base-uri', 'form-action', 'frame-ancestors'];

/**
 * Writes a `Content-Security-Policy` that forbids everything except what the directives allow.
 *
 * @param directives Values by name. Without directives the policy is `'none'` for `default-src`, `base-uri`,
 * `form-action` and `frame-ancestors`. The value `undefined` leaves out one of the last three, which then restricts
 * nothing.
 */
export function contentSecurityPolicy(directives: Readonly<Record<string, string | undefined>>): string {
  const { sandbox, ...others } = directives;
  const given = Object.entries(others);
  const policy: readonly (readonly [name: string, value: string | undefined])[] = [
    ['sandbox', sandbox],
    ['default-src', "'none'"],
    ...given.filter(([name]) => name.endsWith('-src')),
    ...NONE_BY_DEFAULT.filter((name) => !(name in others)).map((name) => [name, "'none'"] as const),
    ...given.filter(([name]) => !name.endsWith('-src')),
  ];
  const present = policy.filter(([, value]) => value !== undefined);
  return present.map(([name, value]) => `${name} ${value}`.trim()).join('; ');
}

/** HTML that a template of `hono/html` inserts as it is. */
export type Markup = ReturnType<typeof raw>;

/** Writes a `<style>` element. The rules are our own: they must not contain `</style`. */
export function styleElement(rules: string): Markup {
  return raw(`<style>${rules}</style>`);
}

/**
 * Writes a `<script>` element. The script is our own: it must not contain a script tag.
 *
 * @param type A classic script runs before the rest of the page is parsed, a module after that.
 */
export function scriptElement(script: string, type: 'classic' | 'module'): Markup {
  return raw(`<script${type === 'module' ? ' type="module"' : ''}>${script}</script>`);
}

/** Writes a `<script>` element that contains JSON. Without `<`, the JSON can neither end the script nor open a comment in it. */
export function jsonElement(id: string, value: unknown): Markup {
  return raw(`<script type="application/json" id="${id}">${JSON.stringify(value).replaceAll('<', '\\u003c')}</script>`);
}

/** Returns the source that allows an inline script or style in a policy (CSP section 2.3.1). */
export function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

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

const completeResponses = new WeakSet<Response>();

/** Body and headers of an answer. The names of headers have the case of `defaultSecurityHeaders`. */
export interface CompleteResponseOptions {
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Answers with `headers` and with those that every answer has. For the answers that a server mostly sends: adding headers
 * to a finished answer takes longer than reading a row.
 */
export function completeResponse(
  c: Pick<Context<AppEnv>, 'var'>,
  { body, status, headers }: CompleteResponseOptions,
): Response {
  const always = { ...c.var.defaultHeaders, ...headers, 'X-Request-Id': c.var.requestId };
  const response = new Response(body, { status, headers: always });
  // Without them, as in a nested application, the application around it adds them.
  if (c.var.defaultHeaders) completeResponses.add(response);
  return response;
}

/** Tells whether an answer already has the headers that every answer has. */
export function isComplete(response: Response): boolean {
  return completeResponses.has(response);
}
