import { appearanceRules } from '../../../widget/protocol/appearance.ts';
import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { OrganizationConfig } from '../../config/config.ts';
import { preferredCoding } from '../../http/accept-encoding.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { contentSecurityPolicy } from '../../http/content-security-policy.ts';
import { escapeHtml } from '../../http/escape-html.ts';
import { preferredLocale } from '../../http/locale.ts';
import type { PageDeps } from '../page-route.ts';
import { windowMarkup, windowTitle } from './window-markup.ts';
import type { WindowPage } from './window-markup.ts';
import { WindowText } from './window-text.ts';

const NONCE_BYTES = 16;

/** Classic and inline, because modules run only after the whole page was parsed. */
const REMOVE_QUERY_SCRIPT = 'history.replaceState(null,"",location.origin+location.pathname)';

const PAGE_HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  Vary: 'Accept-Encoding, Accept-Language',
};

/** What {@link windowPage} answers. */
export interface WindowPageOptions {
  readonly page: WindowPage;
  /** Colours of the page, and its language if the dialog's is unknown. */
  readonly organization?: Pick<OrganizationConfig, 'appearance' | 'locale'> | undefined;
  /** BCP 47: the language of the dialog, if it is known. */
  readonly locale?: string | undefined;
  readonly status: ContentfulStatusCode;
  /** Serves the page sandboxed and without any script. */
  readonly sandboxed?: boolean;
}

/**
 * Renders a page for the window of a sign-in. Only the form for the code needs the script.
 *
 * No site can frame the page. The page repeats nothing of its address. Unless it is sandboxed, it removes the query
 * from the address before anything else runs. `securityHeaders` adds the headers that every answer has.
 */
export function windowPage(
  { assets }: Pick<PageDeps, 'assets'>,
  c: Context<AppEnv>,
  { page, organization, locale: requested, status, sandboxed = false }: WindowPageOptions,
): Response {
  const preferences = {
    claim: requested,
    configured: organization?.locale,
    acceptLanguage: c.req.header('accept-language'),
  };
  const locale = preferredLocale(preferences, assets.locales);
  const context = { texts: new WindowText(assets.locales.get(locale) ?? {}), requestId: c.var.requestId };
  const nonce = randomBytes(NONCE_BYTES).toString('base64');
  const html = `<!doctype html>
<html lang="${escapeHtml(locale)}">
<head>
<meta charset="utf-8">${sandboxed ? '' : `\n<script nonce="${nonce}">${REMOVE_QUERY_SCRIPT}</script>`}
<title>${escapeHtml(windowTitle(page, context))}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<style nonce="${nonce}">${assets.windowStyles}${appearanceRules(organization?.appearance ?? {})}</style>
</head>
<body>
${windowMarkup(page, context)}${sandboxed ? '' : `\n<script type="module" nonce="${nonce}">${assets.windowScript}</script>`}
</body>
</html>
`;
  const headers = { ...(sandboxed ? sandboxedHeaders(nonce) : windowHeaders(nonce)), 'Content-Language': locale };
  if (preferredCoding(c.req.header('accept-encoding'), ['gzip']) !== 'gzip') return c.body(html, status, headers);
  return c.body(new Uint8Array(gzipSync(html)), status, { ...headers, 'Content-Encoding': 'gzip' });
}

/**
 * Headers of a sandboxed page. It has no `Cross-Origin-Opener-Policy`: browsers refuse to load a sandboxed page with
 * one (HTML, "navigation params").
 */
function sandboxedHeaders(nonce: string): Record<string, string> {
  const policy = contentSecurityPolicy({ sandbox: '', 'style-src': `'nonce-${nonce}'`, 'img-src': 'data:' });
  return { ...PAGE_HEADERS, 'Content-Security-Policy': policy };
}

/** Headers of a page with a script. No form can be submitted: the script sends the code. */
function windowHeaders(nonce: string): Record<string, string> {
  const policy = contentSecurityPolicy({
    'script-src': `'nonce-${nonce}'`,
    'style-src': `'nonce-${nonce}'`,
    'img-src': 'data:',
    'connect-src': "'self'",
    'require-trusted-types-for': "'script'",
    'trusted-types': "'none'",
  });
  return {
    ...PAGE_HEADERS,
    'Content-Security-Policy': policy,
    // The window that opened this one can neither navigate it nor read it.
    'Cross-Origin-Opener-Policy': 'same-origin',
  };
}
