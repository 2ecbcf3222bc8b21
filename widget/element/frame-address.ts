import { urlTokenParameter } from '../dialects/url-token-parameter.ts';
import type { Presentation } from '../protocol/host-command.ts';
import { TOKEN_PARAMETER } from '../protocol/token-parameter.ts';

/** The address of a frame, and what the tag knows about it. */
export interface FrameAddress {
  readonly url: URL;
  /** The host has put a token into the address. */
  readonly hasToken: boolean;
  /** Query parameter that carries the page's token. `undefined`: the page takes its token by message. */
  readonly tokenParameter: string | undefined;
  /** The page is a portal, which may show a public list without a token. */
  readonly isPortal: boolean;
}

/** A portal, or one of its integrations. */
const PORTAL_PATH = /^\/[^/]+(\/integrations\/[^/]+)?\/?$/;

/**
 * Makes the address of the frame from `src`. It asks for the native dialect, which the tag understands.
 *
 * `undefined` if the scheme of `src` is not http or https. `javascript:` would run in the host page.
 */
export function frameAddress(
  src: string | null | undefined,
  base: string,
  { theme, locale }: Presentation,
): FrameAddress | undefined {
  if (!src || !URL.canParse(src, base)) return undefined;
  const url = new URL(src, base);
  if (!/^https?:/.test(url.protocol)) return undefined;
  const { searchParams } = url;
  searchParams.set('dialect', 'native');
  if (theme) searchParams.set('theme', theme);
  if (locale) searchParams.set('lang', locale);
  const tokenParameter = urlTokenParameter(url);
  return {
    url,
    hasToken: searchParams.has(tokenParameter ?? TOKEN_PARAMETER),
    tokenParameter,
    isPortal: PORTAL_PATH.test(url.pathname),
  };
}
