/** The pages of one connection. Their addresses name no organization. */
const PAGES = /^\/(?:direct_link\/embedded\/connections?|embedded\/connection)\//;

/**
 * Name of the query parameter in which the page at an address wants its token. Only the token says whose page it is, so
 * there is nothing to frame without one. `undefined` for the pages of other systems.
 */
export function addressTokenParameter({ pathname }: URL): string | undefined {
  return PAGES.test(pathname) ? 'workato_dl_token' : undefined;
}
