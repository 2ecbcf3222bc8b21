import type { ContentfulStatusCode } from 'hono/utils/http-status';

import { HOSTILE_TEXT } from './behaviour.ts';
import type { SandboxContext } from './sandbox-env.ts';

/** The result of a successful token request. */
export interface TokenResponse {
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  readonly lifetimeSeconds: number;
  readonly scope: string;
}

/** The error of a token request: RFC 6749 section 5.2. */
export interface TokenErrorResponse {
  readonly error: string;
  readonly description: string;
  /** Default: 400. */
  readonly status?: 400 | 401 | 429 | 500 | 503;
}

/** Seconds in the `Retry-After` header of a refusal. */
export const RETRY_AFTER_SECONDS = '30';

/** Responds with tokens, as RFC 6749 section 5.1 requires or as the selected behaviour changes it. */
export function sendTokens(c: SandboxContext, { accessToken, refreshToken, lifetimeSeconds, scope }: TokenResponse) {
  const { behaviour } = c.var;
  const tokens = {
    access_token: accessToken,
    ...(!behaviour.has('no-type') && { token_type: 'Bearer' }),
    expires_in: behaviour.has('text-expiry') ? String(lifetimeSeconds) : lifetimeSeconds,
    ...(refreshToken !== undefined && { refresh_token: refreshToken }),
    ...(scope !== '' && { scope }),
  };
  const ok = behaviour.has('two-hundred') ? { ok: true } : {};
  c.header('Cache-Control', 'no-store');
  if (behaviour.has('nested') && !behaviour.has('form')) return c.json({ ...ok, authed_user: tokens });
  return send(c, { ...ok, ...tokens }, 200);
}

/** Responds with an error, as RFC 6749 section 5.2 requires or as the selected behaviour changes it. */
export function sendTokenError(c: SandboxContext, { error, description, status = 400 }: TokenErrorResponse) {
  const { behaviour } = c.var;
  const text = behaviour.has('hostile') ? HOSTILE_TEXT : description;
  const quiet = behaviour.has('two-hundred');
  if (status === 429) c.header('Retry-After', RETRY_AFTER_SECONDS);
  // RFC 6749 section 5.2 requires the header if the client used the Authorization header.
  if (status === 401 && c.req.header('authorization') !== undefined) c.header('WWW-Authenticate', 'Basic');
  c.header('Cache-Control', 'no-store');
  const body = { ...(quiet && { ok: false }), error, error_description: text };
  return send(c, body, quiet ? 200 : status);
}

type Body = Readonly<Record<string, string | number | boolean>>;

function send(c: SandboxContext, body: Body, status: ContentfulStatusCode) {
  if (!c.var.behaviour.has('form')) return c.json(body, status);
  const pairs = Object.entries(body).map(([name, value]): [string, string] => [name, String(value)]);
  return c.body(new URLSearchParams(pairs).toString(), status, { 'Content-Type': 'application/x-www-form-urlencoded' });
}
