import { Hono } from 'hono';
import { html } from 'hono/html';
import type { AppEnv } from '../http/app-env.ts';
import { contentSecurityPolicy, hashSource, styleElement } from '../http/security-headers.ts';
import { preferredLocale, FALLBACK_LOCALE } from '../http/negotiation.ts';
import type { PageAssets } from './page-assets.ts';
import { StaticFile } from '../http/static-file.ts';

/**
 * Serves the page at the server's own address, for people who open it by hand.
 *
 * It is rendered once per language. If it were rendered for each request, any client could use up the server's memory.
 */
export function landingRoutes({ locales, windowStyles }: Pick<PageAssets, 'locales' | 'windowStyles'>) {
  const pages = new Map(
    [...locales].map(([locale, translations]) => [locale, landingPage(locale, translations, windowStyles)]),
  );
  const policy = contentSecurityPolicy({
    'style-src': hashSource(windowStyles),
    'img-src': 'data:',
  });
  return new Hono<AppEnv>().get('/', async (c) => {
    const preferences = { query: c.req.query('lang'), acceptLanguage: c.req.header('accept-language') };
    const locale = preferredLocale(preferences, pages);
    const page = await (pages.get(locale) ?? pages.get(FALLBACK_LOCALE));
    if (!page) throw new TypeError('There is no landing page in English.');
    const headers = { 'Content-Security-Policy': policy, 'Content-Language': locale, Vary: 'Accept-Language' };
    return page.respond(c, headers);
  });
}

async function landingPage(
  locale: string,
  translations: Readonly<Record<string, string>>,
  styles: string,
): Promise<StaticFile> {
  const [title, text] = [translations['problem.top_level.title'], translations['problem.top_level.text']];
  const page = await html`<!doctype html>
    <html lang="${locale}">
      <head>
        <meta charset="utf-8" />
        <title>${title}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="data:," />
        ${styleElement(styles)}
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          <p>${text}</p>
        </main>
      </body>
    </html>`;
  return new StaticFile(page.toString(), 'text/html; charset=utf-8');
}
