import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import type { AppEnv } from '../http/app-env.ts';
import { contentSecurityPolicy } from '../http/content-security-policy.ts';
import { escapeHtml } from '../http/escape-html.ts';
import { preferredLocale, FALLBACK_LOCALE } from '../http/locale.ts';
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
    'style-src': `'sha256-${createHash('sha256').update(windowStyles).digest('base64')}'`,
    'img-src': 'data:',
  });
  return new Hono<AppEnv>().get('/', (c) => {
    const preferences = { query: c.req.query('lang'), acceptLanguage: c.req.header('accept-language') };
    const locale = preferredLocale(preferences, pages);
    const page = pages.get(locale) ?? pages.get(FALLBACK_LOCALE);
    if (!page) throw new TypeError('There is no landing page in English.');
    const headers = { 'Content-Security-Policy': policy, 'Content-Language': locale, Vary: 'Accept-Language' };
    return page.respond(c, headers);
  });
}

function landingPage(locale: string, translations: Readonly<Record<string, string>>, styles: string): StaticFile {
  const translate = (name: string) => escapeHtml(translations[`problem.top_level.${name}`] ?? '');
  const html = `<!doctype html>
<html lang="${escapeHtml(locale)}">
<head>
<meta charset="utf-8">
<title>${translate('title')}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<style>${styles}</style>
</head>
<body>
<main>
<h1>${translate('title')}</h1>
<p>${translate('text')}</p>
</main>
</body>
</html>
`;
  return new StaticFile(html, 'text/html; charset=utf-8');
}
