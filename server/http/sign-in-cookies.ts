import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { BrowserBindings } from '../sign-in/browser-binding.ts';
import { SIGN_IN_LIFETIME_SECONDS } from '../sign-in/create-sign-in.ts';
import type { AppEnv } from './app-env.ts';

/** Maximum number of pending sign-ins in one browser. With more of them the headers would grow too long. */
const MAX_COOKIES = 10;

const COOKIE_PATTERN = /^(?:__Host-)?flow-(\d{1,16})$/;

/**
 * Sets the cookie that binds a sign-in to this browser. The oldest of these cookies are removed.
 *
 * The prefix `__Host-` keeps other hosts of the same domain from setting the cookie. WebKit drops cookies with this
 * prefix, and all cookies with `Secure`, on `http://127.0.0.1`. There the cookie has neither.
 */
export function setBindingCookie(
  c: Context<AppEnv>,
  {
    signInId,
    bindingToken,
    https,
  }: { readonly signInId: number; readonly bindingToken: string; readonly https: boolean },
): void {
  const options = { path: '/', httpOnly: true, sameSite: 'Lax', secure: https } as const;
  const known = Object.keys(getCookie(c))
    .flatMap((name) => {
      const [, id] = COOKIE_PATTERN.exec(name) ?? [];
      return id === undefined ? [] : [{ name, id: Number(id) }];
    })
    .sort((one, other) => other.id - one.id);
  for (const { name } of known.slice(MAX_COOKIES - 1)) setCookie(c, name, '', { ...options, maxAge: 0 });
  setCookie(c, cookieName(signInId, https), bindingToken, { ...options, maxAge: SIGN_IN_LIFETIME_SECONDS });
}

/** Reads the browser bindings that a request sent. */
export function readBrowserBindings(c: Context<AppEnv>, { https }: { readonly https: boolean }): BrowserBindings {
  return (signInId) => getCookie(c, cookieName(signInId, https));
}

function cookieName(signInId: number, https: boolean): string {
  return `${https ? '__Host-' : ''}flow-${signInId}`;
}
