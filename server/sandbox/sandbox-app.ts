import { timingSafeEqual } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { Hono } from 'hono';

import {
  SANDBOX_ACCOUNT,
  SANDBOX_APP_ID,
  SANDBOX_KEY,
  SANDBOX_PASSWORD,
  SANDBOX_USERNAME,
  SANDBOX_WORKSPACE,
} from './keys.ts';
import { sandboxPage } from './sandbox-page.ts';

/** Longer than a person expects, shorter than the server waits. */
const SLOW_MS_DEFAULT = 4_000;
const SLOW_MS_MAX = 60_000;

/** Markup, a line break, a null, a reversal of reading order and far too much of it. */
const HOSTILE_ACCOUNT = `<img src=x onerror="alert(1)">\r\n\0\u202egnp.exe\u202c ${'A'.repeat(5_000)}`;

type SandboxContext = Context<{ Bindings: HttpBindings }>;

/**
 * A small external system that can be told apart from no real one: it takes one key, refuses others, and has an
 * address for each way in which systems misbehave.
 *
 * @param stopping Ends the slow answers.
 */
export function sandboxApp(stopping: AbortSignal) {
  return new Hono<{ Bindings: HttpBindings }>()
    .get('/', (c) => c.html(sandboxPage()))
    .get('/me', (c) => whoAmI(c, hasKey(c)))
    .get('/bearer/me', (c) => whoAmI(c, isSame(c.req.header('authorization'), `Bearer ${SANDBOX_KEY}`)))
    .get('/query/me', (c) => whoAmI(c, isSame(c.req.query('api_key'), SANDBOX_KEY)))
    .get('/basic/me', (c) => {
      const token = Buffer.from(`${SANDBOX_USERNAME}:${SANDBOX_PASSWORD}`).toString('base64');
      return whoAmI(c, isSame(c.req.header('authorization'), `Basic ${token}`));
    })
    .get('/custom/me', (c) =>
      whoAmI(c, isSame(c.req.header('x-app-id'), SANDBOX_APP_ID) && isSame(c.req.header('x-app-key'), SANDBOX_KEY)),
    )
    .get('/workspaces/:workspace/me', (c) =>
      c.req.param('workspace') === SANDBOX_WORKSPACE
        ? whoAmI(c, hasKey(c))
        : c.json({ error: { message: 'There is no such workspace.' } }, 404),
    )
    .get('/slow/me', async (c) => {
      const asked = Number(c.req.query('ms') ?? SLOW_MS_DEFAULT);
      const ms = Number.isFinite(asked) ? Math.min(Math.max(asked, 0), SLOW_MS_MAX) : SLOW_MS_DEFAULT;
      await delay(ms, undefined, { signal: AbortSignal.any([stopping, c.req.raw.signal]) }).catch(() => undefined);
      return whoAmI(c, hasKey(c));
    })
    .get('/failing/me', (c) => c.json({ error: { message: 'This always fails.' } }, 500))
    .get('/limited/me', (c) => c.json({ error: { message: 'Too many requests.' } }, 429, { 'Retry-After': '30' }))
    .get('/down/me', (c) => {
      c.env.incoming.socket.destroy();
      return c.body(null);
    })
    .get('/hostile/me', (c) =>
      hasKey(c)
        ? c.json({ user: { email: HOSTILE_ACCOUNT } })
        : c.json({ error: { message: `${HOSTILE_ACCOUNT} ${c.req.header('x-api-key') ?? ''}` } }, 401),
    )
    .get('/two-hundred/me', (c) =>
      hasKey(c)
        ? c.json({ ok: true, user: { email: SANDBOX_ACCOUNT } })
        : c.json({ ok: false, error: { message: 'This key is wrong.' } }),
    );
}

function whoAmI(c: SandboxContext, known: boolean) {
  return known
    ? c.json({ user: { email: SANDBOX_ACCOUNT } })
    : c.json({ error: { message: 'These credentials are wrong.' } }, 401);
}

function hasKey(c: SandboxContext): boolean {
  return isSame(c.req.header('x-api-key'), SANDBOX_KEY);
}

function isSame(sent: string | undefined, expected: string): boolean {
  const bytes = Buffer.from(sent ?? '');
  const right = Buffer.from(expected);
  return bytes.length === right.length && timingSafeEqual(bytes, right);
}
