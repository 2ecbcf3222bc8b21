/** The pages of one connection. Their addresses name no organization. */
const CONNECTION_PAGE_PATHS = /^\/(?:direct_link\/embedded\/connections?|embedded\/connection)\//;

/**
 * Name of the query parameter in which the page at an address wants its token. Only the token says whose page it is, so
 * there is nothing to frame without one. `undefined` for the pages of other dialects.
 */
export function urlTokenParameter({ pathname }: URL): string | undefined {
  return CONNECTION_PAGE_PATHS.test(pathname) ? 'workato_dl_token' : undefined;
}
