import { html } from 'hono/html';
import { appearanceRules } from '../../widget/protocol/appearance.ts';
import type { Appearance } from '../../widget/protocol/appearance.ts';
import { pickSentences } from '../../widget/protocol/chunks.ts';
import type { ViewChunk } from '../../widget/protocol/chunks.ts';
import { PAGE_SENTENCES_ID, PAGE_STATE_ID } from '../../widget/protocol/page-state.ts';
import type { PageState } from '../../widget/protocol/page-state.ts';
import type { Theme } from '../../widget/protocol/theme.ts';
import type { ContentCoding } from '../http/negotiation.ts';
import {
  contentSecurityPolicy,
  hashSource,
  jsonElement,
  scriptElement,
  styleElement,
} from '../http/security-headers.ts';
import { ASSETS_PATH } from './public-files.ts';
import type { PageAssets } from './page-assets.ts';
import { compressStart, joinCompressed } from './precompressed.ts';
import type { CompressedStart } from './precompressed.ts';

/** Who may frame a page: sources for `frame-ancestors`, or `anyone` for sandbox organizations. */
export type FramePolicy = readonly string[] | 'anyone';

/** One page of the product. */
export interface Page {
  /** State with those sentences that only this page needs. */
  readonly state: PageState;
  /** The views that the page shows first, which it contains. */
  readonly views: readonly ViewChunk[];
  /** The host may send its first message before the script of the page can read it. */
  readonly hostBegins: boolean;
  readonly theme: Theme;
  readonly framePolicy: FramePolicy;
  /** Design tokens of the organization, parsed. */
  readonly appearance: Appearance;
  /** Text of the page before its script runs, or if it never runs. */
  readonly title: string;
  readonly text: string;
  /** Title of the part for developers. */
  readonly reasonTitle: string;
  readonly requestId: string;
}

/** Body and headers of a page. */
export interface RenderedPage {
  readonly body: Buffer<ArrayBuffer>;
  readonly headers: Readonly<Record<string, string>>;
}

/** What all pages of a server share. */
export interface PageRendererOptions {
  readonly assets: PageAssets;
  readonly publicUrl: URL;
  /** Query parameters that pages remove from their address before anything else runs. */
  readonly secretParameters: readonly string[];
}

/**
 * Renders pages with the built widget. One response contains everything that a page shows first.
 *
 * A page has two parts. The first is the same for all pages with the same dialect, views, language and theme, so it is compressed
 * once. The second belongs to one page. It has no script, so the policy allows scripts by their hashes.
 */
export class PageRenderer {
  readonly #assets: PageAssets;
  readonly #cleaner: string;
  readonly #chunks: string;
  readonly #hashes = new Map<string, string>();
  readonly #headers = new Map<string, Readonly<Record<string, string>>>();
  readonly #starts = new Map<string, Promise<CompressedStart>>();

  constructor({ assets, publicUrl, secretParameters }: PageRendererOptions) {
    this.#assets = assets;
    this.#cleaner = removeParametersScript(secretParameters);
    this.#chunks = new URL(ASSETS_PATH, publicUrl).href;
  }

  async render(page: Page, coding: ContentCoding | undefined): Promise<RenderedPage> {
    const appearance = appearanceRules(page.appearance);
    const [start, end] = await Promise.all([this.#start(page, appearance), pageEnd(page, appearance)]);
    const body = joinCompressed(start, end.toString(), coding);
    return { body, headers: { ...this.#headersOf(page, appearance), ...(coding && { 'Content-Encoding': coding }) } };
  }

  /** Makes the headers once for all pages with the same scripts, styles and organization. */
  #headersOf(page: Page, appearance: string): Readonly<Record<string, string>> {
    const { state, views, framePolicy } = page;
    const parts = [state.kind, state.dialect, isApplication(state), ...views, appearance, frameAncestors(framePolicy)];
    const key = parts.join('\n');
    const known = this.#headers.get(key);
    if (known) return known;
    const headers = this.#makeHeaders(page, appearance);
    this.#headers.set(key, headers);
    return headers;
  }

  #makeHeaders(page: Page, appearance: string): Readonly<Record<string, string>> {
    const scripts = [this.#firstScript(page), ...this.#scripts(page)].map((script) => this.#hashOf(script));
    const styles = [this.#assets.styles, ...(appearance === '' ? [] : [appearance])];
    const policy = contentSecurityPolicy({
      'script-src': [...scripts, this.#chunks].join(' '),
      'style-src': styles.map((style) => this.#hashOf(style)).join(' '),
      'img-src': "'self' data:",
      'connect-src': "'self'",
      'form-action': "'self'",
      'require-trusted-types-for': "'script'",
      'trusted-types': 'lit-html',
      'frame-ancestors': frameAncestors(page.framePolicy),
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

  /** The modules of a page, in the order in which they run. */
  #scripts({ state, views }: Page): readonly string[] {
    const { script, tokenExchange, application, dialects, views: allViews } = this.#assets;
    const { kind, dialect } = state;
    return [
      script,
      // A portal also checks the views that a person opens with it.
      ...(kind === 'waiting' || isApplication(state) ? [tokenExchange] : []),
      ...(isApplication(state) ? [application] : []),
      ...(dialect === null ? [] : [dialects.get(dialect) ?? '']),
      ...views.map((view) => allViews[view]),
    ];
  }

  /** The script that runs before the page is parsed. */
  #firstScript({ hostBegins }: Page): string {
    return hostBegins ? this.#cleaner + KEEP_MESSAGES_SCRIPT : this.#cleaner;
  }

  /** Hashes each text once. There are few: scripts, styles, and one appearance for each organization. */
  #hashOf(text: string): string {
    const known = this.#hashes.get(text);
    if (known !== undefined) return known;
    const source = hashSource(text);
    this.#hashes.set(text, source);
    return source;
  }

  #start(page: Page, appearance: string): Promise<CompressedStart> {
    const { state, theme, views } = page;
    const hasText = isTextShared(page, appearance);
    const key = [state.locale, theme, state.kind, state.dialect, isApplication(state), hasText, ...views].join(' ');
    let start = this.#starts.get(key);
    if (!start) {
      start = this.#startText(page, hasText).then(compressStart);
      this.#starts.set(key, start);
    }
    return start;
  }

  async #startText(page: Page, hasText: boolean): Promise<string> {
    const { state, theme, views } = page;
    const { locale, kind } = state;
    const { locales, sentenceKeys, styles } = this.#assets;
    const sentences = locales.get(locale) ?? {};
    const keys = ['core', ...views].flatMap((part) => sentenceKeys[part] ?? []);
    // Prettier would close the elements that the second part closes.
    // prettier-ignore
    const start = await html`<!doctype html>
<html lang="${locale}" data-theme="${theme}">
<head>
<meta charset="utf-8">
${scriptElement(this.#firstScript(page), 'classic')}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="${theme === 'system' ? 'light dark' : theme}">
<link rel="icon" href="data:,">
${styleElement(styles)}
${jsonElement(PAGE_SENTENCES_ID, pickSentences(sentences, keys))}
${this.#scripts(page).map((script) => scriptElement(script, 'module'))}
${kind !== 'notice' && html`<title>${sentences['page.title']}</title>
</head>
<body>
<noscript><p>${sentences['page.noscript']}</p></noscript>
`}${hasText && pageText(page)}`;
    return start.toString();
  }
}

/** Keeps the messages that arrive before the modules run. The module of the dialect takes them. */
const KEEP_MESSAGES_SCRIPT = 'embedMessages=[];onmessage=e=>embedMessages.push(e);';

function isApplication(state: PageState): boolean {
  return state.kind !== 'notice' && state.app !== undefined;
}

/**
 * Whether the text of a page is the same for all pages with its language. The look of an organization comes before all
 * that it changes, so that nothing is painted without it.
 */
function isTextShared({ state }: Page, appearance: string): boolean {
  return state.kind !== 'notice' && appearance === '';
}

/** The part of a page that belongs to it alone. It closes the elements that the first part opened. */
function pageEnd(page: Page, appearance: string) {
  const { state, title } = page;
  const style = appearance !== '' && styleElement(appearance);
  const isNotice = state.kind === 'notice';
  // prettier-ignore
  return html`${isNotice && html`<title>${title}</title>`}${style}${isNotice && html`</head>
<body>
`}${!isTextShared(page, appearance) && pageText(page)}${jsonElement(PAGE_STATE_ID, withoutDefaults(state))}
</body>
</html>
`;
}

/** Leaves out of a state what the script of the page assumes: the sentences that many pages share, and a list of parents. */
function withoutDefaults({ translations, parent: { anyOrigin, ...parent }, ...state }: PageState) {
  return {
    ...state,
    parent: { ...parent, ...(anyOrigin && { anyOrigin }) },
    ...(Object.keys(translations).length > 0 && { translations }),
  };
}

/** What a page says without its script. */
function pageText({ state, title, text, reasonTitle, requestId }: Page) {
  const notice = state.kind === 'notice' && state;
  const code = notice && notice.code !== 'top_level' && notice.code;
  // Prettier would add white space, which each page would carry.
  // prettier-ignore
  return html`<embed-dialog>
<main>
<h1>${title}</h1>
<p>${text}</p>
${code && html`<p><code>${code}</code> · <code>${requestId}</code></p>`}
${notice && notice.reason && html`<details><summary>${reasonTitle}</summary><p lang="en">${notice.reason}</p></details>`}
</main>
</embed-dialog>
`;
}

/**
 * Script that removes parameters from the address. It is classic and inline, because modules run only after the whole
 * page was parsed.
 */
function removeParametersScript(parameters: readonly string[]): string {
  return `{let u=new URL(location);for(let n of ${JSON.stringify(parameters)})u.searchParams.delete(n);history.replaceState(null,"",u)}`;
}

/** Returns the sources for `frame-ancestors`, or `undefined` if every site may frame the page. */
function frameAncestors(framePolicy: FramePolicy): string | undefined {
  if (framePolicy === 'anyone') return undefined;
  return framePolicy.length > 0 ? framePolicy.join(' ') : "'none'";
}
