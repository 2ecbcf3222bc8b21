import type { Context } from 'hono';
import { InvalidRequestError } from '../errors.ts';
import type { AppEnv } from '../http/app-env.ts';
import { NATIVE } from './page-route.ts';
import type { PageDialect } from './page-route.ts';

/** Query parameter with which a host asks for another dialect than the route's own. */
const PARAMETER = 'dialect';

/** The native dialect on a route whose tokens are in this parameter. */
export function nativeDialect(tokenParameter: string): PageDialect {
  return { name: NATIVE, tokenParameter, fallback: 'each' };
}

/** Returns the dialect of a page. If the address asks for an unknown dialect, it is the route's own. */
export function requestedDialect(c: Context<AppEnv>, own: PageDialect): PageDialect {
  return c.req.query(PARAMETER) === NATIVE ? nativeDialect(own.tokenParameter) : own;
}

/** Throws `InvalidRequestError` if the address asks for another dialect than the native one. */
export function rejectUnknownDialect(c: Context<AppEnv>): void {
  const requested = c.req.query(PARAMETER);
  if (requested !== undefined && requested !== NATIVE) throw new InvalidRequestError('This dialect does not exist.');
}
