import type { Context } from 'hono';
import { InvalidRequestError } from '../errors.ts';
import type { AppEnv } from './app-env.ts';
import { NATIVE } from './page-route.ts';
import type { PageDialect } from './page-route.ts';

/** Query parameter by which a host asks for another dialect than the route's own. */
const PARAMETER = 'dialect';

/** How pages speak natively on a route whose tokens come in this parameter. */
export function nativeDialect(tokenParameter: string): PageDialect {
  return { name: NATIVE, tokenParameter, fallback: 'each' };
}

/** What the page of a request speaks. An address that asks for a dialect there is not gets the route's own. */
export function requestedDialect(c: Context<AppEnv>, own: PageDialect): PageDialect {
  return c.req.query(PARAMETER) === NATIVE ? nativeDialect(own.tokenParameter) : own;
}

/** Throws `InvalidRequestError` when the address asks for anything but what every page can speak. */
export function rejectUnknownDialect(c: Context<AppEnv>): void {
  const requested = c.req.query(PARAMETER);
  if (requested !== undefined && requested !== NATIVE) throw new InvalidRequestError('There is no such dialect.');
}
