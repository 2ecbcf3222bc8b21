/** Paths of Workato's connection pages, which name no organization. */
const CONNECTION_PAGE_PATHS = /^\/(?:direct_link\/embedded\/connections?|embedded\/connection)\//;

/**
 * The query parameter in which a page takes its token, if it needs the token in the URL. Only the token identifies the
 * organization of such a page. `undefined` for all other pages.
 */
export function urlTokenParameter({ pathname }: URL): string | undefined {
  return CONNECTION_PAGE_PATHS.test(pathname) ? 'workato_dl_token' : undefined;
}
