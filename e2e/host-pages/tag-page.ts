import { escapeHtml } from './escape-html.ts';
import { htmlPage } from './html-page.ts';

/** A page of a product that embeds by tag. */
export interface TagPage {
  /** Address of the script that defines the tag. */
  readonly script: string;
  /** What stands in the page: the tag, and what is around it. HTML of the test's own. */
  readonly body: string;
  /** A module that runs after the script. Pages with a strict policy have none. */
  readonly module?: string;
}

/** The page of a product, with the tag in it. */
export function tagPage({ script, body, module }: TagPage): string {
  return htmlPage({
    head: `<script type="module" src="${escapeHtml(script)}"></script>`,
    body: `<header><button type="button" id="opener">Integrations</button></header>
    ${body}
    ${module === undefined ? '' : `<script type="module">${module}</script>`}`,
  });
}

/** A tag, written out. */
export function tagHtml(attributes: Readonly<Record<string, string>>): string {
  const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${escapeHtml(value)}"`);
  return `<embed-connection${written.join('')}></embed-connection>`;
}
