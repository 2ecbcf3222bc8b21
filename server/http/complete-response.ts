import type { Context } from 'hono';
import type { AppEnv } from './app-env.ts';

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
