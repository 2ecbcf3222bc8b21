import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { BrowserMarks } from '../flows/sign-in/browser-mark.ts';
import { FLOW_SECONDS } from '../flows/sign-in/offer-flow.ts';
import type { AppEnv } from './app-env.ts';

/** Sign-ins that one browser can have under way: beyond, headers would grow too long. */
const COOKIES_MAX = 10;

const COOKIE = /^(?:__Host-)?flow-(\d{1,16})$/;

/**
 * Marks a browser as the one that may go on with a flow. The oldest marks give way.
 *
 * The name with `__Host-` keeps other hosts of the same domain from setting it. WebKit drops such cookies, and all that
 * are `Secure`, on `http://127.0.0.1`: there they go without.
 */
export function markBrowser(
  c: Context<AppEnv>,
  { flowId, mark, https }: { readonly flowId: number; readonly mark: string; readonly https: boolean },
): void {
  const options = { path: '/', httpOnly: true, sameSite: 'Lax', secure: https } as const;
  const known = Object.keys(getCookie(c))
    .flatMap((name) => {
      const [, id] = COOKIE.exec(name) ?? [];
      return id === undefined ? [] : [{ name, id: Number(id) }];
    })
    .sort((one, other) => other.id - one.id);
  for (const { name } of known.slice(COOKIES_MAX - 1)) setCookie(c, name, '', { ...options, maxAge: 0 });
  setCookie(c, cookieName(flowId, https), mark, { ...options, maxAge: FLOW_SECONDS });
}

/** The marks that a browser has sent along. */
export function browserMarks(c: Context<AppEnv>, { https }: { readonly https: boolean }): BrowserMarks {
  return (flowId) => getCookie(c, cookieName(flowId, https));
}

function cookieName(flowId: number, https: boolean): string {
  return `${https ? '__Host-' : ''}flow-${flowId}`;
}
