import { escapeHtml } from '../host-pages/escape-html.ts';
import { htmlPage } from '../host-pages/html-page.ts';

/** What {@link frameworkPage} needs to know. */
export interface FrameworkPage {
  /** Address of the script that `buildFrameworkPages` made. */
  readonly script: string;
  /** Address of the page to frame, without a token. */
  readonly src: string;
  /** The product's endpoint that responds with `{token}`. */
  readonly tokenUrl: string;
}

/**
 * A product's page that is made with a framework. It has no inline code, so it works under any content security policy.
 */
export function frameworkPage({ script, src, tokenUrl }: FrameworkPage): string {
  return htmlPage({
    head: `<link rel="icon" href="data:," />
    <script type="module" src="${escapeHtml(script)}"></script>`,
    body: `<div id="app" data-src="${escapeHtml(src)}" data-token-url="${escapeHtml(tokenUrl)}"></div>`,
  });
}
