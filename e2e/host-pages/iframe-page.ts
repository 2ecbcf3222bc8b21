import { escapeHtml } from './escape-html.ts';
import { htmlPage } from './html-page.ts';

/** Options of {@link iframePage}. */
export interface IframePage {
  /** The host code that the page runs. */
  readonly hostScript: 'workato' | 'pandium' | 'superblocks';
  /** Address of the iframe, with its token. */
  readonly src: string;
  /** CSS pixels. Default: the width of the window. */
  readonly width?: number;
  readonly theme?: 'light' | 'dark' | 'light dark';
  /** What the host code sends to the page, as JSON in `data-embed`. */
  readonly embed?: unknown;
  /** The iframe is hidden until the host code shows it. */
  readonly hidden?: boolean;
}

/** Renders a host page with an iframe and the host code that an embed system documents. */
export function iframePage({ hostScript, src, width, theme = 'light', hidden = false, embed }: IframePage): string {
  return htmlPage({
    head: `<style>
      html { color-scheme: ${theme}; }
      body { margin: 0; background: light-dark(#fff, #15181d); color: light-dark(#111, #eee); }
      header { padding: 8px; font: 14px sans-serif; }
      iframe:not([hidden]) { display: block; }
      iframe { border: 0; width: ${width === undefined ? '100%' : `${width}px`}; height: 40px; }
    </style>
    <script src="/${hostScript}-host.js"></script>`,
    body: `<header>Acme: <span data-status>unknown</span></header>
    <iframe data-widget${hidden ? ' hidden' : ''}${embed === undefined ? '' : ` data-embed="${escapeHtml(JSON.stringify(embed))}"`} title="Connection" src="${escapeHtml(src)}"></iframe>`,
  });
}
