import { Hono } from 'hono';

import { timingSafeEqualText } from '../timing-safe-equal-text.ts';
import { SANDBOX_ACCOUNT, SANDBOX_PASSWORD, SANDBOX_USERNAME } from './keys.ts';
import { logRequests } from './request-log.ts';
import type { SandboxContext, SandboxEnv, SandboxState } from './sandbox-env.ts';
import { readBodyParameters } from './body-parameters.ts';
import type { Session } from './sessions.ts';
import { SESSION_SECONDS } from './sessions.ts';

/** Exchanges a user name and a password for tokens in a custom format, like providers without OAuth. */
export function sessionServer({ sessions, requestLog }: SandboxState) {
  return new Hono<SandboxEnv>()
    .post('/', logRequests(requestLog, 'session'), async (c) => {
      const sent = await readBodyParameters(c);
      const known =
        timingSafeEqualText(sent?.values.get('username'), SANDBOX_USERNAME) &&
        timingSafeEqualText(sent?.values.get('password'), SANDBOX_PASSWORD);
      return known ? respond(c, sessions.create()) : refuse(c, 'This user name or password is wrong.');
    })
    .post('/refresh', logRequests(requestLog, 'session_refresh'), async (c) => {
      const sent = await readBodyParameters(c);
      const session = sessions.refresh(sent?.values.get('refresh_token') ?? '');
      return session ? respond(c, session) : refuse(c, 'This refresh token is invalid or has expired.');
    })
    .get('/me', logRequests(requestLog, 'me'), (c) =>
      sessions.isValid(c.req.header('x-session-token') ?? '')
        ? c.json({ user: { email: SANDBOX_ACCOUNT } })
        : refuse(c, 'This session is over.'),
    );
}

function respond(c: SandboxContext, { token, refreshToken }: Session) {
  const body = { token, expires_in: SESSION_SECONDS, refresh_token: refreshToken };
  return c.json(body, 200, { 'Cache-Control': 'no-store' });
}

function refuse(c: SandboxContext, message: string) {
  return c.json({ error: { message } }, 401);
}
