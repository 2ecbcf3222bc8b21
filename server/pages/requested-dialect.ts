import type { Context } from 'hono';
import { InvalidRequestError } from '../errors.ts';
import type { AppEnv } from '../http/app-env.ts';
import type { PageDialect, PageDialects } from './page-dialect.ts';

/** Query parameter with which a host asks for another dialect than the route's own. */
const PARAMETER = 'dialect';

/** Returns the dialect of a page. If the address asks for an unknown dialect, it is the route's own. */
export function requestedDialect(c: Context<AppEnv>, own: PageDialect, { everyPage }: PageDialects): PageDialect {
  return c.req.query(PARAMETER) === everyPage.name ? everyPage : own;
}

/** Throws `InvalidRequestError` if the address asks for a dialect that pages do not speak on request. */
export function rejectUnknownDialect(c: Context<AppEnv>, { everyPage }: PageDialects): void {
  const requested = c.req.query(PARAMETER);
  if (requested !== undefined && requested !== everyPage.name)
    throw new InvalidRequestError('This dialect does not exist.');
}
