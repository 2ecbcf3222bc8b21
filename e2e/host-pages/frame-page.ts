import { escapeHtml } from './escape-html.ts';
import { htmlPage } from './html-page.ts';

/** How a product's page embeds the widget. */
export interface FramePage {
  /** Which host code of this folder listens. */
  readonly hostScript: 'workato' | 'pandium';
  /** Address of the frame, token included. */
  readonly src: string;
  /** CSS pixels. As wide as the window where absent. */
  readonly width?: number;
  readonly theme?: 'light' | 'dark' | 'light dark';
  /** Whether the frame is hidden until the listener shows it. */
  readonly hidden?: boolean;
}

/** The page of a product that embeds the widget and does what the documentation of its embed system shows. */
export function framePage({ hostScript, src, width, theme = 'light', hidden = false }: FramePage): string {
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
    <iframe data-widget${hidden ? ' hidden' : ''} title="Connection" src="${escapeHtml(src)}"></iframe>`,
  });
}
