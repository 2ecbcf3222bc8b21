import { Hono } from 'hono';

import { timingSafeEqualText } from '../timing-safe-equal-text.ts';
import { HOSTILE_TEXT, pause } from './behaviour.ts';
import {
  SANDBOX_ACCOUNT,
  SANDBOX_APP_ID,
  SANDBOX_KEY,
  SANDBOX_PASSWORD,
  SANDBOX_USERNAME,
  SANDBOX_WORKSPACE,
} from './keys.ts';
import { logRequests } from './request-log.ts';
import type { SandboxContext, SandboxEnv, SandboxState } from './sandbox-env.ts';
import { RETRY_AFTER_SECONDS } from './token-response.ts';

/** Longer than a person expects, shorter than the server's timeout. */
const SLOW_MS_DEFAULT = 4_000;
const SLOW_MS_MAX = 60_000;

/** Lists of contacts, for settings whose choices a provider offers. */
const LISTS = ['Customers', 'Newsletter', 'Partners', 'Prospects', 'Suppliers'].map((name, index) => ({
  id: String(index + 1),
  name,
}));

/** Routes that accept one key, refuse others, and fail in the ways in which providers fail. */
export function credentialsServer(state: SandboxState) {
  return new Hono<SandboxEnv>()
    .use(
      '*',
      logRequests(state.requestLog, (c) => (c.req.path.endsWith('/me') ? 'me' : undefined)),
    )
    .get('/me', (c) => sendAccount(c, hasKey(c)))
    .get('/lists', (c) => (hasKey(c) ? c.json({ lists: LISTS }) : sendAccount(c, false)))
    .get('/bearer/me', (c) =>
      sendAccount(c, timingSafeEqualText(c.req.header('authorization'), `Bearer ${SANDBOX_KEY}`)),
    )
    .get('/query/me', (c) => sendAccount(c, timingSafeEqualText(c.req.query('api_key'), SANDBOX_KEY)))
    .get('/basic/me', (c) => {
      const token = Buffer.from(`${SANDBOX_USERNAME}:${SANDBOX_PASSWORD}`).toString('base64');
      return sendAccount(c, timingSafeEqualText(c.req.header('authorization'), `Basic ${token}`));
    })
    .get('/custom/me', (c) =>
      sendAccount(
        c,
        timingSafeEqualText(c.req.header('x-app-id'), SANDBOX_APP_ID) &&
          timingSafeEqualText(c.req.header('x-app-key'), SANDBOX_KEY),
      ),
    )
    .get('/workspaces/:workspace/me', (c) =>
      c.req.param('workspace') === SANDBOX_WORKSPACE
        ? sendAccount(c, hasKey(c))
        : c.json({ error: { message: 'There is no such workspace.' } }, 404),
    )
    .get('/slow/me', async (c) => {
      const asked = Number(c.req.query('ms') ?? SLOW_MS_DEFAULT);
      const ms = Number.isFinite(asked) ? Math.min(Math.max(asked, 0), SLOW_MS_MAX) : SLOW_MS_DEFAULT;
      await pause(c, ms / 1_000, state);
      return sendAccount(c, hasKey(c));
    })
    .get('/failing/me', (c) => c.json({ error: { message: 'This always fails.' } }, 500))
    .get('/limited/me', (c) =>
      c.json({ error: { message: 'Too many requests.' } }, 429, {
        'Retry-After': RETRY_AFTER_SECONDS,
      }),
    )
    .get('/down/me', (c) => {
      c.env.incoming.socket.destroy();
      return c.body(null);
    })
    .get('/hostile/me', (c) =>
      hasKey(c)
        ? c.json({ user: { email: HOSTILE_TEXT } })
        : c.json({ error: { message: `${HOSTILE_TEXT} ${c.req.header('x-api-key') ?? ''}` } }, 401),
    )
    .get('/two-hundred/me', (c) =>
      hasKey(c)
        ? c.json({ ok: true, user: { email: SANDBOX_ACCOUNT } })
        : c.json({ ok: false, error: { message: 'This key is wrong.' } }),
    );
}

function sendAccount(c: SandboxContext, known: boolean) {
  return known
    ? c.json({ user: { email: SANDBOX_ACCOUNT } })
    : c.json({ error: { message: 'These credentials are wrong.' } }, 401);
}

function hasKey(c: SandboxContext): boolean {
  return timingSafeEqualText(c.req.header('x-api-key'), SANDBOX_KEY);
}
