import type { Context } from 'hono';
import { html } from 'hono/html';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { appearanceRules } from '../../../widget/protocol/appearance.ts';
import type { OrganizationConfig } from '../../config/config.ts';
import { preferredCoding, preferredLocale } from '../../http/negotiation.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { contentSecurityPolicy, hashSource, scriptElement, styleElement } from '../../http/security-headers.ts';
import type { PageAssets } from '../page-assets.ts';
import { compressStart, joinCompressed } from '../precompressed.ts';
import type { CompressedStart } from '../precompressed.ts';
import { windowContent } from './window-content.ts';
import type { WindowPage } from './window-content.ts';

/** Classic and inline, because modules run only after the whole page was parsed. */
const REMOVE_QUERY_SCRIPT = 'history.replaceState(null,"",location.origin+location.pathname)';

/** What {@link WindowRenderer.respond} answers. */
export interface WindowPageOptions {
  readonly page: WindowPage;
  /** Colours and logo of the page, and its language if the dialog's is unknown. */
  readonly organization?: Pick<OrganizationConfig, 'appearance' | 'locale' | 'logo'> | undefined;
  /** BCP 47: the language of the dialog, if it is known. */
  readonly locale?: string | undefined;
  readonly status: ContentfulStatusCode;
  /** Serves the page sandboxed and without any script. */
  readonly sandboxed?: boolean;
}

/**
 * Renders pages for the window of a sign-in. Only the form for the code needs the script.
 *
 * No site can frame a page. A page repeats nothing of its address. Unless it is sandboxed, it removes the query from the
 * address before anything else runs. `securityHeaders` adds the headers that every answer has.
 *
 * Styles and scripts come first. They are the same in all pages with the same language, so they are compressed once.
 */
export class WindowRenderer {
  readonly #assets: Pick<PageAssets, 'locales' | 'windowScript' | 'windowStyles'>;
  readonly #scriptSources: string;
  readonly #styleSource: string;
  readonly #starts = new Map<string, Promise<CompressedStart>>();

  constructor(assets: Pick<PageAssets, 'locales' | 'windowScript' | 'windowStyles'>) {
    this.#assets = assets;
    this.#scriptSources = [REMOVE_QUERY_SCRIPT, assets.windowScript].map(hashSource).join(' ');
    this.#styleSource = hashSource(assets.windowStyles);
  }

  /** Answers with a page. Keeps the headers that the route set. */
  async respond(
    c: Context<AppEnv>,
    { page, organization, locale: requested, status, sandboxed = false }: WindowPageOptions,
  ): Promise<Response> {
    const { locales } = this.#assets;
    const preferences = {
      claim: requested,
      configured: organization?.locale,
      acceptLanguage: c.req.header('accept-language'),
    };
    const locale = preferredLocale(preferences, locales);
    const { title, main } = windowContent(page, {
      sentences: locales.get(locale) ?? {},
      requestId: c.var.requestId,
      logo: organization?.logo,
    });
    const appearance = appearanceRules(organization?.appearance ?? {});
    // The start opened the elements that this part closes.
    // prettier-ignore
    const end = html`${appearance !== '' && styleElement(appearance)}<title>${title}</title>
</head>
<body>
${main}
</body>
</html>
`;
    // No brotli, which could not compress the end: most of the page that asks for the code is its own.
    const coding = preferredCoding(c.req.header('accept-encoding'), ['gzip']);
    const body = joinCompressed(await this.#start(locale, sandboxed), (await end).toString(), coding);
    return c.body(body, status, {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Language': locale,
      Vary: 'Accept-Encoding, Accept-Language',
      ...(coding && { 'Content-Encoding': coding }),
      ...(sandboxed ? this.#sandboxedHeaders(appearance) : this.#headers(appearance)),
    });
  }

  #start(locale: string, sandboxed: boolean): Promise<CompressedStart> {
    const key = `${locale} ${sandboxed}`;
    const known = this.#starts.get(key);
    if (known) return known;
    const start = this.#startText(locale, sandboxed).then(compressStart);
    this.#starts.set(key, start);
    return start;
  }

  async #startText(locale: string, sandboxed: boolean): Promise<string> {
    const { windowScript, windowStyles } = this.#assets;
    // Prettier would close the elements that the end closes.
    // prettier-ignore
    const start = await html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
${!sandboxed && scriptElement(REMOVE_QUERY_SCRIPT, 'classic')}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
${styleElement(windowStyles)}
${!sandboxed && scriptElement(windowScript, 'module')}
`;
    return start.toString();
  }

  /**
   * Headers of a sandboxed page. It has no `Cross-Origin-Opener-Policy`: browsers refuse to load a sandboxed page with
   * one (HTML, "navigation params").
   */
  #sandboxedHeaders(appearance: string): Record<string, string> {
    const policy = contentSecurityPolicy({
      sandbox: '',
      'style-src': this.#styleSources(appearance),
      'img-src': "'self' data:",
    });
    return { 'Content-Security-Policy': policy };
  }

  /** Headers of a page with a script. No form can be submitted: the script sends the code. */
  #headers(appearance: string): Record<string, string> {
    const policy = contentSecurityPolicy({
      'script-src': this.#scriptSources,
      'style-src': this.#styleSources(appearance),
      'img-src': "'self' data:",
      'connect-src': "'self'",
      'require-trusted-types-for': "'script'",
      'trusted-types': "'none'",
    });
    return {
      'Content-Security-Policy': policy,
      // The window that opened this one can neither navigate it nor read it.
      'Cross-Origin-Opener-Policy': 'same-origin',
    };
  }

  #styleSources(appearance: string): string {
    return appearance === '' ? this.#styleSource : `${this.#styleSource} ${hashSource(appearance)}`;
  }
}
