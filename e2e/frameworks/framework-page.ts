import { escapeHtml } from '../host-pages/escape-html.ts';
import { htmlPage } from '../host-pages/html-page.ts';

/** What a page made with a framework shows, and where its parts are. */
export interface FrameworkPage {
  /** Address of the script that `buildFrameworkPages` made. */
  readonly script: string;
  /** Address of the page to frame, without a token. */
  readonly src: string;
  /** Endpoint of the product that answers `{token}`. */
  readonly tokenUrl: string;
}

/** The page of a product that is made with a framework. Nothing in it is inline, so that it can stand under any policy. */
export function frameworkPage({ script, src, tokenUrl }: FrameworkPage): string {
  return htmlPage({
    head: `<link rel="icon" href="data:," />
    <script type="module" src="${escapeHtml(script)}"></script>`,
    body: `<div id="app" data-src="${escapeHtml(src)}" data-token-url="${escapeHtml(tokenUrl)}"></div>`,
  });
}
