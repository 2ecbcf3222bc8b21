import { randomBytes } from 'node:crypto';
import { DIALOG_SCRIPTS } from '../../widget/protocol/dialog-script.ts';
import type { DialogScript } from '../../widget/protocol/dialog-script.ts';
import { pageTranslations } from '../../widget/protocol/page-translations.ts';
import { PAGE_STATE_ID } from '../../widget/protocol/page-state.ts';
import { type Appearance, appearanceRules } from '../../widget/protocol/appearance.ts';
import type { PageState } from '../../widget/protocol/page-state.ts';
import { contentSecurityPolicy } from '../http/content-security-policy.ts';
import { escapeHtml } from '../http/escape-html.ts';
import { deflateBlock, precompress, joinPrecompressed } from './precompressed.ts';
import type { PrecompressedPart } from './precompressed.ts';
import type { PageAssets } from './page-assets.ts';

const NONCE_BYTES = 16;

/** Who may frame a page: sources for `frame-ancestors`, or `anyone` for sandbox organizations. */
export type FramePolicy = readonly string[] | 'anyone';

/** One page of the product. */
export interface Page {
  /** State with every sentence of its language. The page contains only those that it may need. */
  readonly state: PageState;
  /** The script of the page, which decides the steps that it can show. */
  readonly script: DialogScript;
  readonly framePolicy: FramePolicy;
  /** Design tokens of the organization, parsed. */
  readonly appearance: Appearance;
  /** Query parameters that the page removes from its address before anything else runs. */
  readonly secretParameters: readonly string[];
  /** Text of the page before its script runs, or if it never runs. */
  readonly title: string;
  readonly text: string;
  /** Text for browsers without JavaScript. */
  readonly noscript: string;
  readonly requestId: string;
}

/** Body and headers of a page. */
export interface RenderedPage {
  readonly body: string | Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** Renders pages with the built widget. One response contains everything. */
export class PageRenderer {
  readonly #styles: PrecompressedPart;
  readonly #scripts: ReadonlyMap<DialogScript, PrecompressedPart>;
  /** Sentences as JSON, by language and by the kind of page that contains them. */
  readonly #translations = new Map<string, PrecompressedPart>();

  /** Compresses the parts that all pages share once. */
  constructor(assets: PageAssets) {
    this.#styles = precompress(assets.styles);
    this.#scripts = new Map(DIALOG_SCRIPTS.map((name) => [name, precompress(assets.scripts[name])]));
  }

  render(page: Page, { gzip }: { gzip: boolean }): RenderedPage {
    const nonce = randomBytes(NONCE_BYTES).toString('base64');
    const headers = pageHeaders(nonce, page.framePolicy);
    const shared = [this.#styles, this.#translationsOf(page), this.#scriptOf(page)];
    const own = pageFragments(page, nonce);
    if (!gzip) {
      const texts = shared.map(({ text }) => text.toString());
      return { body: interleave(own, texts).join(''), headers };
    }
    const body = joinPrecompressed(interleave(own.map(deflateBlock), shared));
    return { body, headers: { ...headers, 'Content-Encoding': 'gzip' } };
  }

  #scriptOf({ script }: Page): PrecompressedPart {
    const part = this.#scripts.get(script);
    if (!part) throw new TypeError(`There is no script for ${script}.`);
    return part;
  }

  /**
   * Returns the sentences of a page. Few kinds of pages and few notice codes exist, so each set is compressed only
   * once.
   */
  #translationsOf({ state, script }: Page): PrecompressedPart {
    const key = [state.locale, state.kind, state.dialect, script, state.kind === 'notice' && state.code].join(' ');
    const known = this.#translations.get(key);
    if (known) return known;
    const part = precompress(jsonForScript(pageTranslations({ ...state, script }, state.translations)));
    this.#translations.set(key, part);
    return part;
  }
}

/** Joins two lists by taking one item of each in turn, until the longer list ends. */
function interleave<T>(own: readonly T[], shared: readonly T[]): T[] {
  return own.flatMap((part, index) => [part, ...shared.slice(index, index + 1)]);
}

/**
 * The parts that belong to one page only: before the styles, before the sentences, before the script, and at the end.
 */
function pageFragments({ state, title, text, noscript, appearance, secretParameters, requestId }: Page, nonce: string) {
  const reason = state.kind === 'notice' ? (state.reason ?? '') : '';
  const code = state.kind === 'notice' && state.code !== 'top_level' ? state.code : '';
  const head = `<!doctype html>
<html lang="${escapeHtml(state.locale)}" data-theme="${state.theme}">
<head>
<meta charset="utf-8">
<script nonce="${nonce}">${removeParametersScript(secretParameters)}</script>
<title>${escapeHtml(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="${state.theme === 'system' ? 'light dark' : state.theme}">
<link rel="icon" href="data:,">
<style nonce="${nonce}">`;
  const ownState = { ...state, translations: undefined };
  const body = `${appearanceRules(appearance)}</style>
</head>
<body>
<embed-dialog>
<main>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(text)}</p>
${noscript && `<noscript><p>${escapeHtml(noscript)}</p></noscript>`}
${code && `<p><code>${code}</code> · <code>${escapeHtml(requestId)}</code></p>`}
${reason && `<details><summary>${escapeHtml(state.translations['problem.developers'] ?? '')}</summary><p lang="en">${escapeHtml(reason)}</p></details>`}
</main>
</embed-dialog>
<script type="application/json" id="${PAGE_STATE_ID}">${jsonForScript(ownState).slice(0, -1)},"translations":`;
  const beforeScript = `}</script>
<script type="module" nonce="${nonce}">`;
  return [head, body, beforeScript, '</script>\n</body>\n</html>\n'];
}

/**
 * Script that removes parameters from the address. It is classic and inline, because modules run only after the whole
 * page was parsed.
 */
function removeParametersScript(parameters: readonly string[]): string {
  return `(function(){var u=new URL(location.href);${JSON.stringify(parameters)}.forEach(function(n){u.searchParams.delete(n)});history.replaceState(null,"",u)})()`;
}

/** Writes JSON for a script element. Without `<`, the JSON can neither end the script nor open a comment in it. */
function jsonForScript(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

function pageHeaders(nonce: string, framePolicy: FramePolicy): Record<string, string> {
  const policy = contentSecurityPolicy({
    'script-src': `'nonce-${nonce}' 'strict-dynamic'`,
    'style-src': `'nonce-${nonce}'`,
    'img-src': "'self' data:",
    'connect-src': "'self'",
    'form-action': "'self'",
    'require-trusted-types-for': "'script'",
    'trusted-types': 'lit-html',
    'frame-ancestors': frameAncestors(framePolicy),
  });
  return {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': policy,
    // Hosts with COEP load a frame only if its page has these two headers.
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Cross-Origin-Resource-Policy': 'cross-origin',
    Vary: 'Accept-Encoding',
  };
}

/** Returns the sources for `frame-ancestors`, or `undefined` if every site may frame the page. */
function frameAncestors(framePolicy: FramePolicy): string | undefined {
  if (framePolicy === 'anyone') return undefined;
  return framePolicy.length > 0 ? framePolicy.join(' ') : "'none'";
}
