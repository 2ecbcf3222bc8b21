import { randomBytes } from 'node:crypto';
import { PAGE_STATE_ID } from '../../widget/protocol/page-state.ts';
import type { PageState } from '../../widget/protocol/page-state.ts';
import { appearanceRule } from './appearance-rule.ts';
import { deflateOnce, deflatePart, joinGzip } from './joined-gzip.ts';
import type { DeflatedPart } from './joined-gzip.ts';
import type { PageAssets } from './page-assets.ts';

const NONCE_BYTES = 16;

/** Who may frame a page: sources for `frame-ancestors`, or `anyone`, which is what sandbox organizations ask for. */
export type FramePolicy = readonly string[] | 'anyone';

/** One page of the product. */
export interface Page {
  readonly state: PageState;
  readonly framePolicy: FramePolicy;
  /** Design tokens of the organization, parsed. */
  readonly appearance: Readonly<Record<string, string>>;
  /** Query parameters to take out of the address before anything else runs. */
  readonly secretParameters: readonly string[];
  /** What stands in the page until its script runs, or when it never does. */
  readonly title: string;
  readonly text: string;
  /** For readers without a script. */
  readonly noscript: string;
  readonly requestId: string;
}

/** Body and headers of a page. */
export interface RenderedPage {
  readonly body: string | Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** Renders pages around the built widget: everything in one answer. */
export class PageRenderer {
  readonly #styles: DeflatedPart;
  readonly #script: DeflatedPart;

  constructor(assets: PageAssets) {
    this.#styles = deflatePart(assets.styles);
    this.#script = deflatePart(assets.script);
  }

  render(page: Page, { gzip }: { gzip: boolean }): RenderedPage {
    const nonce = randomBytes(NONCE_BYTES).toString('base64');
    const headers = pageHeaders(nonce, page.framePolicy);
    const [head, middle, end] = pageTexts(page, nonce);
    if (!gzip) {
      return { body: [head, this.#styles.text, middle, this.#script.text, end].join(''), headers };
    }
    const body = joinGzip([deflateOnce(head), this.#styles, deflateOnce(middle), this.#script, deflateOnce(end)]);
    return { body, headers: { ...headers, 'Content-Encoding': 'gzip' } };
  }
}

/** The parts of a page before the style sheet, between it and the script, and after. */
function pageTexts({ state, title, text, noscript, appearance, secretParameters, requestId }: Page, nonce: string) {
  const code = state.kind === 'notice' && state.code !== 'top_level' ? state.code : '';
  const head = `<!doctype html>
<html lang="${escapeHtml(state.locale)}" data-theme="${state.theme}">
<head>
<meta charset="utf-8">
<script nonce="${nonce}">${addressCleaner(secretParameters)}</script>
<title>${escapeHtml(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="${state.theme === 'system' ? 'light dark' : state.theme}">
<link rel="icon" href="data:,">
<style nonce="${nonce}">`;
  const middle = `${appearanceRule(appearance)}</style>
</head>
<body>
<embed-dialog>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(text)}</p>
${noscript && `<noscript><p>${escapeHtml(noscript)}</p></noscript>`}
${code && `<p><code>${code}</code> · <code>${escapeHtml(requestId)}</code></p>`}
</embed-dialog>
<script type="application/json" id="${PAGE_STATE_ID}">${jsonForScript(state)}</script>
<script type="module" nonce="${nonce}">`;
  return [head, middle, '</script>\n</body>\n</html>\n'] as const;
}

/** Classic and inline, because modules run only after the whole page was parsed. */
function addressCleaner(parameters: readonly string[]): string {
  return `(function(){var u=new URL(location.href);${JSON.stringify(parameters)}.forEach(function(n){u.searchParams.delete(n)});history.replaceState(null,"",u.pathname+u.search+u.hash)})()`;
}

/** No `<` can end the script or open a comment in it. */
function jsonForScript(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

const HTML_ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => HTML_ESCAPES[sign] ?? sign);
}

function pageHeaders(nonce: string, framePolicy: FramePolicy): Record<string, string> {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "require-trusted-types-for 'script'",
    'trusted-types lit-html',
    ...frameAncestors(framePolicy),
  ];
  return {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': policy.join('; '),
    // Hosts with COEP refuse a frame without these two.
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Cross-Origin-Resource-Policy': 'cross-origin',
    Vary: 'Accept-Encoding',
  };
}

function frameAncestors(framePolicy: FramePolicy): string[] {
  if (framePolicy === 'anyone') return [];
  return [`frame-ancestors ${framePolicy.length > 0 ? framePolicy.join(' ') : "'none'"}`];
}
