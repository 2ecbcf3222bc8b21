import { urlTokenParameter } from '../dialects/url-token-parameter.ts';
import type { Presentation } from '../protocol/host-command.ts';
import { TOKEN_PARAMETER } from '../protocol/token-parameter.ts';

/** Where the frame is loaded from. */
export interface FrameAddress {
  readonly url: URL;
  /** There is a token in it, which the host has put there. */
  readonly hasToken: boolean;
  /** Query parameter in which the page wants its token. `undefined`: it takes it by message. */
  readonly tokenParameter: string | undefined;
}

/**
 * Makes the address of the frame out of `src`: a page that speaks the messages of the tag.
 *
 * `undefined` where `src` is none of http or https, such as `javascript:`, which would run in the host page.
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
  return { url, hasToken: searchParams.has(tokenParameter ?? TOKEN_PARAMETER), tokenParameter };
}
